import { readdir, readFile, readlink } from 'node:fs/promises';

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

const tables = ['/proc/net/udp', '/proc/net/udp6'];

/**
 * Counts the datagrams that the kernel dropped at this process's own socket on a port because its buffer was full. Null
 * where the system does not tell. Source: the columns `inode` and `drops` of /proc/net/udp and udp6 (Linux).
 */
export async function kernelDrops(port: number): Promise<() => Promise<number | null>> {
  const own = await ownSockets();
  const mine = (await rows()).filter((row) => row.port === port && own.has(row.inode)).map(({ inode }) => inode);
  return async () => {
    if (mine.length === 0) return null;
    return (await rows()).reduce((sum, { inode, drops }) => (mine.includes(inode) ? sum + drops : sum), 0);
  };
}

type Row = { readonly port: number; readonly inode: string; readonly drops: number };

async function rows(): Promise<readonly Row[]> {
  const texts = await Promise.all(tables.map((path) => readFile(path, 'utf8').catch(() => '')));
  return texts.flatMap(socketRows);
}

export function socketRows(table: string): readonly Row[] {
  return table
    .split('\n')
    .slice(1)
    .flatMap((line) => {
      const columns = line.trim().split(/ +/);
      const [, local, , , , , , , , inode] = columns;
      return local === undefined || inode === undefined
        ? []
        : [
            {
              port: Number.parseInt(local.split(':')[1] ?? '', 16),
              inode,
              drops: Number(columns.at(-1)) || 0,
            },
          ];
    });
}

/** Inodes of the sockets that this process has open. */
async function ownSockets(): Promise<ReadonlySet<string>> {
  const folder = '/proc/self/fd';
  const names = await readdir(folder).catch(() => []);
  const links = await Promise.all(names.map((name) => readlink(`${folder}/${name}`).catch(() => '')));
  return new Set(links.flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []));
}
