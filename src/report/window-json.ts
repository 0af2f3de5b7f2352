import type { ChangeWindow } from '../core/baseline.ts';
import { isoTime } from '../core/brands.ts';

/** A change window as commands and the HTTP interface print it. */
export const windowJson = ({ from, to, enteredAt, ...rest }: ChangeWindow): object => ({
  ...rest,
  from: isoTime(from),
  to: isoTime(to),
  enteredAt: enteredAt === null ? null : isoTime(enteredAt),
});
