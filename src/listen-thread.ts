import { sieve } from './app/agent/sieve.ts';
import { epochMs } from './core/brands.ts';
import { prefilter } from './detect/prefilter.ts';
import { ruleBook } from './detect/rule-book.ts';
import { listenForThread } from './edge/listen/listen-for-thread.ts';
import { platforms } from './platforms/index.ts';
import { streamFrames } from './syslog/stream-frames.ts';

const maxMessageBytes = 64 * 1024;

/** The thread that listens: reads sockets, cuts and sieves what comes, while the main one judges what is left. */
const { rules } = ruleBook(platforms);
const filter = prefilter(rules);
await listenForThread(
  () => streamFrames(maxMessageBytes),
  (on) => sieve({ filter: () => filter, clock: { now: () => epochMs(Date.now()) }, ...on }),
);
