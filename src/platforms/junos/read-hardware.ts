import type { Parsed } from '../../core/result.ts';
import { compact, type Fields, parsed, readLines } from '../shared/read-kit.ts';
import { type MemberBlock, memberBlocks } from './member-blocks.ts';

type Row = { readonly item: string; readonly version: string; readonly serial: string; readonly description: string };

/**
 * Reads `show chassis hardware [detail]`. Columns stand where the heading line has them. The chassis is the first one;
 * a cluster has one a node under `members`. `fpcs` are the line cards, which in a virtual chassis are the members.
 */
export function readHardware(text: string, command: string): Parsed<Fields> {
  const output = readLines(text, command);
  const blocks = memberBlocks(output.lines).map((block) => ({ block, rows: hardwareRows(block) }));
  const rows = blocks.flatMap((block) => block.rows);
  const chassis = rows.find(({ item }) => item === 'Chassis');
  const members = blocks
    .filter(({ block }) => block.id !== null)
    .map(({ block, rows: own }) => {
      const head = own.find(({ item }) => item === 'Chassis');
      return compact({ id: block.id, serial: serialOf(head), model: head?.description });
    });
  const engines = rows
    .filter(({ item }) => /^Routing Engine(?: \d{1,2})?$/.test(item))
    .map((row) => compact({ id: row.item, serial: serialOf(row), model: row.description }));
  const fpcs = rows
    .filter(({ item }) => /^FPC \d{1,2}$/.test(item))
    .map((row) => compact({ id: `fpc${row.item.slice(4)}`, serial: serialOf(row), model: row.description }));
  const fields = {
    serial: serialOf(chassis),
    model: chassis?.description,
    hardware_version: chassis?.version,
    item_count: rows.length === 0 ? undefined : rows.length,
    routing_engines: engines.length === 0 ? undefined : engines,
    fpcs: fpcs.length === 0 ? undefined : fpcs,
    members: members.length === 0 ? undefined : members,
  };
  return parsed(fields, output, ['serial', 'model']);
}

function serialOf(row: Row | undefined): string | undefined {
  return row === undefined || row.serial === '' || row.serial === 'BUILTIN' ? undefined : row.serial;
}

function hardwareRows({ lines }: MemberBlock): readonly Row[] {
  const at = lines.findIndex((line) => /^\s*Item\s+Version\s+Part number\s+Serial number\s+Description/.test(line));
  if (at === -1) return [];
  const head = lines[at] ?? '';
  const columns = ['Item', 'Version', 'Part number', 'Serial number', 'Description'].map((name) => head.indexOf(name));
  const [item = 0, version = 0, part = 0, serial = 0, description = 0] = columns;
  return lines
    .slice(at + 1)
    .filter((line) => line.trim() !== '' && !/^\s*\{[a-z]{1,20}(?::\w{0,8})?\}$/.test(line))
    .map((line) => ({
      item: line.slice(item, version).trim(),
      version: line.slice(version, part).trim(),
      serial: wordFrom(line, serial, description),
      description: line.slice(Math.max(description, endOfWord(line, description))).trim(),
    }))
    .filter((row) => row.item !== '');
}

/** The word that begins in a column; it may be longer than the column is wide. */
function wordFrom(line: string, from: number, to: number): string {
  const cell = line.slice(from, Math.max(to, endOfWord(line, to))).trim();
  return cell.split(/\s/, 1)[0] ?? '';
}

/** Where the word ends that runs over this position; the position itself where none does. */
function endOfWord(line: string, at: number): number {
  if (at === 0 || /^\s?$/.test(line.slice(at - 1, at)) || /^\s?$/.test(line.slice(at, at + 1))) return at;
  const rest = line.slice(at).search(/\s/);
  return rest === -1 ? line.length : at + rest;
}

/** Reads `show chassis firmware`: several lines a part (`ROM`, `O/S`), the part named on its first. */
export function readFirmware(text: string, command: string): Parsed<Fields> {
  const output = readLines(text, command);
  const at = output.lines.findIndex((line) => /^\s*Part\s+Type\s+Version/.test(line));
  const head = output.lines[at] ?? '';
  const middle = (head.indexOf('Part') + head.indexOf('Type')) / 2;
  let part = '';
  const firmware: Fields[] = [];
  for (const line of at === -1 ? [] : output.lines.slice(at + 1)) {
    const cells = line.trim().split(/ {2,}/);
    const [first = '', second, ...rest] = cells;
    if (first === '' || second === undefined) continue;
    const named = line.search(/\S/) < middle;
    if (named) part = first;
    const version = (named ? rest : [second, ...rest]).join(' ');
    firmware.push(compact({ part, type: named ? second : first, version }));
  }
  return parsed({ firmware: firmware.length === 0 ? undefined : firmware }, output, ['firmware']);
}

/** Reads `show virtual-chassis`: every member that the configuration or the ring knows, also absent ones. */
export function readVirtualChassis(text: string, command: string): Parsed<Fields> {
  const output = readLines(text, command);
  const members = output.lines
    .map((line) =>
      /^\s*(\d{1,2}) \(FPC {1,2}\d{1,2}\)\s+(\S{1,20})\s+(\S{1,40})\s+(\S{1,40})(?:\s+\d{1,3}\s+([A-Za-z]{1,20})\*?)?/.exec(
        line,
      ),
    )
    .filter((found) => found !== null)
    .map(([, id, status, serial, model, role]) =>
      compact({ id: `fpc${id}`, status, serial, model, role: role?.toLowerCase() }),
    );
  return parsed({ members: members.length === 0 ? undefined : members }, output, ['members']);
}

/** Reads `show chassis cluster status`: the nodes of redundancy group 0, which owns the routing engines. */
export function readClusterStatus(text: string, command: string): Parsed<Fields> {
  const output = readLines(text, command);
  const members: Fields[] = [];
  for (const line of output.lines) {
    const found = /^\s*(node\d)\s+\d{1,3}\s+([a-z-]{1,20})\b/.exec(line);
    if (found !== null && !members.some((known) => known['id'] === found[1]))
      members.push({ id: found[1], role: found[2] });
  }
  return parsed({ members: members.length === 0 ? undefined : members }, output, ['members']);
}
