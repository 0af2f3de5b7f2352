/** What one command of a simulated device prints, or what it does on the channel itself. */
export type Reply = string | ((io: ShellIo) => void | Promise<void>);

/** A running command's hold on the channel. The prompt follows when its reply has returned, unless it says otherwise. */
export type ShellIo = {
  readonly command: string;
  /** Line feeds become `\r\n`, as on a real line. */
  readonly print: (text: string) => void;
  /** Exactly these characters. */
  readonly raw: (text: string) => void;
  /** The next character that the client sends. */
  readonly key: () => Promise<string>;
  /** The next line, without echo: a password. */
  readonly secretLine: () => Promise<string>;
  readonly sleep: (ms: number) => Promise<void>;
  /** True once the client sent Ctrl-C or is gone. */
  readonly interrupted: () => boolean;
  readonly setPrompt: (text: string) => void;
  readonly close: () => void;
  /** Resets the TCP connection. */
  readonly reset: () => void;
  /** No prompt after this command. */
  readonly withholdPrompt: () => void;
};

export type ShellScript = {
  readonly prompt: () => string;
  /** Printed before the first prompt; a function may ask and wait. */
  readonly greeting: Reply;
  readonly echo: 'plain' | 'none' | 'redraw' | { readonly wrapAt: number };
  readonly pager: {
    readonly lines: number;
    readonly mark: string;
    readonly wipe: string;
    /** A command that turns it off, where the account may. */
    readonly off: RegExp | null;
  } | null;
  readonly reply: (command: string) => Reply;
  readonly logout: RegExp;
  readonly latencyMs: number;
};

type Line = { readonly write: (text: string) => void; readonly close: () => void; readonly reset: () => void };

/** The line editor, pager and command loop of one session; fed with what the client types. */
export function deviceShell(
  script: ShellScript,
  line: Line,
  seen: (command: string) => void,
): { readonly typed: (text: string) => void; readonly gone: () => void } {
  let prompt = script.prompt();
  let paging = script.pager !== null;
  let input = '';
  let busy = true;
  let over = false;
  let interrupted = false;
  let waiting: ((key: string) => void) | null = null;
  let queued = '';

  const print = (text: string): void => {
    if (text !== '' && !over) line.write(text.replace(/\r?\n/g, '\r\n'));
  };
  const key = (): Promise<string> => {
    const first = queued.slice(0, 1);
    if (first === '') return new Promise((resolve) => (waiting = resolve));
    queued = queued.slice(1);
    return Promise.resolve(first);
  };
  const io = (command: string, after: { prompt: boolean }): ShellIo => ({
    command,
    print,
    raw: (text) => {
      if (!over) line.write(text);
    },
    key,
    async secretLine() {
      let text = '';
      for (;;) {
        const typed = await key();
        if (typed === '\x03') return '';
        if (typed === '\r' || typed === '\n' || typed === '') break;
        text += typed;
      }
      print('\n');
      return text;
    },
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    interrupted: () => interrupted || over,
    setPrompt(text) {
      prompt = text;
    },
    close: line.close,
    reset: line.reset,
    withholdPrompt() {
      after.prompt = false;
    },
  });

  async function page(text: string): Promise<void> {
    const { pager } = script;
    if (pager === null || !paging) {
      print(text);
      return;
    }
    const lines = text.split('\n');
    for (let at = 0; at < lines.length; at += pager.lines) {
      const isLast = at + pager.lines >= lines.length;
      print(lines.slice(at, at + pager.lines).join('\n') + (isLast ? '' : '\n'));
      if (isLast) return;
      print(pager.mark);
      const typed = await key();
      line.write(pager.wipe);
      if (typed === 'q' || typed === '\x03') return;
    }
  }

  async function run(reply: Reply, command: string): Promise<void> {
    busy = true;
    interrupted = false;
    const after = { prompt: true };
    if (typeof reply === 'string') await page(reply);
    else await reply(io(command, after));
    if (over) return;
    if (after.prompt) line.write(prompt);
    busy = false;
    const early = queued;
    queued = '';
    typed(early);
  }

  const execute = (command: string): void => {
    if (command === '') {
      void run('', '');
      return;
    }
    seen(command);
    if (script.logout.test(command)) {
      line.close();
      return;
    }
    if (script.pager?.off?.test(command) === true) paging = false;
    const reply = script.reply(command);
    if (script.latencyMs <= 0) void run(reply, command);
    else {
      busy = true;
      setTimeout(() => void run(reply, command), script.latencyMs);
    }
  };

  const enterLine = (text: string): void => {
    line.write(echoOf(script.echo, prompt, text));
    execute(text.trim());
  };

  function typed(text: string): void {
    for (const [at, character] of [...text].entries()) {
      if (character === '\x03') interrupted = true;
      if (waiting !== null) {
        const resolve = waiting;
        waiting = null;
        resolve(character);
        queued += [...text].slice(at + 1).join('');
        return;
      }
      if (character === '\x03') {
        input = '';
        if (!busy) line.write(`^C\r\n${prompt}`);
      } else if (busy) queued += character;
      else if (character === '\r' || character === '\n') {
        const entered = input;
        input = '';
        enterLine(entered);
      } else input += character;
    }
  }

  void run(script.greeting, '');
  return {
    typed,
    gone() {
      over = true;
      waiting?.('');
      waiting = null;
    },
  };
}

/** The echo is sent with the line end, in one piece; character by character would only cost time. */
function echoOf(style: ShellScript['echo'], prompt: string, text: string): string {
  if (style === 'none') return '';
  if (style === 'plain') return `${text}\r\n`;
  if (style === 'redraw') {
    const words = text.split(' ');
    const drawn = words.map((_, count) => words.slice(0, count + 1).join(' '));
    return `${drawn.join(` \r\x1b[K${prompt}`)}\r\n`;
  }
  const width = style.wrapAt;
  const pieces: string[] = [text.slice(0, Math.max(1, width - prompt.length))];
  for (let at = pieces[0]?.length ?? 0; at < text.length; at += width) pieces.push(text.slice(at, at + width));
  return `${pieces.join('\r\n')}\r\n`;
}
