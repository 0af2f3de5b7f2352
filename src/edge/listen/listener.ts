import type { ReceivedMessage } from '../../agent-ports.ts';

export type OnMessage = (message: ReceivedMessage) => void;

export type Listener = {
  readonly port: number;
  /** Things a person should read. */
  readonly notes: readonly string[];
  /** Ends listening and every connection; what was received is given out before. */
  readonly close: () => Promise<void>;
};

/** `::ffff:192.0.2.1` is the IPv4 address that it maps. */
export const plainAddress = (address: string | undefined): string => (address ?? '').replace(/^::ffff:(?=\d+\.)/i, '');

export const listenFailure = (where: string, error: unknown): string => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  const advice =
    code === 'EACCES'
      ? '; ports below 1024 need CAP_NET_BIND_SERVICE'
      : code === 'EADDRINUSE'
        ? '; another program listens there'
        : '';
  return `cannot listen on ${where}: ${code}${advice}`;
};
