import { satisfies } from 'semver';
import type { AgentSettings, ListenAddress } from '../core/agent.ts';
import type { ExaminedHost } from '../core/examined-host.ts';
import type { Observation } from '../core/observation.ts';
import { reasonAdvice, reasonText } from '../core/reason.ts';
import type { Result } from '../core/result.ts';
import type { ChainHead } from '../record-ports.ts';

/** `unknown`: it could not be told here, which is no fault. */
export type HealthStatus = 'ok' | 'warning' | 'fault' | 'unknown';

export type HealthCheck = {
  readonly name: string;
  readonly status: HealthStatus;
  readonly text: string;
  /** What to do; null where there is nothing to do. */
  readonly advice: string | null;
};

const check = (name: string, status: HealthStatus, text: string, advice: string | null = null): HealthCheck => ({
  name,
  status,
  text,
  advice,
});

export type ListenPort = {
  readonly name: string;
  readonly channel: 'udp' | 'tcp';
  readonly listen: ListenAddress;
};

/** Every port that the agent would listen on. */
export function listenPorts({ syslog, http }: Pick<AgentSettings, 'syslog' | 'http'>): readonly ListenPort[] {
  return [
    ...(syslog.udp === null ? [] : [{ name: 'syslog.udp', channel: 'udp', listen: syslog.udp } as const]),
    ...(syslog.tcp === null ? [] : [{ name: 'syslog.tcp', channel: 'tcp', listen: syslog.tcp } as const]),
    ...(syslog.tls === null ? [] : [{ name: 'syslog.tls', channel: 'tcp', listen: syslog.tls.listen } as const]),
    ...(http === null ? [] : [{ name: 'http', channel: 'tcp', listen: http.listen } as const]),
  ];
}

/** Node, crypto, clock, receive buffer, ports. */
export function hostChecks(host: ExaminedHost, neededNode: string): readonly HealthCheck[] {
  const { node, openssl, fips, missingHashes, missingCiphers, clockSynchronised, receiveBuffer } = host;
  const missing = [...missingHashes, ...missingCiphers];
  return [
    satisfies(node, neededNode)
      ? check('node', 'ok', `Node ${node}`)
      : check('node', 'fault', `Node ${node}`, `install Node ${neededNode}`),
    missing.length === 0
      ? check('crypto', 'ok', `OpenSSL ${openssl}`)
      : check(
          'crypto',
          missingHashes.length > 0 ? 'fault' : 'warning',
          `OpenSSL ${openssl}${fips ? ' in FIPS mode' : ''} has no ${missing.join(', ')}`,
          'digests of old platforms or sessions with old devices will fail; use a Node with these algorithms',
        ),
    clockSynchronised === null
      ? check(
          'clock',
          'unknown',
          'this machine does not tell whether its clock is synchronised',
          'look with timedatectl',
        )
      : clockSynchronised
        ? check('clock', 'ok', 'synchronised')
        : check(
            'clock',
            'warning',
            'not synchronised: start-up times of devices and change windows are judged by it',
            'set up NTP (timedatectl set-ntp true)',
          ),
    receiveBuffer === null
      ? check('receive buffer', 'unknown', 'no UDP socket could be opened here')
      : receiveBuffer.advice === null
        ? check('receive buffer', 'ok', `${receiveBuffer.bytes} bytes`)
        : check('receive buffer', 'warning', `${receiveBuffer.bytes} bytes`, receiveBuffer.advice),
    ...host.ports.map(({ name, where, problem }) => {
      if (problem === null) return check(name, 'ok', `${where} is free`);
      if (problem === 'EADDRINUSE')
        return check(name, 'warning', `${where} is taken`, 'right where the agent runs already; else find the program');
      return check(
        name,
        'fault',
        `${where}: ${problem}`,
        problem === 'EACCES' ? 'ports below 1024 need CAP_NET_BIND_SERVICE' : 'correct the address in agent.yaml',
      );
    }),
  ];
}

export type SeenDatabase = {
  readonly file: string;
  /** The end of its chain; null: nothing is recorded yet. A text: it could not be opened. */
  readonly head: Result<ChainHead | null, string> | 'absent';
  /** Room on its disk; null: unknown. */
  readonly freeBytes: number | null;
};

const leastFreeBytes = 1024 ** 3;

export function databaseChecks({ file, head, freeBytes }: SeenDatabase): readonly HealthCheck[] {
  const room =
    freeBytes === null
      ? check('disk', 'unknown', 'the file system does not tell its free room')
      : freeBytes < leastFreeBytes
        ? check(
            'disk',
            'warning',
            `${megabytes(freeBytes)} MB free`,
            'make room: what cannot be stored is not recorded',
          )
        : check('disk', 'ok', `${megabytes(freeBytes)} MB free`);
  if (head === 'absent') return [check('database', 'ok', `${file} is made by the first audit`), room];
  if (!head.ok) return [check('database', 'fault', head.error), room];
  const links = head.value === null ? 'nothing recorded yet' : `${head.value.seq} links`;
  return [check('database', 'ok', `${file}: ${links} (pawl records verify walks them)`), room];
}

const megabytes = (bytes: number): string => Math.floor(bytes / 1_000_000).toString();

/** What a trial of one device showed; nothing of it was recorded. */
export function deviceChecks(device: string, { failure, answers, ssh, facts }: Observation): readonly HealthCheck[] {
  const denied = answers.filter(({ status }) => status === 'denied').map(({ command }) => command);
  const login = ssh?.negotiated ?? null;
  const version = facts?.members.find(({ version: told }) => told !== null)?.version ?? null;
  return [
    failure === null
      ? check(device, 'ok', `login and ${answers.length} commands${version === null ? '' : `, runs ${version}`}`)
      : check(device, 'fault', reasonText(failure), reasonAdvice[failure.code]),
    ...(login === null
      ? []
      : [check(`${device} SSH`, 'ok', `${login.kex}, ${login.cipher}, host key ${login.hostKey}`)]),
    ...(denied.length === 0
      ? []
      : [check(`${device} rights`, 'warning', `denied: ${denied.join('; ')}`, reasonAdvice['command-denied'])]),
  ];
}
