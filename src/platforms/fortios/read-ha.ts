import type { Parsed } from '../../core/result.ts';
import { compact, type Fields, parsed, readFields, readLines } from '../shared/read-kit.ts';

/** `Primary     : host, SERIAL, HA cluster index = 1`; 6.0: `Master: SERIAL, operating cluster index = 0`. */
const listed =
  /^\s*(Primary|Secondary|Master|Slave)\s{0,20}: ?(?:([\w.-]{1,64})\s{0,40}, {0,2})?([A-Z0-9x]{8,20}), (?:HA )?(?:operating )?cluster index = (\d{1,2})/i;
/** 5.x: `Master:128 host SERIAL 0`. */
const listedOld = /^\s*(Master|Slave)\s{0,20}: ?\d{1,3} ([\w.-]{1,64}) {1,40}([A-Z0-9x]{8,20}) (\d{1,2})$/i;

/** Reads `get system ha status`: mode, health and members. The releases of the members are not in it. */
export function readHaStatus(text: string, command: string): Parsed<Fields> {
  const output = readLines(text, command);
  const members: Fields[] = [];
  for (const line of output.lines) {
    const found = listed.exec(line) ?? listedOld.exec(line);
    if (found === null || members.some((known) => known['serial'] === found[3])) continue;
    const role = /^(?:primary|master)$/i.test(found[1] ?? '') ? 'primary' : 'secondary';
    members.push(compact({ id: found[4], role, hostname: found[2], serial: found[3] }));
  }
  const told = readFields(output.lines, {
    ha_mode: /^\s*Mode: (\S.{0,40})$/,
    health: /^\s*HA Health Status: (\S.{0,100})$/,
    model: /^\s*Model: (\S.{0,60})$/,
    cluster_uptime: /^\s*Cluster Uptime: (\S.{0,60})$/,
  });
  return parsed({ ...told, members: members.length === 0 ? undefined : members }, output, ['ha_mode']);
}
