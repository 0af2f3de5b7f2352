import { workerData } from 'node:worker_threads';
import type { InputName } from './app/read-records.ts';
import { recordBatches } from './app/record-batches.ts';
import { prefilter } from './detect/prefilter.ts';
import { ruleBook } from './detect/rule-book.ts';
import { readLog } from './edge/log-source.ts';
import { giveFromThread } from './edge/other-thread.ts';
import { platforms } from './platforms/index.ts';

/** The thread that reads large logs: unpacks, cuts and filters them, while the main one judges what is left. */
const { path, input }: { readonly path: string; readonly input: InputName | null } = workerData;
await giveFromThread(recordBatches(readLog(path), input, prefilter(ruleBook(platforms).rules)));
