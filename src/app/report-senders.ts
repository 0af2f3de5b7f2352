import { type EpochMs, epochMs } from '../core/brands.ts';
import type { Device } from '../core/inventory.ts';
import type { Population } from '../report/compliance-model.ts';
import type { LogSender, SenderNotes } from '../report-ports.ts';
import { isExcluded } from './configuration.ts';

/**
 * Hosts that sent in the period and are no device of the inventory, and devices of the report that sent nothing in it.
 * A sender belongs to a device by name, address or `sources`, without case.
 */
export function logSenders(
  { since, senders }: SenderNotes,
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
    listensSince: since,
    unknownSenders:
      selection === null
        ? unknown
            .map(({ name, relays, firstSeen, lastSeen }) => ({ name, relays, firstSeen, lastSeen }))
            .sort((a, b) => (a.name < b.name ? -1 : 1))
        : [],
    silent: reported.filter((device) => !isExcluded(device, until) && !sent.has(device.name)).map(({ name }) => name),
  };
}

type Note = { readonly name: string; readonly value: unknown };

/**
 * What the agent wrote down of its senders: `unknown`, a list, and `devices`, when each was heard last. Null: no agent
 * keeps them beside this record; what is odd counts as not written.
 */
export function readSenders(notes: readonly Note[] | null): SenderNotes | null {
  if (notes === null) return null;
  const note = (name: string): unknown => notes.find((one) => one.name === name)?.value ?? null;
  const devices = note('devices');
  const unknown = note('unknown');
  if (devices === null && unknown === null) return null;
  const heard = Object.entries(Object(field(devices, 'seen'))).map(([device, at]) => ({
    name: device,
    device,
    relays: false,
    firstSeen: null,
    lastSeen: timeOf(at),
  }));
  const strangers = (Array.isArray(unknown) ? unknown : []).flatMap((one: unknown): readonly LogSender[] => {
    const address = field(one, 'address');
    return typeof address === 'string'
      ? [
          {
            name: address,
            device: null,
            relays: field(one, 'relays') === true,
            firstSeen: timeOf(field(one, 'firstSeen')),
            lastSeen: timeOf(field(one, 'lastSeen')),
          },
        ]
      : [];
  });
  return { since: timeOf(field(devices, 'since')), senders: [...heard, ...strangers] };
}

const field = (value: unknown, key: string): unknown => Object.getOwnPropertyDescriptor(Object(value), key)?.value;
const timeOf = (value: unknown): EpochMs | null =>
  typeof value === 'number' && Number.isFinite(value) ? epochMs(value) : null;
