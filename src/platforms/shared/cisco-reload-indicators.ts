import type { Indicator } from '../../core/indicator.ts';

const technique = ['T1601.002'];
const benign = 'every planned restart; alone it stays under the alarm level';
const source = 'IOS and EOS command references, reload; lines of the log corpus';

/** Restart by command: requested, scheduled, taken back. Words of IOS, IOS XE, IOS XR, NX-OS and EOS. */
export const ciscoReloadIndicators: readonly Indicator[] = [
  {
    id: 'cisco-reload-cancel',
    kind: 'reload-cancelled',
    words: ['rel|oad can|cel', 'rel|oad'],
    command: /^(?:reload cancel\b|no reload\b)/,
    techniques: technique,
    why: 'a scheduled restart is taken back; what was staged stays staged',
    benign: 'the end of a safety reload before a risky change',
    source,
    hits: ['reload cancel', 'rel can', 'no reload'],
    misses: ['reload', 'show reload'],
  },
  {
    id: 'cisco-reload-scheduled',
    kind: 'reload-scheduled',
    words: ['rel|oad'],
    command: /^reload(?: [^\s?]+){0,3} (?:in|at) \d/,
    techniques: technique,
    why: 'a restart is scheduled',
    benign: 'a safety reload before a risky change (`reload in 10`, then `reload cancel`)',
    source,
    hits: ['reload in 10', 'reload at 03:00', 'rel in 0:30 force'],
    misses: ['reload', 'reload cancel'],
  },
  {
    id: 'cisco-reload',
    kind: 'reload-requested',
    words: ['rel|oad', 'redu|ndancy rel|oad'],
    // A module, member or standby processor is no restart of the device; neither is the help.
    command:
      /^(?:redundancy reload shelf(?: |$)|reload(?! (?:module|slot|standby-cpu|peer|cancel|lc|linecard)\b)(?!.*\?$)(?: |$))/,
    techniques: technique,
    why: 'a restart is asked for by command',
    benign,
    source,
    hits: [
      'reload',
      'reload now',
      'RELOAD /noverify',
      'reload fast-boot',
      'reload location all',
      'rel',
      'redundancy reload shelf',
    ],
    misses: [
      'reload module 3',
      'reload slot 2',
      'show reload',
      'reload ?',
      'no reload',
      'reloader',
      'redundancy reload peer',
    ],
  },
];
