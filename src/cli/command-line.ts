/** 0 all verified and nothing found · 1 findings · 2 wrong use or configuration · 3 some not verified · 4 internal. */
export type ExitStatus = 0 | 1 | 2 | 3 | 4;

/** Where a command prints: data to `out`, messages and progress to `say`. */
export type Terminal = {
  /** Writes data and waits where the reader is slow. */
  readonly out: (text: string) => Promise<void>;
  readonly say: (text: string) => void;
  /** Overwrites one line on a terminal; null elsewhere. */
  readonly redraw: ((line: string) => void) | null;
  readonly width: number;
  readonly colour: boolean;
};

/** A sentence for wrong use; the program prints it and ends with status 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
