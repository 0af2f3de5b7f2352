/** What a partition's label tells: `FGT3KD-6.02-FW-build1175-201110`. */
export type FirmwareLabel = { readonly branch: string | null; readonly build: number };

/**
 * Reads the label of a firmware partition; null for other partitions (`EXDB-1.00000`). Labels give major and minor
 * only, with a zero between them: `6.02`, `7.00`, and `7.0.2` for a 7.2 release. Other spellings give no branch.
 */
export function firmwareLabel(label: string): FirmwareLabel | null {
  const found = /^[A-Za-z0-9_]{1,40}-(\d{1,2}(?:\.\d{1,3}){1,2})-FW-build(\d{1,6})(?:-\d{6})?$/.exec(
    label.slice(0, 120),
  );
  if (found === null) return null;
  const branch = /^(\d{1,2})\.0\.?(\d{1,2})$/.exec(found[1] ?? '');
  return { branch: branch === null ? null : `${branch[1]}.${Number(branch[2])}`, build: Number(found[2]) };
}

/**
 * Releases of the builds that were seen printed together: version corpus, `get system status` of public captures, names of
 * published images; a build number has a meaning within its branch only. A build that is not here stays a build.
 */
const releases: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  '5.2': { 701: '5.2.5' },
  '6.0': { 302: '6.0.7' },
  '6.2': { 1175: '6.2.6' },
  '6.4': { 2030: '6.4.11', 2093: '6.4.14' },
  '7.0': {
    237: '7.0.3',
    304: '7.0.5',
    367: '7.0.7',
    523: '7.0.12',
    566: '7.0.13',
    601: '7.0.14',
    603: '7.0.14',
    632: '7.0.15',
  },
  '7.2': { 1262: '7.2.3', 1396: '7.2.4', 1517: '7.2.5', 1639: '7.2.8', 1688: '7.2.9', 1762: '7.2.13' },
  '7.4': { 2662: '7.4.4', 2795: '7.4.8' },
};

/** Branches for one customer or model count their builds on their own from here on. */
const specialBuilds = 5000;

export type Running = { readonly release: string | null; readonly build: number | null };

/** Text for the software of a partition: its release where the build is known, else branch and build. */
export function softwareOf({ branch, build }: FirmwareLabel, running: Running): string {
  const text = `build${String(build).padStart(4, '0')}`;
  if (branch === null) return text;
  if (running.release !== null && running.build === build && branchOf(running.release) === branch)
    return running.release;
  return releases[branch]?.[build] ?? `v${branch},${text}`;
}

/** Older or newer than what runs: by branch, then by build. Undefined where special builds or an odd label forbid it. */
export function orderOf({ branch, build }: FirmwareLabel, running: Running): 'older' | 'newer' | undefined {
  const own = running.release === null ? null : branchOf(running.release);
  if (branch === null || own === null) return undefined;
  const byBranch = branchNumber(branch) - branchNumber(own);
  if (byBranch !== 0) return byBranch < 0 ? 'older' : 'newer';
  if (running.build === null || running.build === build || Math.max(build, running.build) >= specialBuilds)
    return undefined;
  return build < running.build ? 'older' : 'newer';
}

function branchOf(release: string): string | null {
  const found = /^v?(\d{1,2})\.(\d{1,2})\.\d/.exec(release);
  return found === null ? null : `${found[1]}.${Number(found[2])}`;
}

function branchNumber(branch: string): number {
  const [major = 0, minor = 0] = branch.split('.').map(Number);
  return major * 100 + minor;
}
