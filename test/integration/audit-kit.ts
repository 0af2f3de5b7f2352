import { type AuditOrder, type AuditResult, auditFleet, overSsh } from '../../src/app/audit-fleet.ts';
import { type Configuration, configurationOf } from '../../src/app/configuration.ts';
import type { FleetBounds } from '../../src/app/fleet-run.ts';
import { deviceName, epochMs } from '../../src/core/brands.ts';
import type { Device } from '../../src/core/inventory.ts';
import type { JudgedDevice } from '../../src/core/judgement.ts';
import { secretStore } from '../../src/edge/secrets.ts';
import { openRecord } from '../../src/edge/sqlite/record-store.ts';
import { knownHostsStore } from '../../src/edge/ssh/known-hosts.ts';
import { sshTransport } from '../../src/edge/ssh/ssh-transport.ts';
import type { RecordStore } from '../../src/record-ports.ts';

/** A configuration from texts, without problems. */
export function configuration(hosts: string, baselines: readonly string[]): Configuration {
  const read = configurationOf({
    inventory: { hosts: { file: 'inventory/hosts.yaml', text: hosts }, groups: null, defaults: null },
    agent: null,
    baselines: baselines.map((text, index) => ({ file: `baselines/${index}.yaml`, text })),
  });
  const errors = read.problems.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new Error(errors.map(({ line, message }) => `${line}: ${message}`).join('\n'));
  return read.configuration;
}

/** One device as an inventory gives it, with changes. */
export function inventoryDevice(changes: Partial<Device>): Device {
  const [device] = configuration('dut: {platform: iosxe, username: audit, password: right}\n', []).inventory.devices;
  if (device === undefined) throw new Error('no device');
  return { ...device, ...changes };
}

export const auditOrder = (devices: readonly Device[], changes: Partial<AuditOrder> = {}): AuditOrder => ({
  id: `audit-${Math.random().toString(16).slice(2)}`,
  trigger: 'manual',
  devices,
  hashing: true,
  alert: null,
  afterAlert: false,
  resumed: false,
  bounds: { total: 64, perSite: 16, hashPerSite: 2 },
  signal: new AbortController().signal,
  stop: new AbortController().signal,
  onResult: () => undefined,
  ...changes,
});

export function memoryRecord(now: () => number = Date.now): RecordStore {
  const opened = openRecord(':memory:', { mode: 'create', now: () => epochMs(now()) });
  if (!opened.ok) throw new Error(opened.error.message);
  return opened.value;
}

/** Audits over real SSH; every device has a judgement afterwards. */
export async function audit(
  setting: Configuration,
  record: RecordStore,
  knownHosts: string,
  more: {
    readonly now?: () => number;
    readonly bounds?: Partial<FleetBounds>;
    readonly order?: Partial<AuditOrder>;
  } = {},
): Promise<AuditResult & { readonly of: (name: string) => JudgedDevice }> {
  const clock = { now: () => epochMs((more.now ?? Date.now)()) };
  const transport = sshTransport({
    knownHosts: knownHostsStore(knownHosts, async () => undefined),
    clock,
    agentSocket: null,
  });
  const order = auditOrder(setting.inventory.devices, more.order);
  const result = await auditFleet(
    { ...order, bounds: { ...order.bounds, ...more.bounds } },
    { configuration: setting, record, clock, observe: overSsh(setting, transport, secretStore({}), clock) },
  );
  if (!result.ok) throw new Error(result.error.message);
  const { judgements } = result.value;
  return {
    ...result.value,
    of(name) {
      const found = judgements.find(({ device }) => device === deviceName(name));
      if (found === undefined) throw new Error(`no judgement of ${name}`);
      return found;
    },
  };
}

/** Types of the findings that are open or acknowledged. */
export const findingTypes = ({ findings }: JudgedDevice): readonly string[] => findings.map(({ type }) => type).sort();
