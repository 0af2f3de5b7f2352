import { type EpochMs, epochMs } from '../core/brands.ts';
import type { Device } from '../core/inventory.ts';
import type { Population } from '../report/compliance-model.ts';
import type { LogSender } from '../report-ports.ts';
import { isExcluded } from './configuration.ts';

/**
 * Hosts that sent in the period and are no device of the inventory, and devices of the report that sent nothing in it.
 * A sender belongs to a device by name, address or `sources`, without case.
 */
export function logSenders(
  senders: readonly LogSender[],
  inventory: readonly Device[],
  reported: readonly Device[],
  selection: string | null,
  from: EpochMs,
  until: EpochMs,
): NonNullable<Population['logs']> {
  const owner = new Map<string, string>();
  for (const { name, hostname, sources } of inventory)
    for (const word of [...sources, hostname, name]) owner.set(word.toLowerCase(), name);
  const sent = new Set<string>();
  const unknown: LogSender[] = [];
  for (const sender of senders) {
    const { firstSeen, lastSeen } = sender;
    if ((lastSeen !== null && lastSeen < from) || (firstSeen !== null && firstSeen > until)) continue;
    const device = owner.get((sender.device ?? sender.name).toLowerCase()) ?? owner.get(sender.name.toLowerCase());
    if (device === undefined) unknown.push(sender);
    else sent.add(device);
  }
  return {
    unknownSenders:
      selection === null
        ? unknown
            .map(({ name, firstSeen, lastSeen }) => ({ name, firstSeen, lastSeen }))
            .sort((a, b) => (a.name < b.name ? -1 : 1))
        : [],
    silent: reported.filter((device) => !isExcluded(device, until) && !sent.has(device.name)).map(({ name }) => name),
  };
}

/** A sender as the agent wrote it down: `{device, firstSeen, lastSeen}`, times in milliseconds; what is odd is unknown. */
export function readSender({ name, value }: { readonly name: string; readonly value: unknown }): LogSender {
  const field = (key: string): unknown => Reflect.get(Object(value), key);
  const time = (key: string): EpochMs | null => {
    const told = field(key);
    return typeof told === 'number' && Number.isFinite(told) ? epochMs(told) : null;
  };
  const device = field('device');
  return {
    name,
    device: typeof device === 'string' ? device : null,
    firstSeen: time('firstSeen'),
    lastSeen: time('lastSeen'),
  };
}
