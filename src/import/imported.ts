import type { ConfigProblem } from '../config/problem.ts';
import type { Place } from '../core/baseline.ts';
import type { LeftOut, SecretReference } from './draft.ts';

/** A value as our files hold it. */
export type FieldValue = string | readonly string[] | SecretReference;

export type ImportedEntry = {
  readonly name: string;
  /** In the source. */
  readonly place: Place;
  /** By dotted path: `hostname`, `ssh.jump`, `data.site`. */
  readonly values: Readonly<Record<string, FieldValue>>;
  readonly groups: readonly string[];
};

/** A variable that must be set before the first login. */
export type SecretToSet = { readonly name: string; readonly of: string; readonly what: string };

/** A source in our words. With an error among the problems nothing of it may be written. */
export type ImportedInventory = {
  readonly hosts: readonly ImportedEntry[];
  readonly groups: readonly ImportedEntry[];
  readonly defaults: Readonly<Record<string, FieldValue>>;
  readonly problems: readonly ConfigProblem[];
  readonly leftOut: readonly LeftOut[];
  readonly notes: readonly string[];
  readonly secrets: readonly SecretToSet[];
};
