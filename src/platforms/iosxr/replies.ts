import type { Reply } from '../shared/collect-kit.ts';

/** One reply a question; those not asked are empty. `active` and `committed` are of the form that the device answered. */
export type XrReplies = Readonly<
  Record<'version' | 'platform' | 'inventory' | 'active' | 'committed' | 'inactive' | 'variables', Reply>
>;
