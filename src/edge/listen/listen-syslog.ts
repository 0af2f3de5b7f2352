import type { Channel, Listening, ListenSyslog } from '../../agent-ports.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { listenStream } from './listen-tcp.ts';
import { listenUdp } from './listen-udp.ts';
import type { Listener } from './listener.ts';

type Opened = { readonly channel: Channel; readonly result: Result<Listener, string> };

/** Opens the listeners of agent.yaml; where one cannot be opened, none stays open and every reason is told. */
export const listenSyslog: ListenSyslog = async ({ udp, tcp, tls }, { frames, onReceived, room, onConnection }) => {
  const opened: Opened[] = [];
  let drops: Listening['drops'] = async () => null;
  const stream = async (channel: Channel, ...[address, files]: StreamAddress): Promise<void> => {
    const result = await listenStream(address, files, {
      frames,
      room,
      onMessage: (message) => onReceived(channel, message),
      onConnection: (connection) => onConnection(channel, connection),
    });
    opened.push({ channel, result });
  };
  if (udp !== null) {
    const result = await listenUdp(udp, (message) => onReceived('udp', message));
    if (result.ok) drops = result.value.drops;
    opened.push({ channel: 'udp', result });
  }
  if (tcp !== null) await stream('tcp', tcp, null);
  if (tls !== null) await stream('tls', tls.listen, tls);
  const listeners = opened.flatMap(({ result }) => (result.ok ? [result.value] : []));
  const close = async (): Promise<void> => void (await Promise.all(listeners.map((listener) => listener.close())));
  const problems = opened.flatMap(({ result }) => (result.ok ? [] : [result.error]));
  if (problems.length > 0) {
    await close();
    return err(problems);
  }
  return ok({
    ports: Object.fromEntries(
      opened.flatMap(({ channel, result }) => (result.ok ? [[channel, result.value.port]] : [])),
    ),
    notes: listeners.flatMap(({ notes }) => notes),
    drops,
    close,
  });
};

type StreamAddress = readonly [Parameters<typeof listenStream>[0], Parameters<typeof listenStream>[1]];
