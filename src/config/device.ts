import type { Place } from '../core/baseline.ts';
import { deviceName } from '../core/brands.ts';
import type { Device, SecretSpec } from '../core/inventory.ts';
import type { Shared } from './inventory-schema.ts';
import type { Layer, Report } from './layers.ts';
import type { PlatformId } from './platform-rules.ts';
import type { PathPart } from './yaml-document.ts';

/** A device as its layers (nearest first) give it. */
export function buildDevice(
  name: string,
  place: Place,
  groups: readonly string[],
  layers: readonly Layer[],
  platformId: PlatformId,
  report: Report,
): Device {
  const first = <T>(pick: (entry: Shared) => T | null | undefined): T | null => {
    for (const { entry } of layers) {
      const value = pick(entry);
      if (value !== undefined && value !== null) return value;
    }
    return null;
  };
  const secretOf = (path: readonly PathPart[], pick: (entry: Shared) => SecretSpec | undefined): SecretSpec | null => {
    for (const layer of layers) {
      const value = pick(layer.entry);
      if (value !== undefined) return { ...value, place: layer.document.placeOf([...layer.path, ...path]) };
    }
    return null;
  };
  const excluded = first((entry) => entry.excluded);
  const written = first((entry) => entry.platform);
  const [own] = layers;
  if (written === null && excluded === null && own?.document.has([name, 'platform']) !== true)
    report(place, `"${name}" has no platform, nor has a group of it or the defaults`);

  const address = first((entry) => entry.hostname);
  const portKey = first((entry) => entry.port);
  if (own?.entry.hostname?.port != null && own.entry.port !== undefined && own.entry.port !== own.entry.hostname.port)
    report(
      own.document.placeOf([name, 'port']),
      `hostname says port ${own.entry.hostname.port}, port says ${own.entry.port}`,
    );
  const jumpLayer = layers.find(({ entry }) => entry.ssh?.jump !== undefined);
  const rate = first((entry) => entry.hash?.rate);
  const jump = jumpLayer?.entry.ssh?.jump ?? null;
  return {
    name: deviceName(name),
    place,
    hostname: address?.host ?? name,
    port: address?.port ?? portKey ?? 22,
    platform: (written === null ? null : platformId(written)) ?? '',
    groups,
    username: first((entry) => entry.username),
    password: secretOf(['password'], (entry) => entry.password),
    enable: secretOf(['enable'], (entry) => entry.enable),
    sources: first((entry) => entry.sources) ?? [],
    ssh: {
      keyFile: first((entry) => entry.ssh?.keyFile),
      passphrase: secretOf(['ssh', 'passphrase'], (entry) => entry.ssh?.passphrase),
      agent: first((entry) => entry.ssh?.agent) ?? false,
      // A jump host inherits "go through the jump host" from the defaults like everybody; it is reached directly.
      jump: jump === name && jumpLayer !== own ? null : jump,
      algorithms: first((entry) => entry.ssh?.algorithms) ?? 'modern',
      hostKey: first((entry) => entry.ssh?.hostKey) ?? 'strict',
    },
    timeouts: {
      connectMs: first((entry) => entry.timeouts?.connect) ?? 10_000,
      commandMs: first((entry) => entry.timeouts?.command) ?? 60_000,
      hashMs: first((entry) => entry.timeouts?.hash) ?? 20 * 60_000,
      deviceMs: first((entry) => entry.timeouts?.device) ?? 30 * 60_000,
    },
    hash: {
      onDevice: first((entry) => entry.hash?.onDevice) ?? true,
      offBox: first((entry) => entry.hash?.offBox) ?? false,
      ...(rate === null ? {} : { bytesPerSecond: rate }),
    },
    maxSessions: first((entry) => entry.maxSessions) ?? 1,
    excluded:
      excluded === null
        ? null
        : { reason: excluded.reason, approvedBy: excluded.approvedBy ?? null, until: excluded.until ?? null },
    site: first((entry) => entry.data?.site),
    role: first((entry) => entry.data?.role),
    tags: first((entry) => entry.data?.tags) ?? [],
    environment: first((entry) => entry.data?.environment),
    serials: first((entry) => entry.data?.serials) ?? [],
    haPeer: first((entry) => entry.data?.haPeer),
    rollingUpgradeMs: first((entry) => entry.data?.rollingUpgrade) ?? 86_400_000,
  };
}
