import { expect, test } from 'vitest';
import { commandForm } from '../../../../src/core/command.ts';
import { classify, cleanOutput } from '../../../../src/edge/ssh/answer.ts';
import { echoEnd } from '../../../../src/edge/ssh/echo.ts';
import { outputBuffer } from '../../../../src/edge/ssh/output-buffer.ts';
import { learnPrompt, promptCandidate, shownTail } from '../../../../src/edge/ssh/prompt.ts';
import { commandReader, loginReader, questionIn, type Reader, type Step } from '../../../../src/edge/ssh/reader.ts';
import { renderLine, renderText } from '../../../../src/edge/ssh/terminal-text.ts';
import type { SessionRules } from '../../../../src/ports.ts';

const rules: SessionRules = {
  prompt: /^([\w.@-]{1,63})(?:\([\w-]{1,20}\))?[>#] ?$/,
  wrongPrompt: /^[\w.-]{1,63}\(config\)#$/,
  promptTail: '(?:\\((?!config)[\\w-]{1,20}\\))?[>#] ?',
  setup: [],
  pagers: [/--More-- ?$/],
  notices: [{ match: /\(Press 'a' to accept\):\s*$/, answer: 'a' }],
  enable: null,
  unsupported: [/^% Invalid input/m],
  denied: [/^Command authorization failed/m],
  absent: [/No such file/],
  noise: [/^\{master:\d\}$/],
  quit: commandForm('exit', 'ends the session').with(),
};

/** Shows a reader the chunks one after the other; gives the first step that is not waiting, and how many chunks it took. */
function read<T>(reader: Reader<T>, chunks: readonly string[], quietMs = 0): { step: Step<T>; after: number } {
  const buffer = outputBuffer();
  let step: Step<T> = { kind: 'wait', recheckMs: 0 };
  for (const [at, chunk] of chunks.entries()) {
    buffer.push(chunk);
    const isLast = at === chunks.length - 1;
    const tail = buffer.tail();
    step = reader({ tail, line: shownTail(tail), raw: buffer.all, quietMs: isLast ? quietMs : 0 });
    if (step.kind !== 'wait') return { step, after: at + 1 };
  }
  return { step, after: chunks.length };
}

function promptOf(line: string) {
  const prompt = learnPrompt(rules, line);
  if (prompt === null) throw new Error('no prompt');
  return prompt;
}

const edge1 = promptOf('edge1#');
const command = (text = 'show version') => commandReader(rules, edge1, { text, echoes: true });

test.each([
  ['plain text', 'abc', 'abc'],
  ['backspaces', 'shwo\b\b  \b\bow ver', 'show ver'],
  ['a pager that wipes itself', ' --More-- \b\b\b\b\b\b\b\b\b\b          \b\b\b\b\b\b\b\b\b\bnext line', 'next line'],
  ['carriage return and erase', 'old text\r\x1b[Knew', 'new'],
  ['colours', '\x1b[1;32mgreen\x1b[0m', 'green'],
  ['a window title', '\x1b]0;title\x07text', 'text'],
  ['cursor keys', 'abcd\x1b[2Dxy', 'abxy'],
  ['bell and nul', 'a\x07\x00b', 'ab'],
  ['a cursor sent far away', '\x1b[999999999Cx', `${' '.repeat(4096)}x`],
])('%s is shown as on a terminal', (_, raw, shown) => {
  expect(renderLine(raw).trimEnd()).toBe(shown);
});

test('carriage returns before a line end leave no trace', () => {
  expect(renderText('a\r\r\nb\r\nc\n')).toBe('a\nb\nc\n');
});

test.each([
  ['after the prompt', 'edge1#show version\r\nout', 'out'],
  ['alone', 'show version\r\nout', 'out'],
  ['wrapped', 'show ver\r\nsion\r\nout', 'out'],
  ['wrapped behind the prompt', 'edge1#show\r\n version\r\nout', 'out'],
  ['redrawn', 'show \r\x1b[Kedge1#show version\r\nout', 'out'],
  ['scrolled sideways', 'edge1#show r\b\b\b\b\b\b\b$w version\r\nout', 'out'],
  ['below a log line', '\r\n*Mar 1 00:00:01: %SYS-5-X: y\r\nedge1#show version\r\nout', 'out'],
])('an echo %s ends where the output begins', (_, raw, output) => {
  expect(raw.slice(echoEnd(raw, 'show version', 'edge1#'))).toBe(output);
});

test('an echo that is not complete has no end', () => {
  expect(echoEnd('edge1#show ver', 'show version', 'edge1#')).toBe(-1);
  expect(echoEnd('edge1#show ver\r\n', 'show version', 'edge1#')).toBe(-1);
});

test('a learned prompt fits other states of the same host, and no other host', () => {
  const prompt = promptOf('admin@fw1(active)>');
  expect(prompt.matches('admin@fw1(passive)> ')).toBe(true);
  expect(prompt.matches('admin@fw1>')).toBe(true);
  expect(prompt.matches('admin@fw2(active)>')).toBe(false);
  expect(prompt.matches('x admin@fw1(active)>')).toBe(false);
  expect(promptOf('a.b#').matches('axb#')).toBe(false);
});

test('art in a banner is no prompt', () => {
  for (const line of ['#################', '# AUTHORIZED USE #', 'see login class <name> login-tip]', ''])
    expect(promptCandidate(rules, line)).toBeNull();
});

test('the answer ends at the prompt behind the echo, however the bytes are cut', () => {
  const bytes = 'show version\r\nVersion 1\r\nedge1#';
  const { step, after } = read(command(), [...bytes]);
  expect(after).toBe(bytes.length);
  expect(step).toMatchObject({ kind: 'done', outcome: { kind: 'answer', echoed: true } });
});

test('a prompt without the echo waits, and counts when nothing follows', () => {
  expect(read(command(), ['\r\nedge1#']).step.kind).toBe('wait');
  expect(read(command(), ['\r\nedge1#'], 5000).step).toMatchObject({ outcome: { kind: 'answer', echoed: false } });
});

test('the pager is answered with one blank, and its mark is taken out of the line', () => {
  const { step } = read(command(), ['show version\r\nline\r\nhalf --More-- ']);
  expect(step).toEqual({ kind: 'send', text: ' ', tail: 'half ' });
});

test('a question is only one when nothing follows it', () => {
  expect(read(command(), ['show version\r\nProceed? [confirm]']).step.kind).toBe('wait');
  expect(read(command(), ['show version\r\nProceed? [confirm]'], 200).step).toEqual({
    kind: 'send',
    text: '\x03',
    tail: null,
  });
});

test('Enter is never sent where Enter means yes', () => {
  const reader = command();
  const sent: string[] = [];
  const view = {
    tail: 'Proceed? [confirm]',
    line: 'Proceed? [confirm]',
    raw: () => 'Proceed? [confirm]',
    quietMs: 5000,
  };
  for (let round = 0; round < 6; round += 1) {
    const step = reader(view);
    if (step.kind === 'send') sent.push(step.text);
    if (step.kind === 'done') expect(step.outcome).toMatchObject({ kind: 'lost' });
  }
  expect(sent).toEqual(['\x03', 'n']);
});

test.each([
  'Delete? [confirm]',
  'Continue? (y/n)',
  'Continue (y/n)? [n] ',
  'Save? [yes/no]: ',
  'Password: ',
  'ok? [Y/n]',
])('%j asks something', (line) => {
  expect(questionIn(line)).not.toBeNull();
});

test.each(['uptime is 3 weeks', 'Password recovery is enabled', 'options: y/n are listed', 'x'.repeat(500)])(
  '%j asks nothing',
  (line) => {
    expect(questionIn(line)).toBeNull();
  },
);

test('a prompt alone is taken at once, one below a banner that has a prompt in it when nothing follows', () => {
  expect(read(loginReader({ ...rules, notices: [] }), ['\r\nedge1#']).step).toMatchObject({ kind: 'done' });
  expect(read(loginReader({ ...rules, notices: [] }), ['welcome\r\nedge1#']).step).toMatchObject({ kind: 'done' });
  const imitating = 'fake#\r\nmore\r\nedge1#';
  expect(read(loginReader({ ...rules, notices: [] }), [imitating]).step.kind).toBe('wait');
  expect(read(loginReader({ ...rules, notices: [] }), [imitating], 200).step).toMatchObject({ kind: 'done' });
});

test('a notice is accepted once, with its key alone', () => {
  const reader = loginReader(rules);
  const text = "# NOTICE #\r\n(Press 'a' to accept):";
  expect(read(reader, [text]).step).toEqual({ kind: 'send', text: 'a', tail: null });
  expect(read(reader, [text]).step.kind).toBe('wait');
});

test('a cleaned output has neither prompt nor noise nor blanks at its ends', () => {
  expect(cleanOutput('{master:0}\r\n\r\nVersion 1  \r\n{master:0}\r\nedge1#', edge1, rules)).toBe('Version 1\n');
  expect(cleanOutput('\r\nedge1#', edge1, rules)).toBe('');
});

test('a refusal counts at the head of an output, not where a log quotes one', () => {
  expect(classify("      ^\n% Invalid input detected at '^' marker.\n", rules)).toMatchObject({
    status: 'unsupported',
    reason: { message: expect.stringContaining('% Invalid input detected') },
  });
  expect(classify('Command authorization failed.\n', rules).status).toBe('denied');
  expect(classify('%Error opening x (No such file or directory)\n', rules)).toEqual({ status: 'absent', reason: null });
  expect(classify(`${'a log line\n'.repeat(300)}% Invalid input\n`, rules).status).toBe('ok');
});

test('the buffer drops progress dots, keeps other dots, and stops at its limit', () => {
  const buffer = outputBuffer(1000);
  for (let chunk = 0; chunk < 100; chunk += 1) buffer.push('.....');
  buffer.push('Done!\r\nversion 1');
  for (const piece of ['.', '2', '.', '3\n']) buffer.push(piece);
  expect(buffer.all()).toBe(`${'.'.repeat(20)}Done!\r\nversion 1.2.3\n`);
  expect(buffer.full()).toBe(false);
  buffer.push('x'.repeat(2000));
  expect(buffer.full()).toBe(true);
  buffer.push('\nedge1#');
  expect(buffer.tail()).toBe('edge1#');
});

test('a mebibyte of garbage is read in under a second', () => {
  const garbage = [
    '\x1b['.repeat(2 ** 19),
    '\x1b]'.repeat(2 ** 19),
    '\b \b'.repeat(350_000),
    '\r'.repeat(2 ** 20),
    ' '.repeat(2 ** 20),
    'a#'.repeat(2 ** 19),
    '[yes/no'.repeat(150_000),
    'password '.repeat(116_000),
    '\n'.repeat(2 ** 20),
    '%A-'.repeat(350_000),
  ];
  for (const text of garbage) {
    const began = performance.now();
    renderText(text);
    echoEnd(text, 'show version', 'edge1#');
    read(command(), [text, 'x'], 5000);
    read(loginReader(rules), [text, 'x'], 5000);
    cleanOutput(text, edge1, rules);
    classify(text, rules);
    expect(performance.now() - began).toBeLessThan(1000);
  }
});
