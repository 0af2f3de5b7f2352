const addressesKept = 10_000;

/**
 * Counts what each address does within a minute: true from the time on that is one too many. Of so many addresses that
 * they cannot be kept apart, all begin anew.
 */
export function minuteLimit(most: number, now: () => number): (address: string) => boolean {
  const counts = new Map<string, { readonly since: number; count: number }>();
  return (address) => {
    const at = now();
    const known = counts.get(address);
    if (known !== undefined && at >= known.since && at - known.since < 60_000) {
      known.count += 1;
      return known.count > most;
    }
    if (counts.size >= addressesKept) counts.clear();
    counts.set(address, { since: at, count: 1 });
    return false;
  };
}
