import type { Alert, ChainId, StepSign } from '../core/alert.ts';
import type { IndicatorKind } from '../core/indicator.ts';

type ChainText = { readonly name: string; readonly says: string };

/** What docs/detection.md calls each chain, and what it says in one sentence. */
const chainTexts: Readonly<Record<ChainId, ChainText>> = {
  C1: { name: 'full chain', says: 'an image was brought, named to boot, and the device restarted' },
  C2: { name: 'short chain', says: 'software was installed or the boot choice changed, then a restart' },
  C3: { name: 'silent step back', says: 'it runs an older release, and no line told of a change' },
  C4: { name: 'staged', says: 'what boots next was changed, and the restart is still to come' },
  C5: { name: 'evasion', says: 'a log target was taken away, or lines are missing' },
  C6: { name: 'cancelled', says: 'a scheduled restart was taken back, what was changed before stays' },
};

/** `C1 full chain: …` for each chain of an alert. */
export const chainLines = ({ chains = [] }: Pick<Alert, 'chains'>): readonly string[] =>
  chains.map((id) => `${id} ${chainTexts[id].name}: ${chainTexts[id].says}`);

/** `C1 full chain, C5 evasion`; empty where there is none. */
export const chainNames = ({ chains = [] }: Pick<Alert, 'chains'>): string =>
  chains.map((id) => `${id} ${chainTexts[id].name}`).join(', ');

const chainsOfKind: Readonly<Record<IndicatorKind, readonly ChainId[]>> = {
  'image-transfer': ['C1'],
  'boot-change': ['C1', 'C2', 'C4'],
  'install-op': ['C2', 'C4'],
  'software-change': ['C2', 'C4'],
  'reload-requested': ['C1', 'C2'],
  'reload-scheduled': ['C4'],
  'reload-cancelled': ['C6'],
  restarted: ['C1', 'C2', 'C3'],
  'logging-disabled': ['C5'],
};

/** The chains that a step of this kind can be part of. */
export const kindChains = (kind: IndicatorKind): string => chainNames({ chains: chainsOfKind[kind] });

export const signTexts: Readonly<Record<StepSign, string>> = {
  'sequence-fell': 'the device numbers its lines anew, and no line told of a restart',
  'uptime-fell': 'the device counts its uptime anew, and no line told of a restart',
  'clock-set-back': 'the clock of the device went back, and no line told of a restart',
};
