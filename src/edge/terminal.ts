import { once } from 'node:events';

/** Controls that JSON leaves as they are (C1 and the marks that turn the reading direction), and DEL. */
const invisible = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;
const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

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
      if (!stdout.write(text.replace(invisible, escaped))) await once(stdout, 'drain');
    },
    say(text) {
      stderr.write(`${text}\n`);
    },
    redraw: stderr.isTTY ? (line) => stderr.write(`\r\u001b[K${line}`) : null,
    width: stdout.isTTY ? Math.max(60, stdout.columns) : 80,
    colour: stdout.isTTY === true && environment['NO_COLOR'] === undefined,
  };
}
