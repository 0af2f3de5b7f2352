import { type EpochMs, epochMs } from '../../core/brands.ts';
import type { Device } from '../../core/inventory.ts';
import type { AgentMemory } from '../../ports.ts';
import { isExcluded } from '../configuration.ts';
import { type DeviceNames, deviceNames } from '../device-directory.ts';

/** One address that messages came from. Counted at every message, so it is changed in place. */
export type Sender = {
  readonly address: string;
  /** The device of the inventory that has the address. */
  readonly device: Device | null;
  /** It forwards what others wrote: its address says nothing of whom a line is about. */
  relays: boolean;
  messages: number;
  firstSeen: EpochMs;
  lastSeen: EpochMs;
  /** Messages of it that wait to be judged. */
  waiting: number;
  /** Names that its lines gave and that are not its own; a few are enough to know a relay. */
  readonly hosts: Set<string>;
  /** Messages since the table looked whether it may be forgotten. */
  recent: number;
};

export type UnknownSender = {
  readonly address: string;
  readonly messages: number;
  readonly firstSeen: EpochMs;
  readonly lastSeen: EpochMs;
  /** Its lines name several hosts: it forwards what others wrote. */
  readonly relays: boolean;
};

export type SilentDevice = { readonly device: string /** Null: never heard. */; readonly lastSeen: EpochMs | null };

export type Senders = {
  /** Counts messages. */
  readonly saw: (address: string, now: EpochMs, messages: number) => Sender;
  /** What a line of the sender named, and the device that it is about. Null sender: the line stood in a file. */
  readonly named: (sender: Sender | null, host: string | null, device: Device | null, now: EpochMs) => void;
  /** Senders that no device of the inventory names, the busiest first. */
  readonly unknown: () => readonly UnknownSender[];
  /** Messages of unknown senders that found no room in the table: sources are being made up, or there are very many. */
  readonly unlisted: () => number;
  /** Devices that were not heard for so long; none before the agent has listened for that long itself. */
  readonly silent: (forMs: number, now: EpochMs) => readonly SilentDevice[];
  readonly lastSeen: (device: string) => EpochMs | null;
  readonly reconfigure: (devices: readonly Device[]) => void;
  /** Writes what changed since into the agent's memory, in two values however many senders there are. */
  readonly save: (now: EpochMs) => void;
};

const kind = 'senders';
const relayHosts = 2;
/** A sender that was not heard for so long is forgotten. */
const forgottenMs = 30 * 86_400_000;

/**
 * Who sends: unknown senders and devices that fell silent. Tables are bounded: of unknown senders `maxUnknown` are kept,
 * and where made-up sources fill the table, those that sent once make room for those that send again.
 */
export function senders(
  devices: readonly Device[],
  memory: Pick<AgentMemory, 'get' | 'put'>,
  now: EpochMs,
  maxUnknown = 4096,
): Senders {
  let names: DeviceNames = deviceNames(devices);
  let inventory = devices;
  const known = new Map<string, Sender>();
  const strange = new Map<string, Sender>();
  const heard = new Map<string, EpochMs>();
  let unlisted = 0;
  let changed = false;

  const entry = (address: string, at: EpochMs): Sender => ({
    address,
    device: names(address),
    relays: false,
    messages: 0,
    firstSeen: at,
    lastSeen: at,
    waiting: 0,
    hosts: new Set(),
    recent: 0,
  });

  /** A second chance for each of the oldest that sent again; the first that did not goes. */
  const makeRoom = (): void => {
    for (let tries = 0; tries < 4 && strange.size >= maxUnknown; tries++) {
      const [oldest] = strange.values();
      if (oldest === undefined) return;
      strange.delete(oldest.address);
      if (oldest.recent > 1) {
        oldest.recent = 0;
        strange.set(oldest.address, oldest);
      } else unlisted += oldest.messages;
    }
  };

  const admit = (address: string, at: EpochMs): Sender => {
    const sender = entry(address, at);
    if (sender.device !== null) known.set(address, sender);
    else {
      makeRoom();
      if (strange.size < maxUnknown) strange.set(address, sender);
      else unlisted += 1;
    }
    return sender;
  };

  const recalled = recall(memory);
  const since = recalled.since ?? now;
  for (const [device, at] of recalled.devices) heard.set(device, at);
  for (const { address, messages, firstSeen, lastSeen } of recalled.unknown.slice(0, maxUnknown)) {
    if (now - lastSeen < forgottenMs && names(address) === null)
      strange.set(address, { ...entry(address, firstSeen), messages, lastSeen });
  }

  const lastSeen = (device: string): EpochMs | null => heard.get(device) ?? null;
  const unknown = (): readonly UnknownSender[] =>
    [...strange.values()]
      .map(({ address, messages, firstSeen, lastSeen: last, relays }) => ({
        address,
        messages,
        firstSeen,
        lastSeen: last,
        relays,
      }))
      .sort((a, b) => b.messages - a.messages);
  return {
    saw(address, at, messages) {
      const sender = known.get(address) ?? strange.get(address) ?? admit(address, at);
      sender.messages += messages;
      sender.recent += messages;
      sender.lastSeen = at;
      changed = true;
      if (sender.device !== null) heard.set(sender.device.name, at);
      return sender;
    },
    named(sender, host, device, at) {
      if (device !== null) heard.set(device.name, at);
      if (sender === null || sender.relays || host === null) return;
      if (device !== null && device === sender.device) return;
      if (host === sender.address) return;
      sender.hosts.add(host.toLowerCase().split('.')[0] ?? '');
      sender.relays =
        sender.hosts.size >= relayHosts || (device !== null && sender.device !== null && device !== sender.device);
    },
    unknown,
    unlisted: () => unlisted,
    silent: (forMs, at) =>
      inventory
        .filter((device) => !isExcluded(device, at) && (heard.get(device.name) ?? since) < at - forMs)
        .map(({ name }) => ({ device: name, lastSeen: lastSeen(name) })),
    lastSeen,
    reconfigure(next) {
      inventory = next;
      names = deviceNames(next);
      known.clear();
      const wanted = new Set<string>(next.map(({ name }) => name));
      for (const name of heard.keys()) if (!wanted.has(name)) heard.delete(name);
      for (const address of strange.keys()) if (names(address) !== null) strange.delete(address);
    },
    save(at) {
      if (!changed) return;
      for (const [address, { lastSeen: last }] of strange) if (at - last > forgottenMs) strange.delete(address);
      memory.put(kind, 'unknown', unknown());
      memory.put(kind, 'devices', { since, seen: Object.fromEntries(heard) });
      changed = false;
    },
  };
}

/** What an earlier run wrote; what cannot be read counts as nothing. */
function recall(memory: Pick<AgentMemory, 'get'>): {
  readonly since: EpochMs | null;
  readonly devices: readonly (readonly [string, EpochMs])[];
  readonly unknown: readonly Omit<UnknownSender, 'relays'>[];
} {
  const stored = memory.get(kind, 'devices');
  const seen = field(stored, 'seen');
  const since = field(stored, 'since');
  const list = memory.get(kind, 'unknown');
  return {
    since: typeof since === 'number' ? epochMs(since) : null,
    devices: Object.entries(typeof seen === 'object' && seen !== null ? seen : {}).flatMap(([name, at]) =>
      typeof at === 'number' ? [[name, epochMs(at)] as const] : [],
    ),
    unknown: (Array.isArray(list) ? list : []).flatMap((one: unknown) => {
      const [address, messages, first, last] = ['address', 'messages', 'firstSeen', 'lastSeen'].map((name) =>
        field(one, name),
      );
      return typeof address === 'string' &&
        typeof messages === 'number' &&
        typeof first === 'number' &&
        typeof last === 'number'
        ? [{ address, messages, firstSeen: epochMs(first), lastSeen: epochMs(last) }]
        : [];
    }),
  };
}

const field = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Object.getOwnPropertyDescriptor(value, name)?.value : undefined;
