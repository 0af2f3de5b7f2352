import type { Indicator } from '../../core/indicator.ts';

const source = 'an upgrade applet in the log corpus; applets write what their author chose';

/** What EEM applets that upgrade devices say in words; their commands are read as commands. */
export const applet: readonly Indicator[] = [
  {
    id: 'iosxe-applet-download',
    kind: 'image-transfer',
    needles: ['EM-6-LOG'],
    mnemonic: /^(?:HA_)?EEM?-6-LOG$/,
    message:
      /^[^:]{1,64}: ?(?:downloading|copying|fetching) (?:tftp|ftp|scp|sftp|https?):\S{1,512} to \S{0,20}(?:flash|disk)\d?:/i,
    techniques: ['T1601.002'],
    why: 'an applet fetches an image',
    benign: 'zero-touch upgrades',
    source,
    hits: [
      'Apr  2 17:09:08.495: %EEM-6-LOG: autoupd: downloading http://198.51.100.7/c1100-universalk9.17.03.05.SPA.bin to flash:',
    ],
    misses: ['Apr  2 17:09:08.495: %EEM-6-LOG: autoupd: checking http://198.51.100.7/list.txt'],
  },
  {
    id: 'iosxe-applet-boot',
    kind: 'boot-change',
    needles: ['EM-6-LOG'],
    mnemonic: /^(?:HA_)?EEM?-6-LOG$/,
    message:
      /^[^:]{1,64}: ?(?:configur\w{1,4}|set\w{0,4}|chang\w{1,4}) (?:the )?(?:new )?boot (?:variable|system|image)/i,
    techniques: ['T1601.002'],
    why: 'an applet changes what boots next',
    benign: 'zero-touch upgrades',
    source,
    hits: ['Apr  2 17:29:03.371: %EEM-6-LOG: autoupd: configure new boot variable'],
    misses: ['Apr  2 17:29:03.371: %EEM-6-LOG: autoupd: boot variable is right already'],
  },
];
