import { eos } from './devices/eos.ts';
import { fortios } from './devices/fortios.ts';
import { ios } from './devices/ios.ts';
import { iosxe } from './devices/iosxe.ts';
import { iosxr } from './devices/iosxr.ts';
import { junos } from './devices/junos.ts';
import { nxos } from './devices/nxos.ts';
import { panos } from './devices/panos.ts';
import {
  digestOf,
  fileNamed,
  freshState,
  imageFile,
  type SimulatedOs,
  type SimulatedState,
} from './simulated-device.ts';
import { newKey, type SshDevice, startSshDevice } from './ssh-device.ts';

/** The eight operating systems of the simulated fleet. */
export const simulatedSystems: readonly SimulatedOs[] = [ios, iosxe, iosxr, nxos, junos, panos, fortios, eos];

export type FleetOptions = {
  readonly username: string;
  readonly password: string;
  readonly latencyMs: number;
  readonly now: () => number;
};

/** One simulated device that runs, and the ways in which somebody may tamper with it. */
export type FleetDevice = {
  readonly os: string;
  readonly hostname: string;
  readonly host: string;
  readonly port: number;
  readonly state: () => SimulatedState;
  readonly release: SimulatedOs['current'];
  readonly older: SimulatedOs['older'];
  /** SHA-512 of the genuine image; null where the running system is no file. */
  readonly imageSha512: string | null;
  readonly imageBytes: number;
  /** Runs the older release from now on, as after a reload into it. */
  readonly downgrade: () => void;
  /** Places the older image and has it boot next; nothing is reloaded. */
  readonly bootOlder: () => void;
  /** Reloads into what is to boot next. */
  readonly reload: () => void;
  /** Changes bytes of the running image's file; its name, size and date stay. */
  readonly changeImage: () => void;
  readonly server: SshDevice;
  readonly stop: () => Promise<void>;
};

export type Fleet = {
  readonly devices: readonly FleetDevice[];
  /** Pinned keys of all of them. */
  readonly knownHosts: string;
  readonly stop: () => Promise<void>;
};

/** Starts one device of each system on 127.0.0.1, each with a host key of its own. */
export async function startFleet(
  options: FleetOptions,
  systems: readonly SimulatedOs[] = simulatedSystems,
): Promise<Fleet> {
  const devices: FleetDevice[] = [];
  for (const os of systems) devices.push(await startFleetDevice(os, options));
  return {
    devices,
    knownHosts: devices.map(({ server }) => server.knownHosts).join(''),
    async stop() {
      for (const device of devices) await device.stop();
    },
  };
}

async function startFleetDevice(
  os: SimulatedOs,
  { username, password, latencyMs, now }: FleetOptions,
): Promise<FleetDevice> {
  let state = freshState(os, now());
  const server = await startSshDevice({
    hostKeys: [newKey().privateKey],
    login: { username, password, publicKey: null, methods: ['password', 'keyboard-interactive'] },
    shell: {
      prompt: () => os.prompt(state),
      greeting: os.greeting,
      echo: os.echo,
      pager: os.pager,
      logout: os.logout,
      latencyMs,
      reply: (command) => os.reply(state, command, now()) ?? os.unknown(command),
    },
  });
  const withOlderFile = (): SimulatedState =>
    !os.hasImageFile || fileNamed(state, os.older.image) !== null
      ? state
      : { ...state, files: [...state.files, imageFile(os, os.older, now())] };
  const image = imageFile(os, os.current, 0);
  return {
    os: os.os,
    hostname: os.hostname,
    host: server.host,
    port: server.port,
    state: () => state,
    release: os.current,
    older: os.older,
    imageSha512: os.hasImageFile ? digestOf(image, 'sha512') : null,
    imageBytes: os.imageBytes,
    downgrade() {
      state = {
        ...withOlderFile(),
        before: state.running,
        running: os.older,
        next: os.older,
        startedAt: now() - 60_000,
      };
    },
    bootOlder() {
      state = { ...withOlderFile(), next: os.older };
    },
    reload() {
      state = { ...state, before: state.running, running: state.next, startedAt: now() };
    },
    changeImage() {
      const files = state.files.map((file) =>
        file.name === state.running.image ? { ...file, content: `changed ${file.name}` } : file,
      );
      state = { ...state, files };
    },
    server,
    stop: () => server.stop(),
  };
}
