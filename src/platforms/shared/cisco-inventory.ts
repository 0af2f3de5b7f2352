import type { Parsed } from '../../core/result.ts';
import { compact, type Fields, firstMatch, parsed, readLines, sections } from './read-kit.ts';

/** `NAME: "Chassis",  DESCR: "Nexus9000 C9396PX Chassis"`; third-party optics come without quotation marks. */
const nameLine = /^\s*"?NAME"?: ?"?([^",]*)"?\s{0,20},?\s{0,20}"?DESCR"?: ?"?(.*?)"?\s{0,20}$/;
const partLine = /^\s*PID: ?([^,]*),\s{0,20}VID: ?([^,]*),\s{0,20}SN: ?(.*)$/;

/**
 * Reads `show inventory` of the Cisco family: one entry is a NAME and a PID line. The chassis is the entry that is named
 * so (IOS XR: `Rack 0`), else the first one; a serial of `N/A` counts as none.
 */
export function readCiscoInventory(text: string, command: string): Parsed<Fields> {
  const output = readLines(text, command);
  const items = sections(output.lines, nameLine).map(({ head, lines }) => readItem(head, lines));
  const chassis =
    items.find((item) => /^(?:chassis\b|rack \d+(?:$| ?- ?chassis))/i.test(String(item['name']))) ?? items[0];
  return parsed(
    {
      model: chassis?.['model'],
      description: chassis?.['description'],
      serial: chassis?.['serial'],
      hardware_version: chassis?.['hardware_version'],
      item_count: items.length > 0 ? items.length : undefined,
      items: items.length > 0 ? items : undefined,
    },
    output,
    ['model', 'serial'],
  );
}

function readItem(head: RegExpExecArray, lines: readonly string[]): Fields {
  const part = lines.map((line) => partLine.exec(line)).find((found) => found !== null);
  const told = (value: string | undefined) =>
    /^(?:N\/A|unknown|)$/i.test(value?.trim() ?? '') ? undefined : value?.trim();
  return compact({
    name: head[1]?.trim(),
    description: head[2]?.trim(),
    model: told(part?.[1]) ?? firstMatch(lines, /^\s*PID: ?([^\s,]+)/),
    hardware_version: told(part?.[2]),
    serial: told(part?.[3]) ?? firstMatch(lines, /\bSN: ?([A-Za-z0-9]{4,})/),
  });
}
