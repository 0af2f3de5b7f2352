import type { SourceFile } from '../config/yaml-document.ts';
import { type ColumnMap, columnsOf, readCsvTable } from './csv-table.ts';
import { clearSecret, type Draft, type DraftEntry, emptyDraft, placeAt, problemAt, writtenValues } from './draft.ts';
import { jumpHops } from './ssh-words.ts';

/** Headers that spreadsheets and exports use; compared without case, blanks and punctuation. The order is the weight. */
const usual: Readonly<Record<string, readonly string[]>> = {
  name: ['name', 'device', 'devicename', 'caption', 'node', 'nodename', 'sysname', 'hostname', 'host', 'fqdn'],
  hostname: [
    'ipaddress',
    'ip',
    'address',
    'mgmtip',
    'managementip',
    'managementipaddress',
    'managementaddress',
    'primaryip',
    'ipv4',
    'ansiblehost',
    'hostname',
    'host',
    'fqdn',
  ],
  port: ['port', 'sshport'],
  platform: ['platform', 'os', 'nos', 'devicetype', 'networkos', 'ostype', 'softwaretype', 'type'],
  username: ['username', 'user', 'account'],
  site: ['site', 'location', 'sitename'],
  role: ['role', 'devicerole', 'function'],
  tags: ['tags', 'tag', 'labels'],
  groups: ['groups', 'group'],
  serials: ['serial', 'serials', 'serialnumber', 'serialno', 'sn'],
  environment: ['environment', 'env', 'stage'],
  password: ['password'],
  enable: ['enable', 'enablesecret', 'enablepassword'],
  sources: ['sources', 'aliases'],
  jump: ['jump', 'jumphost', 'bastion'],
};

/** Keys that `--map` takes. */
export const csvKeys: readonly string[] = Object.keys(usual);

/** Reads an inventory as CSV, one device a row. Several words of a cell stand apart by comma, semicolon, bar or blank. */
export function readCsvInventory(source: SourceFile, map: ColumnMap): Draft {
  const table = readCsvTable(source);
  const { columns, problems: mapProblems } = columnsOf(table, map, usual, placeAt(source.file, 1));
  const problems = [...table.problems, ...mapProblems];
  if (table.headers.length > 0 && !columns.has('name') && mapProblems.length === 0)
    problems.push(problemAt(placeAt(source.file, 1), 'no column tells the name; give --map name=HEADER'));
  const hosts: DraftEntry[] = [];
  const groups = new Set<string>();
  for (const { place, cells } of columns.has('name') ? table.rows : []) {
    const cell = (key: string): string | null => {
      const at = columns.get(key);
      const value = at === undefined ? '' : (cells[at] ?? '');
      return value === '' ? null : value;
    };
    const words = (key: string): readonly string[] => (cell(key) ?? '').split(/[\s,;|]+/).filter((word) => word !== '');
    const name = cell('name');
    if (name === null) {
      problems.push(problemAt(place, 'the cell of the name is empty'));
      continue;
    }
    for (const group of words('groups')) groups.add(group);
    const jump = cell('jump');
    hosts.push({
      name,
      place,
      groups: words('groups'),
      values: writtenValues({
        hostname: cell('hostname'),
        port: cell('port'),
        platform: cell('platform'),
        username: cell('username'),
        password: clearSecret(cell('password')),
        enable: clearSecret(cell('enable')),
        sources: words('sources'),
        'ssh.jump': jump === null ? null : { jumps: jumpHops(jump) },
        'data.site': cell('site'),
        'data.role': cell('role'),
        'data.tags': words('tags'),
        'data.serials': words('serials'),
        'data.environment': cell('environment'),
      }),
    });
  }
  const used = new Set(columns.values());
  const others = table.headers.filter((header, index) => !used.has(index) && header !== '');
  return {
    ...emptyDraft,
    hosts,
    groups: [...groups].map((name) => ({ name, place: placeAt(source.file, 1), values: {}, groups: [] })),
    problems,
    notes: others.length === 0 ? [] : [`columns that were not taken over: ${others.slice(0, 40).join(', ')}`],
  };
}
