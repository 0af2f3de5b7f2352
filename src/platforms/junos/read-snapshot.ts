import type { Parsed } from '../../core/result.ts';
import { compact, type Fields, firstMatch, parsed, readFields, readLines } from '../shared/read-kit.ts';
import { memberBlocks } from './member-blocks.ts';
import { releaseIn } from './release-name.ts';

/**
 * Reads `show system snapshot […]`: what stands on each root (`primary`, `backup`), the old form without a role, and the
 * recovery snapshots of the OAM volume. A root that could not be read is told by `warning` only.
 */
export function readSnapshot(text: string, command: string): Parsed<Fields> {
  const output = readLines(text, command);
  const snapshots = memberBlocks(output.lines).flatMap(({ id, lines }) =>
    [...slices(lines), ...namedSnapshots(lines)].map((snapshot) =>
      id === null ? snapshot : { ...snapshot, where: id },
    ),
  );
  const fields = {
    snapshots: snapshots.length === 0 ? undefined : snapshots,
    warning: firstMatch(output.lines, /^\s*((?:error|warning): .{1,300})$/i),
  };
  return parsed(fields, output, fields.warning === undefined ? ['snapshots'] : []);
}

function slices(lines: readonly string[]): readonly Fields[] {
  const found: { fields: Fields; packages: Fields[] }[] = [];
  for (const line of lines) {
    const head =
      /^\s*Information for snapshot on\s+(\S{1,40})(?:\s+\(([^()]{1,80})\))?(?: \((primary|backup|recovery)\))?/.exec(
        line,
      );
    if (head !== null) {
      found.push({ fields: compact({ media: head[1], device: head[2], role: head[3] }), packages: [] });
      continue;
    }
    const last = found.at(-1);
    if (last === undefined) continue;
    const created = /^\s*Creation date: (\S.{0,60})$/.exec(line);
    if (created !== null) last.fields = { ...last.fields, created: created[1] };
    const entry = /^\s{1,20}([A-Za-z][\w.-]{0,60}?) {0,20}: (\S{1,120})$/.exec(line);
    if (entry !== null) last.packages.push({ name: entry[1], version: entry[2] });
  }
  return found.map(({ fields, packages }) => compact({ ...fields, packages }));
}

/** Snapshots with a name: those of the OAM volume, and the others of systems that boot from package sets. */
function namedSnapshots(lines: readonly string[]): readonly Fields[] {
  const found: Fields[] = [];
  let name: string | undefined;
  let created: string | undefined;
  let role: string | undefined;
  for (const line of lines) {
    const group = /^\s*(Non-recovery|Recovery) Snapshots:/i.exec(line)?.[1];
    if (group !== undefined) role = group.toLowerCase() === 'recovery' ? 'recovery' : undefined;
    name = /^\s*(?:Snapshot (\S{1,100}):|([\w.-]{1,100}\.(?:ufs|tgz|img|gz)))$/.exec(line)?.slice(1).join('') ?? name;
    created = /^\s*(?:Date created|Creation date): (\S.{0,60})$/.exec(line)?.[1] ?? created;
    const version = /^\s*Junos version: (\S{1,80})$/.exec(line)?.[1];
    if (version === undefined) continue;
    found.push(compact({ name, created, version, role }));
    name = undefined;
    created = undefined;
  }
  return found;
}

/** The release of a snapshot: of the package that is the whole system, else of the first that names one. */
export function releaseOfSnapshot(snapshot: Fields): string | null {
  if (typeof snapshot['version'] === 'string') return releaseIn(snapshot['version']);
  const packages = Array.isArray(snapshot['packages']) ? snapshot['packages'] : [];
  const named = (name: string): string | null => {
    const entry = packages.find((candidate) => candidate?.name === name);
    return typeof entry?.version === 'string' ? releaseIn(entry.version) : null;
  };
  const all = packages.map((entry) => (typeof entry?.version === 'string' ? releaseIn(entry.version) : null));
  return named('junos') ?? named('jbase') ?? all.find((release) => release !== null) ?? null;
}

/** Reads `show system software [detail]`: the release of the package that is the system. */
export function readSoftware(text: string, command: string): Parsed<Fields> {
  const output = readLines(text, command);
  const whole =
    firstMatch(output.lines, /^\s*JUNOS Software Release \[([^\]\s]{1,80})\]/) ??
    firstMatch(output.lines, /^\s*JUNOS Base OS (?:boot|Software Suite) \[([^\]\s]{1,80})\]/);
  const brackets = /^\s*[A-Za-z][^[\]]{0,100}\[([^\]\s]{1,80})\]/;
  const any = output.lines
    .map((line) => brackets.exec(line)?.[1])
    .find((value) => value !== undefined && releaseIn(value) === value);
  const names = output.lines
    .map((line) => /^\s*Information for ([^:\s]{1,120}):$/.exec(line)?.[1])
    .filter((name) => name !== undefined);
  const fields = {
    version: whole ?? any ?? names.map((name) => releaseIn(name)).find((release) => release !== null),
    packages: names.length === 0 ? undefined : names.map((name) => ({ name })),
  };
  return parsed(fields, output, ['version']);
}

/**
 * Reads `show system software list` of Junos Evolved: each installed version with its mark. `-` runs, `>` boots next,
 * `<` is the way back; `boot_device` is the disk that booted. Topmost are the fields of the first node.
 */
export function readSoftwareList(text: string, command: string): Parsed<Fields> {
  const output = readLines(text, command);
  const nodes = memberBlocks(output.lines).map(({ id, lines }) => ({
    id,
    device: firstMatch(lines, /^\s*Active boot device is (\S.{0,80})$/),
    packages: lines.map(listedVersion).filter((entry) => entry !== undefined),
  }));
  const packages = nodes.flatMap((node) => node.packages);
  const fields = {
    boot_device: nodes[0]?.device,
    packages: packages.length === 0 ? undefined : packages,
    members: nodes
      .filter(({ id }) => id !== null)
      .map(({ id, device, packages: own }) => compact({ id, boot_device: device, packages: own })),
  };
  return parsed(fields, output, ['packages']);
}

const states: Readonly<Record<string, string>> = { '-': 'running', '>': 'next', '<': 'rollback', '*': 'deleted' };

function listedVersion(line: string): Fields | undefined {
  const found = /^\s{0,20}([->< *]{0,8}?)\s{0,20}(junos-evo-install-[\w.-]{1,200}?) - \[([^\]]{1,60})\]/.exec(line);
  if (found === null) return undefined;
  const marks = [...(found[1] ?? '')].map((mark) => states[mark]).filter((state) => state !== undefined);
  return compact({
    name: found[2],
    version: releaseIn(found[2] ?? '') ?? undefined,
    state: marks.length === 0 ? 'installed' : marks.join(','),
    created: found[3],
  });
}

/** Reads `show system storage partitions` of dual-root devices: which root is the active one, and which one booted. */
export function readPartitions(text: string, command: string): Parsed<Fields> {
  const output = readLines(text, command);
  const fields = readFields(output.lines, {
    boot_media: /^\s*Boot Media: (\S.{0,60})$/,
    active_partition: /^\s*Active Partition: (\S{1,40})/,
    backup_partition: /^\s*Backup Partition: (\S{1,40})/,
    booted_from: /^\s*Currently booted from: (active|backup)\b/,
  });
  return parsed(fields, output, ['booted_from']);
}
