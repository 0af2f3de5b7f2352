import { epochMs } from '../../src/core/brands.ts';
import { commandForm } from '../../src/core/command.ts';
import type { ShellScript } from '../../src/demo/device-shell.ts';
import type { DeviceScript } from '../../src/demo/ssh-device.ts';
import { newKey } from '../../src/demo/ssh-device.ts';
import { secretStore } from '../../src/edge/secrets.ts';
import { type KnownHostsFile, knownHostsStore } from '../../src/edge/ssh/known-hosts.ts';
import { sshTransport } from '../../src/edge/ssh/ssh-transport.ts';
import type { AskLimits, SessionRules, SshTarget, Transport } from '../../src/ports.ts';

/** Rules of a made-up CLI in the manner of IOS; the platforms' own are tested with their platforms. */
export const rules: SessionRules = {
  prompt: /^([\w.@/:-]{1,63})(?:\([\w -]{1,20}\))?[>#] ?$/,
  wrongPrompt: /^(?:[\w.-]{1,63}\(config[\w-]{0,20}\)#|rommon \d{1,3} ?>|[\w.-]{0,40}\$) ?$/,
  promptTail: '(?:\\((?!config)[\\w -]{1,20}\\))?[>#] ?',
  setup: [commandForm('terminal length 0', 'paging off').with()],
  pagers: [/ ?--More-- ?$/, /---\(more(?: \d{1,3}%)?\)---$/],
  notices: [{ match: /\(Press 'a' to accept\):\s*$/, answer: 'a' }],
  enable: {
    command: commandForm('enable', 'privilege').with(),
    neededAt: /> ?$/,
    password: /^Password: ?$/i,
    failed: /% ?(?:Access denied|Bad secrets)/,
  },
  unsupported: [/^% ?Invalid input detected/m],
  denied: [/^Command authorization failed/m],
  absent: [/No such file or directory/],
  noise: [/^\{master(?::\d)?\}$/],
  quit: commandForm('exit', 'ends the session').with(),
};

export const showVersion = commandForm('show version', 'release').with();
export const showClock = commandForm('show clock', 'time').with();
export const limits: AskLimits = { timeoutMs: 5000, idleMs: null };

export const versionText = [
  'Example OS Software, Version 15.1(4)M8, RELEASE SOFTWARE (fc2)',
  'edge1 uptime is 3 weeks, 2 days, 1 hour, 5 minutes',
  'System image file is "flash0:example-mz.SPA.151-4.M8.bin"',
  '',
  'Configuration register is 0x2102',
].join('\n');

const hostKey = newKey();

export function shell(changes: Partial<ShellScript> = {}): ShellScript {
  return {
    prompt: () => 'edge1#',
    greeting: '\n',
    echo: 'plain',
    pager: null,
    reply: (command) => {
      if (command === 'show version') return `${versionText}\n`;
      if (command === 'show clock') return '10:00:00.000 UTC Tue Dec 1 2026\n';
      if (command.startsWith('terminal ')) return '';
      return "       ^\n% Invalid input detected at '^' marker.\n\n";
    },
    logout: /^(?:exit|quit)$/,
    latencyMs: 0,
    ...changes,
  };
}

export function script(changes: Partial<ShellScript> = {}, more: Partial<DeviceScript> = {}): DeviceScript {
  return {
    shell: shell(changes),
    login: { username: 'audit', password: 'right', publicKey: null, methods: ['password'] },
    hostKeys: [hostKey.privateKey],
    ...more,
  };
}

const secrets = secretStore({});
export const secret = (text: string) => secrets.wrap({ kind: 'text', text });

export function target(
  address: { readonly host: string; readonly port: number },
  changes: Partial<SshTarget> = {},
): SshTarget {
  return {
    name: 'edge1',
    host: address.host,
    port: address.port,
    username: 'audit',
    password: secret('right'),
    keyFile: null,
    passphrase: null,
    agent: false,
    algorithms: 'modern',
    hostKey: 'strict',
    jumps: [],
    enable: null,
    rules,
    timeouts: { connectMs: 3000, commandMs: 5000, deviceMs: 30_000 },
    ...changes,
  };
}

export const never = new AbortController().signal;

/** A transport that trusts the devices given, and the lines it pinned itself. */
export function transport(knownHosts: string): {
  readonly open: Transport['open'];
  readonly pinned: string[];
  readonly file: KnownHostsFile;
} {
  const pinned: string[] = [];
  const file = knownHostsStore(knownHosts, async (line) => {
    pinned.push(line);
  });
  const { open } = sshTransport({ knownHosts: file, clock: { now: () => epochMs(Date.now()) }, agentSocket: null });
  return { open, pinned, file };
}
