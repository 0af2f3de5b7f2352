import type { DeviceName, EpochMs } from './brands.ts';

/**
 * A recorded decision of a person. Only these lower a reference version (VERDICTS 2); a waiver never does.
 */
export type Decision = {
  readonly id: string;
  readonly device: DeviceName;
  readonly at: EpochMs;
  readonly by: string;
  readonly reason: string;
  readonly ticket: string | null;
} & (
  | {
      readonly kind: 'authorize' | 'accept' | 'acknowledge' | 'close';
      readonly finding: string;
      /** End of an acknowledgement: what is seen after it counts as open again. Absent: none. */
      readonly until?: EpochMs;
    }
  | { readonly kind: 'recommission' }
);
