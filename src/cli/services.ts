import type { Result } from '../core/result.ts';
import type { ExitStatus, Terminal } from './command-line.ts';

/** What commands are given from outside: the edges, bound by `main.ts`. */
export type Services = {
  readonly terminal: Terminal;
  /** Text of a file (`-`: standard input), refused above a limit; the error is a sentence. */
  readonly readText: (path: string) => Promise<Result<string, string>>;
  /** Lines of standard input, without their ends. */
  readonly inputLines: () => AsyncIterable<string>;
};

export type Finish = (status: ExitStatus) => void;
