import { eos } from './devices/eos.ts';
import { fortios } from './devices/fortios.ts';
import { ios } from './devices/ios.ts';
import { iosxe } from './devices/iosxe.ts';
import { iosxr } from './devices/iosxr.ts';
import { junos } from './devices/junos.ts';
import { nxos } from './devices/nxos.ts';
import { panos } from './devices/panos.ts';
import type { FileServer } from './file-server.ts';
import {
  bytesOf,
  digestOf,
  fileNamed,
  freshState,
  imageFile,
  type SimulatedFile,
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
  /** Gives its files away over SCP and SFTP. Left out: as after the installation, it does not. */
  readonly servesFiles?: boolean;
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
  /** Does the same, and has the CLI print the digests of the genuine file from then on. */
  readonly lieAboutImage: () => void;
  /** Something that happens while a file is fetched: it grows, another one is put in its place. */
  readonly whileServing: (change: (file: SimulatedFile) => SimulatedFile) => void;
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
  { username, password, latencyMs, now, servesFiles = false }: FleetOptions,
): Promise<FleetDevice> {
  let state = freshState(os, now());
  let onServing: ((file: SimulatedFile) => SimulatedFile) | null = null;
  const serve: FileServer = (path) => {
    const file = fileNamed(state, path.slice(path.search(/[^:/]*$/)));
    if (file === null) return { refusal: `\x01scp: ${path}: No such file or directory\n` };
    const halfway = (): void => {
      const change = onServing;
      if (change !== null)
        state = { ...state, files: state.files.map((one) => (one.name === file.name ? change(one) : one)) };
    };
    return { sizeBytes: file.sizeBytes, bytes: bytesOf(file), halfway };
  };
  const server = await startSshDevice({
    ...(servesFiles ? { files: serve } : {}),
    oneChannel: os.oneChannel === true,
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
    lieAboutImage() {
      const files = state.files.map((file) =>
        file.name === state.running.image ? { ...file, served: `changed ${file.content.slice(8)}` } : file,
      );
      state = { ...state, files };
    },
    whileServing(change) {
      onServing = change;
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
