const release =
  /(?:^|[^\d.])(\d{1,2}\.\d{1,2}[RFBIX]\d{1,9}(?:-[SDC]\d{1,4})?(?:\.\d{1,6})?(?:-C\d{1,3}(?:\.\d{1,3})?)?(?:-EVO)?)/;

/**
 * The Junos release inside a longer name: `ex-15.1R7.9`, `21.4R3-S5.4-domestic`, `junos-evo-install-ptx-x86-64-22.4R2.11-EVO`,
 * `/var/tmp/junos-srxentedge-x86-64-20.4R3.8-linux.tgz`. Null where there is none, as in daily builds.
 */
export function releaseIn(text: string): string | null {
  return release.exec(text.slice(0, 400))?.[1] ?? null;
}

/**
 * True where both names can be one release: equal, or one leaves the spin (the number after the last dot) out, as
 * snapshots and `Pending:` lines do.
 */
export function sameRelease(a: string, b: string): boolean {
  if (a === b) return true;
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  const evolved = long.endsWith('-EVO');
  if (evolved !== short.endsWith('-EVO')) return false;
  const bare = (text: string): string => (evolved ? text.slice(0, -4) : text);
  return bare(long).startsWith(`${bare(short)}.`) && /^\d+$/.test(bare(long).slice(bare(short).length + 1));
}
