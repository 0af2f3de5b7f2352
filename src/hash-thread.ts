import { hashFromRing } from './edge/ssh/hash-from-ring.ts';

/** A thread that hashes what the main one reads from a device. */
hashFromRing();
