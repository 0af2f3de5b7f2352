import { setMaxListeners } from 'node:events';

/**
 * Does something that ends at the latest after `ms`, or with `outer`. Nothing of it stays with `outer`, which lives as
 * long as the agent (`AbortSignal.any` and `AbortSignal.timeout` would leave a little at every call).
 */
export async function within<T>(ms: number, outer: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const own = new AbortController();
  const stop = (): void => own.abort();
  const timer = setTimeout(stop, ms);
  setMaxListeners(0, outer); // one a receiver, however many there are
  if (outer.aborted) stop();
  outer.addEventListener('abort', stop, { once: true });
  try {
    return await work(own.signal);
  } finally {
    clearTimeout(timer);
    outer.removeEventListener('abort', stop);
  }
}
