import { createSocket } from 'node:dgram';
import type { ListenAddress } from '../../core/agent.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { type Listener, listenFailure, type OnMessage, plainAddress } from './listener.ts';
import { bufferAdvice, grantedBytes, kernelDrops, wantedBufferBytes } from './receive-buffer.ts';

export type UdpListener = Listener & { readonly drops: () => Promise<number | null> };

/** Syslog over UDP: a datagram is a message. An IPv6 address listens for IPv4 as well where the system allows it. */
export function listenUdp({ host, port }: ListenAddress, onMessage: OnMessage): Promise<Result<UdpListener, string>> {
  const socket = createSocket({ type: host.includes(':') ? 'udp6' : 'udp4' });
  socket.on('message', (bytes, { address }) => onMessage({ bytes, from: plainAddress(address) }));
  return new Promise((resolve) => {
    socket.once('error', (error) => {
      socket.close();
      resolve(err(listenFailure(`udp ${host}:${port}`, error)));
    });
    socket.bind(port, host, async () => {
      socket.removeAllListeners('error');
      // Errors of a bound socket are of one datagram (an ICMP answer); the next one is received all the same.
      socket.on('error', () => undefined);
      const bound = socket.address().port;
      const notes = notesOf(socket);
      resolve(ok({ port: bound, notes, drops: await kernelDrops(bound), close: () => closed(socket) }));
    });
  });
}

type Socket = ReturnType<typeof createSocket>;

function notesOf(socket: Socket): readonly string[] {
  try {
    socket.setRecvBufferSize(wantedBufferBytes);
    const advice = bufferAdvice(grantedBytes(socket.getRecvBufferSize(), process.platform));
    return advice === null ? [] : [advice];
  } catch {
    return ['the size of the receive buffer cannot be set'];
  }
}

const closed = (socket: Socket): Promise<void> => new Promise((resolve) => socket.close(() => resolve()));
