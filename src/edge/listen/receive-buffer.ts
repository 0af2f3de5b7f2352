import { readFile } from 'node:fs/promises';

/** Asked for by default: with less a burst of a few thousand lines is lost while the program is busy elsewhere. */
export const wantedBufferBytes = 4 * 1024 * 1024;

/** Linux reports twice what it grants: the other half is its own bookkeeping (socket(7), SO_RCVBUF). */
export const grantedBytes = (reported: number, platform: string): number =>
  platform === 'linux' ? Math.floor(reported / 2) : reported;

/** What to tell a person where the kernel gave less than was asked for; null: it gave enough. */
export function bufferAdvice(granted: number, wanted: number = wantedBufferBytes): string | null {
  if (granted >= wanted) return null;
  return `the receive buffer has ${granted} bytes, not ${wanted}: bursts may be lost; run sysctl -w net.core.rmem_max=${wanted}`;
}

/**
 * Datagrams that the kernel dropped at the sockets of a port because their buffers were full; null where the system does
 * not tell. Source: the last column of /proc/net/udp and udp6 (Linux).
 */
export async function kernelDrops(port: number): Promise<number | null> {
  const tables = await Promise.all(
    ['/proc/net/udp', '/proc/net/udp6'].map((path) => readFile(path, 'utf8').catch(() => null)),
  );
  if (tables.every((table) => table === null)) return null;
  return tables.reduce((sum, table) => sum + dropsIn(table ?? '', port), 0);
}

export function dropsIn(table: string, port: number): number {
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  let drops = 0;
  for (const line of table.split('\n').slice(1)) {
    const columns = line.trim().split(/ +/);
    if (columns[1]?.endsWith(wanted) === true) drops += Number(columns.at(-1)) || 0;
  }
  return drops;
}
