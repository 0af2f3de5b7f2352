import type { Parsed } from '../../core/result.ts';
import { compact, type Fields, parsed, readLines } from '../shared/read-kit.ts';

type Block = {
  readonly id: string;
  nxos?: readonly string[];
  system?: readonly string[];
  kickstart?: readonly string[];
  poapDisabled?: boolean;
};

/**
 * Reads `show boot`: what the variables are now and what they are at the next reload, for each supervisor (`sup-1`); the
 * top level is the first one's. With two images `next_boot` is the system image. An output that stops before
 * `on next reload` says nothing about the next boot. Source: platforms.md 7.2, 7.3; capture corpus.
 */
export function readNxosBoot(text: string, command: string): Parsed<Fields> {
  const output = readLines(text, command);
  const current = new Map<string, Block>();
  const next = new Map<string, Block>();
  let within: Map<string, Block> | undefined;
  let id = '';
  let nextShown = false;
  for (const line of output.lines) {
    if (/^\s*Current Boot Variables:?\s*$/i.test(line)) [within, id] = [current, ''];
    else if (/^\s*Boot Variables on next reload:?\s*$/i.test(line)) [within, id, nextShown] = [next, '', true];
    else if (/^\s*sup-\d{1,2}\s*$/i.test(line)) id = line.trim().toLowerCase();
    else if (within !== undefined) within.set(id, readVariable(line, within.get(id) ?? { id }));
  }
  const ids = [...new Set([...current.keys(), ...next.keys()])].filter((name) => name !== '');
  const members = (ids.length > 0 ? ids : ['']).map((name) =>
    memberFields(name, current.get(name), next.get(name), nextShown),
  );
  const { id: _id, ...first } = members[0] ?? {};
  const fields = { ...first, members: ids.length > 0 ? members : undefined };
  return parsed(fields, output, ['current_boot', 'next_boot']);
}

function readVariable(line: string, block: Block): Block {
  if (/^\s*Boot POAP Disabled\b/i.test(line)) return { ...block, poapDisabled: true };
  if (/^\s*Boot POAP Enabled\b/i.test(line)) return { ...block, poapDisabled: false };
  const set = /^\s*(NXOS|system|kickstart) variable\s{0,8}=\s{0,8}(\S*)\s*$/i.exec(line);
  const unset = /^\s*(NXOS|system|kickstart) variable (?:is )?(?:not set|does not exist)/i.exec(line);
  const name = (set ?? unset)?.[1]?.toLowerCase();
  const images = entries(set?.[2] ?? '');
  if (name === 'nxos') return { ...block, nxos: images };
  if (name === 'system') return { ...block, system: images };
  return name === 'kickstart' ? { ...block, kickstart: images } : block;
}

/** `bootflash:/a.bin;bootflash:/b.bin`: images in the order in which they are tried. */
const entries = (list: string): readonly string[] =>
  list
    .split(';')
    .map((entry) => entry.trim().replace(/,\d+$/, ''))
    .filter((entry) => entry !== '');

function memberFields(id: string, current: Block | undefined, next: Block | undefined, nextShown: boolean): Fields {
  const nextBlock = next ?? (nextShown ? { id } : undefined);
  return compact({
    id,
    current_boot: current?.nxos ?? current?.system ?? (current === undefined ? undefined : []),
    current_kickstart: current?.kickstart,
    next_boot: nextBlock?.nxos ?? nextBlock?.system ?? (nextBlock === undefined ? undefined : []),
    next_kickstart: nextBlock?.kickstart,
    poap_disabled: (nextBlock?.poapDisabled ?? current?.poapDisabled) === true ? true : undefined,
    poap_enabled: (nextBlock?.poapDisabled ?? current?.poapDisabled) === false ? true : undefined,
  });
}

/**
 * Reads the `boot` and `version` lines of a configuration (`show startup-config | include …`): the saved choice, and the
 * release that wrote the file. `boot nxos bootflash:/x.bin sup-1`; without `sup-n` a line holds for every supervisor.
 */
export function readNxosConfigLines(text: string, command: string): Parsed<Fields> {
  const output = readLines(text, command);
  const found: { id: string; name: string; image: string }[] = [];
  let written: string | undefined;
  let poap: boolean | undefined;
  let shown = false;
  for (const line of output.lines) {
    const version = /^version (\S+)(?: Bios:version ?\S{0,40})?\s*$/i.exec(line)?.[1];
    const boot = /^boot (nxos|system|kickstart) (\S+)(?: (sup-\d{1,2}))?\s*$/i.exec(line);
    if (version !== undefined) written ??= version;
    if (boot !== null) found.push({ name: (boot[1] ?? '').toLowerCase(), image: boot[2] ?? '', id: boot[3] ?? '' });
    if (/^(?:no )?boot poap(?: enable)?\s*$/i.test(line)) poap = !line.startsWith('no ');
    shown ||= version !== undefined || boot !== null;
  }
  const ids = [...new Set(found.map(({ id }) => id))].sort();
  const members = ids.map((id) => {
    const of = (name: string) => {
      const images = found
        .filter((line) => line.name === name && line.id === id)
        .flatMap(({ image }) => entries(image));
      return images.length > 0 ? images : undefined;
    };
    return compact({ id, next_boot: of('nxos') ?? of('system') ?? [], next_kickstart: of('kickstart') });
  });
  const { id: _id, ...first } = members[0] ?? (shown ? { next_boot: [] } : {});
  const fields = {
    ...first,
    members: ids.some((id) => id !== '') ? members : undefined,
    version: written,
    poap_enabled: poap === true ? true : undefined,
    poap_disabled: poap === false ? true : undefined,
  };
  return parsed(fields, output, []);
}
