import { Socket } from 'node:net';

/**
 * A TCP socket for ssh2: Nagle's algorithm off (the library never does it, and each command would wait for an
 * acknowledgement), and the pieces in which the library writes one packet leave in one system call.
 */
class CoalescingSocket extends Socket {
  #corked = false;

  override cork(): void {
    if (this.#corked) return;
    this.#corked = true;
    super.cork();
    process.nextTick(() => {
      this.#corked = false;
      super.uncork();
    });
  }

  override write(
    chunk: string | Uint8Array,
    encoding?: BufferEncoding | ((error?: Error | null) => void),
    callback?: (error?: Error | null) => void,
  ): boolean {
    if (!this.connecting) this.cork();
    if (typeof encoding === 'string') return super.write(chunk, encoding, callback);
    return super.write(chunk, encoding ?? callback);
  }
}

/** Starts to connect. `error` and `close` come as on any socket. */
export function connectTcp(host: string, port: number): Socket {
  const socket = new CoalescingSocket();
  socket.setNoDelay(true);
  socket.connect({ host, port });
  return socket;
}
