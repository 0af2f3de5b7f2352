import { once } from 'node:events';

/** Standard output for data, standard error for people. A reader that closes the pipe ends the program quietly. */
export function standardTerminal(environment: Readonly<Record<string, string | undefined>>): {
  readonly out: (text: string) => Promise<void>;
  readonly say: (text: string) => void;
  readonly redraw: ((line: string) => void) | null;
  readonly width: number;
  readonly colour: boolean;
} {
  const { stdout, stderr } = process;
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  return {
    async out(text) {
      if (!stdout.write(text)) await once(stdout, 'drain');
    },
    say(text) {
      stderr.write(`${text}\n`);
    },
    redraw: stderr.isTTY ? (line) => stderr.write(`\r\u001b[K${line}`) : null,
    width: stdout.isTTY ? Math.max(60, stdout.columns) : 80,
    colour: stdout.isTTY === true && environment['NO_COLOR'] === undefined,
  };
}
