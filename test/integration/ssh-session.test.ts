import { afterEach, expect, test } from 'vitest';
import { commandForm } from '../../src/core/command.ts';
import type { Answer } from '../../src/core/observation.ts';
import type { Reply } from '../../src/demo/device-shell.ts';
import { type DeviceScript, type SshDevice, startSshDevice } from '../../src/demo/ssh-device.ts';
import type { DeviceSession, SshTarget } from '../../src/ports.ts';
import {
  limits,
  never,
  rules,
  script,
  secret,
  showClock,
  showVersion,
  target,
  transport,
  versionText,
} from './ssh-kit.ts';

const started: SshDevice[] = [];
afterEach(async () => {
  for (const device of started.splice(0)) await device.stop();
});

async function start(what: DeviceScript): Promise<SshDevice> {
  const device = await startSshDevice(what);
  started.push(device);
  return device;
}

async function session(device: SshDevice, changes: Partial<SshTarget> = {}): Promise<DeviceSession> {
  const opened = await transport(device.knownHosts).open(target(device, changes), never);
  if (!opened.ok) throw new Error(`${opened.error.reason.code}: ${opened.error.reason.message}`);
  return opened.value;
}

async function failure(device: SshDevice, changes: Partial<SshTarget> = {}) {
  const opened = await transport(device.knownHosts).open(target(device, changes), never);
  if (opened.ok) throw new Error('the session was opened');
  return opened.error;
}

/** Answers to `show version` on a device whose reply to it is the given one, and the session's notes. */
async function answerTo(
  reply: Reply,
  ask = limits,
): Promise<{ first: Answer; next: Answer; notes: readonly string[] }> {
  const plain = script().shell;
  const device = await start(
    script({ reply: (command) => (command === 'show version' ? reply : plain.reply(command)) }),
  );
  const open = await session(device);
  const first = await open.ask(showVersion, ask);
  const next = await open.ask(showClock, limits);
  const notes = open.notes();
  await open.end();
  expect(device.openConnections()).toBeLessThanOrEqual(1);
  return { first, next, notes };
}

const clockText = '10:00:00.000 UTC Tue Dec 1 2026\n';

test('a password login learns the prompt and reads an answer without echo and prompt', async () => {
  const device = await start(script());
  const open = await session(device);
  const answer = await open.ask(showVersion, limits);
  expect(answer).toMatchObject({ status: 'ok', text: `${versionText}\n`, reason: null, slug: 'show-version' });
  expect(open.notes()).toEqual([]);
  await open.end();
  expect(device.commands).toEqual(['terminal length 0', 'show version', 'exit']);
});

test('what the server offers and what was agreed on is kept with the session', async () => {
  const device = await start(script({}, { ident: 'example-4.2' }));
  const { offer, end } = await session(device);
  expect(offer).toMatchObject({ identification: 'SSH-2.0-example-4.2', hostKeyType: 'ssh-ed25519', profile: 'modern' });
  expect(offer.hostKeyFingerprint).toMatch(/^SHA256:[A-Za-z0-9+/]{43}$/);
  expect(offer.kex).toContain('curve25519-sha256');
  expect(offer.ciphers).toContain('aes256-gcm@openssh.com');
  expect(offer.negotiated?.hostKey).toBe('ssh-ed25519');
  await end();
});

test('S01: a notice is accepted with one key and no Enter, and nothing is sent before the prompt', async () => {
  const keys: string[] = [];
  const device = await start(
    script({
      prompt: () => 'FGT-EDGE # ',
      async greeting(io) {
        io.print("#################\n# AUTHORIZED USE #\nFAKE#\n#################\n\n(Press 'a' to accept):");
        keys.push(await io.key());
        await io.sleep(50);
        io.print('\n');
      },
    }),
  );
  const open = await session(device, {
    rules: { ...rules, prompt: /^([\w.~-]{1,64}) ?[#$] ?$/, promptTail: ' ?[#$]', setup: [] },
  });
  expect(keys).toEqual(['a']);
  expect(await open.ask(showVersion, limits)).toMatchObject({ status: 'ok', text: `${versionText}\n` });
  await open.end();
  expect(device.commands).toEqual(['show version', 'exit']);
});

test('S02: a tip and a line above the prompt are neither prompt nor output', async () => {
  const device = await start(
    script({
      prompt: () => '{master:0}\r\nops@qfx1> ',
      greeting: '--- JUNOS 21.4R3-S3.4 built 2023-01-01\nJUNOS tip:\nUse [system login class <name> login-tip]\n',
    }),
  );
  const open = await session(device);
  expect((await open.ask(showVersion, limits)).text).toBe(`${versionText}\n`);
  await open.end();
});

test('S03: an echo that is redrawn word by word is one command', async () => {
  const device = await start(script({ prompt: () => 'admin@fw1(active)> ', echo: 'redraw' }));
  const open = await session(device);
  expect((await open.ask(showVersion, limits)).text).toBe(`${versionText}\n`);
  expect((await open.ask(showClock, limits)).text).toBe(clockText);
  await open.end();
});

test('an echo that is wrapped at the width of the terminal is removed', async () => {
  const device = await start(script({ echo: { wrapAt: 12 } }));
  const open = await session(device);
  expect((await open.ask(showVersion, limits)).text).toBe(`${versionText}\n`);
  await open.end();
});

test('a device without echo is read as well', async () => {
  const device = await start(script({ echo: 'none' }));
  const open = await session(device);
  expect((await open.ask(showVersion, limits)).text).toBe(`${versionText}\n`);
  expect((await open.ask(showClock, limits)).text).toBe(clockText);
  await open.end();
});

test.each([
  ['backspaces', ' --More-- ', `${'\b'.repeat(9)}        ${'\b'.repeat(9)}`],
  ['carriage return and blanks', '--More-- ', '\r         \r'],
  ['erase sequence', '---(more 45%)---', '\r\x1b[K'],
])('S05: a pager that cannot be turned off is answered; what it wiped with %s is gone', async (_, mark, wipe) => {
  const plain = script().shell;
  const long = Array.from({ length: 95 }, (_, line) => `line ${line} of System image file is "flash:c.bin"`).join('\n');
  const device = await start(
    script({
      pager: { lines: 10, mark, wipe, off: null },
      reply: (command) => {
        if (command === 'terminal length 0') return "% Invalid input detected at '^' marker.\n";
        return command === 'show version' ? `${long}\n` : plain.reply(command);
      },
    }),
  );
  const open = await session(device);
  const answer = await open.ask(showVersion, limits);
  expect(answer).toMatchObject({ status: 'ok', text: `${long}\n` });
  expect(open.notes()).toEqual([
    expect.stringContaining('paging could not be turned off: "terminal length 0"'),
    expect.stringContaining('page by page'),
  ]);
  await open.end();
});

test('S06: enable is not sent where the prompt is privileged already', async () => {
  const device = await start(script());
  const open = await session(device, { enable: secret('enable-secret') });
  expect((await open.ask(showVersion, limits)).status).toBe('ok');
  await open.end();
  expect(device.commands).not.toContain('enable');
});

/** A device that begins unprivileged and asks for `secret` when told `enable`. */
function unprivileged(wanted: string): DeviceScript {
  const plain = script().shell;
  return script({
    prompt: () => 'edge1>',
    reply: (command) => {
      if (command !== 'enable') return plain.reply(command);
      return async (io) => {
        for (let round = 0; round < 3; round += 1) {
          io.raw('Password: ');
          const given = await io.secretLine();
          if (io.interrupted()) return;
          if (given === wanted) {
            io.setPrompt('edge1#');
            return;
          }
        }
        io.print('% Access denied\n\n');
      };
    },
  });
}

test('the enable secret raises the privilege and is nowhere in the answers', async () => {
  const device = await start(unprivileged('enable-secret'));
  const open = await session(device, { enable: secret('enable-secret') });
  const answer = await open.ask(showVersion, limits);
  expect(answer).toMatchObject({ status: 'ok', text: `${versionText}\n` });
  expect(open.notes()).toEqual([]);
  await open.end();
  expect(JSON.stringify([answer, device.commands])).not.toContain('enable-secret');
});

test('a refused enable secret is tried once, said, and the audit goes on', async () => {
  const device = await start(unprivileged('another'));
  const open = await session(device, { enable: secret('enable-secret') });
  expect(open.notes()).toEqual([expect.stringContaining('refused the enable secret')]);
  expect((await open.ask(showVersion, limits)).status).toBe('ok');
  await open.end();
});

test('S07: dots while hashing keep the session alive past its idle limit and are not stored', async () => {
  const { first } = await answerTo(
    async (io) => {
      for (let dot = 0; dot < 60 && !io.interrupted(); dot += 1) {
        io.raw('.'.repeat(40));
        await io.sleep(5);
      }
      io.print('Done!\nverify /md5 (flash:cat9k.bin) = 5d41402abc4b2a76b9719d911017c592\n');
    },
    { timeoutMs: 5000, idleMs: 200 },
  );
  expect(first.status).toBe('ok');
  expect(first.text).toContain('= 5d41402abc4b2a76b9719d911017c592');
  expect(first.text.length).toBeLessThan(200);
});

test('a silent command ends at its idle limit, and the session goes on after Ctrl-C', async () => {
  const { first, next } = await answerTo(
    async (io) => {
      io.print('begin\n');
      while (!io.interrupted()) await io.sleep(5);
      io.print('^C\n');
    },
    { timeoutMs: 5000, idleMs: 100 },
  );
  expect(first).toMatchObject({ status: 'timeout', reason: { code: 'timeout' } });
  expect(first.text).toContain('begin');
  expect(next).toMatchObject({ status: 'ok', text: clockText });
});

test('a command that never ends and takes no Ctrl-C ends the session, and the rest is not asked', async () => {
  const { first, next } = await answerTo((io) => io.sleep(4000), { timeoutMs: 100, idleMs: null });
  expect(first).toMatchObject({ status: 'timeout', reason: { code: 'timeout' } });
  expect(next).toMatchObject({ status: 'not-asked', reason: { code: 'timeout' } });
}, 15_000);

test('an endless output is cut at 16 MiB', async () => {
  const block = `${'x'.repeat(120)}\n`.repeat(2000);
  const { first } = await answerTo(
    async (io) => {
      while (!io.interrupted()) {
        io.raw(block);
        await io.sleep(0);
      }
    },
    { timeoutMs: 30_000, idleMs: null },
  );
  expect(first).toMatchObject({ status: 'truncated', reason: { code: 'endless' } });
  expect(first.text.length).toBeGreaterThan(15 * 2 ** 20);
  expect(first.text.length).toBeLessThan(18 * 2 ** 20);
}, 40_000);

test.each([
  ['[confirm]', 'Proceed with reload? [confirm]'],
  ['(y/n)', 'Do you want to continue? (y/n)'],
  ['[yes/no]', 'System configuration has been modified. Save? [yes/no]: '],
  ['Password:', 'Password: '],
])('an unexpected %s is refused, never accepted, and the command counts as denied', async (_, question) => {
  const typed: string[] = [];
  const { first, next } = await answerTo(async (io) => {
    io.raw(question);
    typed.push(await io.key());
    io.print('\n');
  });
  expect(typed).toEqual(['\x03']);
  expect(first).toMatchObject({ status: 'denied', reason: { code: 'command-denied' } });
  expect(next).toMatchObject({ status: 'ok', text: clockText });
});

test('a question that ignores Ctrl-C gets n', async () => {
  const typed: string[] = [];
  const { first, next } = await answerTo(async (io) => {
    io.raw('Do you want to continue? (y/n)');
    typed.push(await io.key(), await io.key());
    io.print('n\n');
  });
  expect(typed).toEqual(['\x03', 'n']);
  expect(first.status).toBe('denied');
  expect(next.status).toBe('ok');
});

test('log lines between output lines stay, and one behind the prompt does not hide it', async () => {
  const log = '*Mar  1 10:00:00.123: %SYS-5-CONFIG_I: Configured from console by ops on vty0 (192.0.2.9)\n';
  const { first, next } = await answerTo((io) => {
    io.print(`${versionText}\nedge1#\n${log}`);
    io.withholdPrompt();
  });
  expect(first.status).toBe('ok');
  expect(first.text).toContain(versionText);
  expect(next).toMatchObject({ status: 'ok', text: clockText });
});

test('a changing state in the prompt is the same prompt', async () => {
  const plain = script().shell;
  const device = await start(
    script({
      prompt: () => 'admin@fw1(active)> ',
      reply: (command) => {
        if (command !== 'show version') return plain.reply(command);
        return (io) => {
          io.print(`${versionText}\n`);
          io.setPrompt('admin@fw1(passive)> ');
        };
      },
    }),
  );
  const open = await session(device);
  expect((await open.ask(showVersion, limits)).status).toBe('ok');
  expect((await open.ask(showClock, limits)).text).toBe(clockText);
  await open.end();
});

test('a prompt inside an output is not the end of it', async () => {
  const { first } = await answerTo(async (io) => {
    io.print('banner motd:\nedge1#show version\nother#\n');
    await io.sleep(20);
    io.print(`${versionText}\n`);
  });
  expect(first.text).toContain('System image file');
});

test('a banner that imitates a prompt and goes on slowly is seen through', async () => {
  const device = await start(
    script({
      async greeting(io) {
        io.print('\nrouter99#');
        await io.sleep(300);
        io.print('\nthis was the banner\nrouter98>\nend of banner\n');
      },
    }),
  );
  const open = await session(device);
  expect(await open.ask(showVersion, limits)).toMatchObject({ status: 'ok', text: `${versionText}\n` });
  await open.end();
});

test('a device that waits for Enter gets it', async () => {
  const device = await start(
    script({
      async greeting(io) {
        io.print('console is available.\n\nReady.\n');
        await io.key();
        io.print('\n');
      },
    }),
  );
  const open = await session(device);
  expect((await open.ask(showVersion, limits)).status).toBe('ok');
  await open.end();
});

test.each([
  ['configuration mode', 'edge1(config)#', 'mode-not-supported'],
  ['the boot loader', 'rommon 1 >', 'mode-not-supported'],
  ['a shell', 'bash-4.3$ ', 'mode-not-supported'],
  ['a login question', 'Username: ', 'prompt-lost'],
  ['a password change', 'Your password has expired.\r\nEnter new password: ', 'auth'],
])('a session that lands in %s ends at once, with nothing sent', async (_, prompt, code) => {
  const device = await start(script({ prompt: () => prompt }));
  expect((await failure(device)).reason.code).toBe(code);
  expect(device.commands).toEqual([]);
});

test('a device that never shows a prompt is prompt-lost, with its last words', async () => {
  const device = await start(
    script({
      async greeting(io) {
        io.print('Welcome to the machine\n');
        while (!io.interrupted()) await io.sleep(20);
      },
    }),
  );
  const { reason } = await failure(device, { timeouts: { connectMs: 3000, commandMs: 300, deviceMs: 3000 } });
  expect(reason).toMatchObject({ code: 'prompt-lost', message: expect.stringContaining('Welcome to the machine') });
});

test('refusals and absent objects are told apart from output', async () => {
  const plain = script().shell;
  const device = await start(
    script({
      reply: (command) => {
        if (command === 'show boot') return 'Command authorization failed.\n\n';
        if (command === 'dir flash:x') return '%Error opening flash:x (No such file or directory)\n';
        return plain.reply(command);
      },
    }),
  );
  const open = await session(device);
  const ask = (text: string) => open.ask(commandForm(text, 'test').with(), limits);
  expect(await ask('show nothing')).toMatchObject({ status: 'unsupported', reason: { code: 'unsupported' } });
  expect(await ask('show boot')).toMatchObject({ status: 'denied', reason: { code: 'command-denied' } });
  expect(await ask('dir flash:x')).toMatchObject({ status: 'absent', reason: null });
  await open.end();
});

test('a device that closes in the middle of an answer leaves a truncated one', async () => {
  const { first, next } = await answerTo((io) => {
    io.print('Example OS Software, Version 15.1(4)M8\nedge1 uptime');
    io.withholdPrompt();
    io.close();
  });
  expect(first).toMatchObject({ status: 'truncated', reason: { code: 'session-closed' } });
  expect(first.text).toContain('Version 15.1(4)M8');
  expect(next).toMatchObject({ status: 'not-asked', reason: { code: 'session-closed' } });
});

test('S15: a reset in the middle of an answer is one result and no crash', async () => {
  const { first } = await answerTo(async (io) => {
    io.print('Example OS Software, Version 15.1(4)M8\n');
    await io.sleep(20);
    io.withholdPrompt();
    io.reset();
  });
  expect(first).toMatchObject({ status: 'truncated', reason: { code: 'session-closed' } });
  expect(first.reason?.message).toMatch(/reset|closed/);
});

test('S15: a reset behind the logout is no failure', async () => {
  const plain = script().shell;
  const device = await start(
    script({
      logout: /^never$/,
      reply: (command) => (command === 'exit' ? (io) => io.reset() : plain.reply(command)),
    }),
  );
  const open = await session(device);
  expect((await open.ask(showVersion, limits)).status).toBe('ok');
  await open.end();
  expect(open.failure()).toBeNull();
});

test('S14: no line of the device is left occupied, however an audit ends', async () => {
  const plain = script().shell;
  const broken = script(
    { reply: (command) => (command === 'show version' ? (io) => io.withholdPrompt() : plain.reply(command)) },
    { maxConnections: 1 },
  );
  const device = await start(broken);
  for (let round = 0; round < 3; round += 1) {
    const open = await session(device, { timeouts: { connectMs: 3000, commandMs: 3000, deviceMs: 5000 } });
    expect((await open.ask(showVersion, { timeoutMs: 30, idleMs: null })).status).toBe('timeout');
    await open.end();
  }
  const last = await session(device);
  expect((await last.ask(showClock, limits)).status).toBe('ok');
  await last.end();
}, 30_000);

test('the limit of the device wins over the limit of a command', async () => {
  const device = await start(script({ latencyMs: 60 }));
  const open = await session(device, { timeouts: { connectMs: 3000, commandMs: 3000, deviceMs: 200 } });
  const answers = [];
  for (let asked = 0; asked < 6; asked += 1) answers.push((await open.ask(showClock, limits)).status);
  expect(answers.at(-1)).toBe('not-asked');
  expect(open.failure()?.code).toBe('timeout');
  await open.end();
}, 15_000);

test('a cancelled run ends the session at once', async () => {
  const plain = script().shell;
  const device = await start(
    script({ reply: (command) => (command === 'show version' ? (io) => io.withholdPrompt() : plain.reply(command)) }),
  );
  const stop = new AbortController();
  const opened = await transport(device.knownHosts).open(target(device), stop.signal);
  if (!opened.ok) throw new Error('not opened');
  setTimeout(() => stop.abort(), 30);
  expect(await opened.value.ask(showVersion, limits)).toMatchObject({ reason: { code: 'cancelled' } });
  await opened.value.end();
  expect(await opened.value.ask(showClock, limits)).toMatchObject({ status: 'not-asked' });
});
