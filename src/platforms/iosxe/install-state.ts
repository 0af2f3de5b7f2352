import type { InactiveSoftware, MemberFacts } from '../../core/facts.ts';
import { compareTexts, type VersionScheme } from '../../core/version.ts';
import { type Fields, listField, textField } from '../shared/read-kit.ts';

/** Rows of `show install summary` that hold for one member. */
export type InstallRows = readonly {
  readonly type: string;
  readonly state: string;
  readonly name: string;
}[];

/** What the install manager of one member says. Null fields: it does not tell. */
export type InstallState = {
  readonly active: string | null;
  /** What the next start-up runs: the committed set; what is activated but not committed goes back. */
  readonly next: string | null;
  readonly patches: readonly string[];
  readonly inactive: readonly InactiveSoftware[];
  readonly commit: MemberFacts['boot']['commit'];
};

/** The rows whose heading names the member: `Switch 1 2 3`, `Chassis 1/R0`; `R0 R1` stands for the whole device. */
export function rowsOf(install: Fields, memberId: string): InstallRows {
  return listField(install, 'packages')
    .filter((row) => covers(textField(row, 'where'), memberId))
    .map((row) => ({
      type: textField(row, 'type') ?? '',
      state: textField(row, 'state') ?? '',
      name: textField(row, 'name') ?? '',
    }));
}

function covers(where: string | null, memberId: string): boolean {
  const numbered = /^(?:Switch|Chassis) (.*)$/i.exec(where ?? '')?.[1];
  if (numbered === undefined || !/^\d+$/.test(memberId)) return true;
  return numbered.split(/[\s,]+/).some((part) => part.split('/')[0] === memberId);
}

/**
 * Reads the state letters: `C` activated and committed, `U` activated and not committed (goes back at the next reload or
 * when the timer ends), `D` deactivated and not committed (what comes back), `I` inactive. Source: platforms.md 5.3.
 */
export function installState(rows: InstallRows, versions: VersionScheme): InstallState {
  const images = rows.filter(({ type }) => type === 'IMG');
  const inState = (letter: string): string | null => {
    const row = images.find(({ state }) => state === letter);
    return row === undefined ? null : releaseOfRow(row.name, versions);
  };
  const uncommitted = inState('U');
  const committed = inState('C');
  const active = uncommitted ?? committed;
  const open = rows.some(({ state }) => state === 'U' || state === 'D');
  const inactive = images.flatMap(({ state, name }): InactiveSoftware[] => {
    const version = releaseOfRow(name, versions);
    if (version === null || !/[ID]/.test(state) || (active !== null && sameRelease(version, active, versions)))
      return [];
    return [{ version, kind: state === 'D' ? 'rollback-point' : 'package', place: 'install', addedAt: null }];
  });
  return {
    active,
    next: uncommitted === null ? committed : (inState('D') ?? committed),
    patches: rows.filter(({ type, state }) => type === 'SMU' && /[CU]/.test(state)).map(({ name }) => patchName(name)),
    inactive,
    commit: open ? 'uncommitted' : committed === null ? null : 'committed',
  };
}

/** `17.09.04a.0.6` → `17.09.04a`: release, then counters of the build; a file name by its own reading. */
function releaseOfRow(name: string, versions: VersionScheme): string | null {
  const counted = /^(\d{1,3}\.\d{1,3}\.\d{1,3}[a-z]{0,2}\d{0,2})(?:\.\d{1,12}){0,3}$/i.exec(name)?.[1];
  return counted ?? versions.image(name).version;
}

/** The defect that a patch is for, which is how patches are spoken of; else the name of its file. */
function patchName(file: string): string {
  return /CSC[a-z]{2}\d{5}/i.exec(file)?.[0] ?? file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf(':')) + 1);
}

export function sameRelease(a: string, b: string, versions: VersionScheme): boolean {
  return a === b || compareTexts(versions, a, b).order === 'same';
}
