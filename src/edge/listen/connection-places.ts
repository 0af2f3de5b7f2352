import type { Socket } from 'node:net';
import { plainAddress } from './listener.ts';

export type ConnectionPlaces = {
  /** False: there are too many. */
  readonly take: (socket: Socket) => boolean;
  /** The connection gave a whole message. */
  readonly used: (socket: Socket) => void;
  /** Ends all. */
  readonly clear: () => void;
};

/**
 * Bounds the connections, of one address and of all. Where all places are taken the connection that longest gave no
 * message goes: many that only hold their place keep no sender out.
 */
export function connectionPlaces({
  connections,
  connectionsPerAddress,
  uselessMs,
}: {
  readonly connections: number;
  readonly connectionsPerAddress: number;
  /** A connection that gave no whole message for so long makes room for a new one. */
  readonly uselessMs: number;
}): ConnectionPlaces {
  /** By the time of the last message, oldest first: a connection that gives one moves to the end. */
  const lastUsed = new Map<string, { readonly socket: Socket; readonly at: number }>();
  const perAddress = new Map<string, number>();
  const keyOf = (socket: Socket): string => `${socket.remoteAddress} ${socket.remotePort}`;
  const makeRoom = (): boolean => {
    if (lastUsed.size < connections) return true;
    const [oldest] = lastUsed;
    if (oldest === undefined || performance.now() - oldest[1].at < uselessMs) return false;
    lastUsed.delete(oldest[0]);
    oldest[1].socket.destroy();
    return true;
  };
  return {
    take(socket) {
      const key = keyOf(socket);
      const from = plainAddress(socket.remoteAddress);
      const count = (perAddress.get(from) ?? 0) + 1;
      if (count > connectionsPerAddress || !makeRoom()) return false;
      perAddress.set(from, count);
      lastUsed.set(key, { socket, at: performance.now() });
      socket.once('close', () => {
        lastUsed.delete(key);
        const left = (perAddress.get(from) ?? 1) - 1;
        if (left === 0) perAddress.delete(from);
        else perAddress.set(from, left);
      });
      return true;
    },
    used(socket) {
      const key = keyOf(socket);
      const place = lastUsed.get(key);
      if (place === undefined) return;
      lastUsed.delete(key);
      lastUsed.set(key, { socket: place.socket, at: performance.now() });
    },
    clear() {
      for (const { socket } of lastUsed.values()) socket.destroy();
    },
  };
}
