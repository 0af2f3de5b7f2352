import { iosxe } from '../../src/demo/devices/iosxe.ts';
import { type Fleet, type FleetDevice, startFleet } from '../../src/demo/fleet.ts';
import { pawl, type Ran, type RunOptions, workFolder } from './run-pawl.ts';

const secret = 'Tr0ub4dor&3-of-the-fleet';

/** Simulated routers behind real SSH, and a folder with the files that an operator has for them. */
export type RouterFleet = {
  readonly fleet: Fleet;
  readonly folder: Awaited<ReturnType<typeof workFolder>>;
  readonly secret: string;
  /** Routers by their names: `r1`, `r2`, … */
  readonly router: (name: string) => FleetDevice;
  /** Runs the built program in the folder, with the secret that the inventory names. */
  readonly run: (args: readonly string[], more?: RunOptions) => Promise<Ran>;
  readonly stop: () => Promise<void>;
};

/** So many routers that are alike but for name and serial number. Both of their releases are approved. */
export async function routerFleet(count: number, options: { readonly latencyMs?: number } = {}): Promise<RouterFleet> {
  const systems = Array.from({ length: count }, (_, index) => ({
    ...iosxe,
    hostname: `r${index + 1}`,
    serial: `FDO2214${String(index).padStart(4, '0')}`,
  }));
  const fleet = await startFleet(
    { username: 'audit', password: secret, latencyMs: options.latencyMs ?? 0, now: Date.now },
    systems,
  );
  const hosts = fleet.devices.map(({ hostname, host, port }) => `${hostname}: {hostname: ${host}, port: ${port}}\n`);
  const folder = await workFolder({
    'inventory/hosts.yaml': hosts.join(''),
    'inventory/defaults.yaml': 'platform: iosxe\nusername: audit\npassword: {env: FLEET_PASSWORD}\n',
    'inventory/known_hosts': fleet.knownHosts,
    'baselines/edge.yaml': `name: edge
approvedBy: network lead
match: {platform: iosxe}
approved:
  - version: ${iosxe.current.version}
    images: [{file: ${iosxe.current.image}, sha512: "${fleet.devices[0]?.imageSha512}"}]
  - version: ${iosxe.older.version}
`,
  });
  return {
    fleet,
    folder,
    secret,
    router(name) {
      const found = fleet.devices.find(({ hostname }) => hostname === name);
      if (found === undefined) throw new Error(`no router ${name}`);
      return found;
    },
    run: (args, more = {}) => pawl(args, { cwd: folder.path, ...more, env: { FLEET_PASSWORD: secret, ...more.env } }),
    async stop() {
      await fleet.stop();
      await folder.remove();
    },
  };
}
