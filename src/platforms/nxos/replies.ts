import type { Reply } from '../shared/collect-kit.ts';

/** One reply a question; those not asked are empty. */
export type NxosReplies = Readonly<
  Record<'version' | 'inventory' | 'boot' | 'startup' | 'modules' | 'active' | 'committed' | 'scheduler', Reply>
>;
