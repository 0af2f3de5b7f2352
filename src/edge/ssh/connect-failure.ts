import type { AlgorithmProfile } from '../../core/inventory.ts';
import { type Reason, reason } from '../../core/reason.ts';
import { profileWith } from './algorithms.ts';
import type { ServerHello } from './server-offer.ts';

/** How far a connection came. */
export type Stage = 'connect' | 'handshake' | 'login' | 'shell';

/** What is known when a connection fails. */
export type FailureContext = {
  readonly stage: Stage;
  /** `192.0.2.1:22` */
  readonly address: string;
  readonly hello: ServerHello;
  readonly profile: AlgorithmProfile;
  readonly pinnedTypes: readonly string[];
};

const networkErrors: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused',
  EHOSTUNREACH: 'there is no route to it',
  ENETUNREACH: 'there is no route to its network',
  ENOTFOUND: 'the name does not resolve',
  EAI_AGAIN: 'the name server did not answer',
  ETIMEDOUT: 'the connection timed out',
  EADDRNOTAVAIL: 'there is no local address for it',
  EACCES: 'the system does not allow the connection',
};

/** Maps an error of the library or the system to a reason of the contract. */
export function connectFailure(error: unknown, context: FailureContext): Reason {
  const { code, level, message } = describe(error);
  const { address, stage } = context;
  const network = code === null ? undefined : networkErrors[code];
  if (network !== undefined && stage === 'connect') return reason('unreachable', `${address}: ${network}`);
  if (code === 'ECONNRESET' || code === 'EPIPE') return closedReason(context, 'the connection was reset');
  if (network !== undefined) return reason('unreachable', `${address}: ${network}`);
  if (/no matching host key format/i.test(message)) return hostKeyFormatReason(context);
  if (/no matching/i.test(message)) return noCommonAlgorithm(message, context);
  if (context.hello.identification !== null && /^SSH-1\.[0-8]/.test(context.hello.identification))
    return reason('no-common-algorithm', `${address} speaks SSH version 1 only (${context.hello.identification})`);
  if (level === 'client-authentication') return reason('auth', message);
  if (/connection lost before handshake/i.test(message))
    return closedReason(context, 'the connection was closed before SSH began');
  if (stage === 'connect' && code !== null) return reason('unreachable', `${address}: ${code}`);
  return reason('session-closed', `${address}: ${printable(message)} (${stageWords[stage]})`);
}

export function timeoutReason(context: FailureContext, limitMs: number): Reason {
  const { address, stage } = context;
  const limit = `within ${limitMs / 1000} s`;
  if (stage === 'connect') return reason('unreachable', `${address} did not answer ${limit}`);
  return reason('timeout', `${address}: no end of the ${stageWords[stage]} ${limit}`);
}

export function closedReason({ address, stage }: FailureContext, what: string): Reason {
  return reason('session-closed', `${address}: ${what} during the ${stageWords[stage]}`);
}

const stageWords: Readonly<Record<Stage, string>> = {
  connect: 'TCP connection',
  handshake: 'SSH handshake',
  login: 'login',
  shell: 'session',
};

/** Key algorithms are there, but none for which a key is pinned: that is a matter of the pin, not of the algorithm. */
function hostKeyFormatReason(context: FailureContext): Reason {
  const offered = context.hello.hostKeys.join(', ');
  if (context.pinnedTypes.length > 0)
    return reason(
      'host-key',
      `${context.address} has no ${context.pinnedTypes.join(' or ')} key, which is what is pinned; it offers ${offered}`,
    );
  return noCommonAlgorithm('no matching host key format', context);
}

function noCommonAlgorithm(message: string, context: FailureContext): Reason {
  const { hello, address, profile } = context;
  const [what, part, offered] = /key exchange/i.test(message)
    ? (['key exchange', 'kex', hello.kex] as const)
    : /host key/i.test(message)
      ? (['host key algorithm', 'hostKeys', hello.hostKeys] as const)
      : /cipher/i.test(message)
        ? (['cipher', 'ciphers', hello.ciphers] as const)
        : (['message authentication', 'macs', hello.macs] as const);
  const shown = offered.filter((name) => !/^(?:ext-info|kex-strict)-/.test(name));
  const said = `no common ${what} with ${address}, which offers ${shown.join(', ') || 'nothing'}`;
  // ssh2 drops group exchange for peers of exactly this name, whatever the settings say.
  if (part === 'kex' && hello.identification === 'SSH-2.0-Cisco-1.25' && shown.every(isGroupExchange))
    return reason(
      'no-common-algorithm',
      `${said}; group exchange is broken on servers that call themselves Cisco-1.25 and is never used with them: allow diffie-hellman-group14 on the device`,
    );
  const helps = profileWith(part, shown);
  const setting =
    helps === null || helps === profile
      ? 'no setting of pawl has one of them'
      : `\`ssh.algorithms: ${helps}\` would allow it`;
  return reason('no-common-algorithm', `${said}; ${setting}`);
}

const isGroupExchange = (name: string): boolean => name.includes('group-exchange');

function describe(error: unknown): {
  readonly code: string | null;
  readonly level: string | null;
  readonly message: string;
} {
  if (!(error instanceof Error)) return { code: null, level: null, message: String(error) };
  return {
    code: 'code' in error && typeof error.code === 'string' ? error.code : null,
    level: 'level' in error && typeof error.level === 'string' ? error.level : null,
    message: error.message,
  };
}

/** A disconnect message is the device's text. */
const printable = (text: string): string => text.replace(/[^\x20-\x7e]+/g, ' ').slice(0, 160);
