import type { Indicator } from '../../core/indicator.ts';

const common = {
  kind: 'install-op',
  techniques: ['T1601.002'],
  benign: 'each planned upgrade in install mode; the version of the package tells it apart',
  source: 'IOS XE command reference, install, software, issu and request platform software package; log corpus',
} as const;

/** Package operations of IOS XE as they are typed, old and new commands. */
export const installCommands: readonly Indicator[] = [
  {
    ...common,
    id: 'iosxe-cmd-install-rollback',
    detail: 'rollback',
    words: [
      'ins|tall rol|lback',
      'ins|tall dea|ctivate',
      'ins|tall abo|rt',
      'sof|tware rol|lback',
      'iss|u abort|version',
    ],
    score: 70,
    why: 'the device is told to go back to an earlier set of packages',
    hits: [
      'install rollback to committed',
      'install deactivate file flash:x.smu.bin',
      'software rollback',
      'inst roll to base',
    ],
    misses: ['install add file flash:x.bin', 'show install rollback'],
  },
  {
    ...common,
    id: 'iosxe-cmd-install-remove',
    detail: 'remove',
    words: ['ins|tall rem|ove', 'sof|tware cle|an'],
    score: 20,
    why: 'packages are removed; the release to return to may go with them',
    hits: ['install remove inactive'],
    misses: ['install add file flash:x.bin'],
  },
  {
    ...common,
    id: 'iosxe-cmd-install',
    words: [
      'ins|tall add',
      'ins|tall act|ivate',
      'ins|tall com|mit',
      'ins|tall pre|pare',
      'sof|tware ins|tall',
      'sof|tware exp|and',
      'sof|tware aut|o-upgrade',
      'req|uest pla|tform sof|tware pac|kage',
      'iss|u load|version',
      'iss|u run|version',
      'iss|u commit|version',
      'iss|u accept|version',
    ],
    command:
      /^(?:install (?:add|activate|commit|prepare)|software (?:install|expand|auto-upgrade)|request platform software package (?:ins|exp|rol|uni)|issu (?:load|run|commit|accept)version)/,
    why: 'a package operation is typed',
    hits: [
      'install add file flash:cat9k_iosxe.16.12.05.SPA.bin activate commit',
      'ins act',
      'software install file flash:x.bin',
      'request platform software package install rp 0 file bootflash:x.bin',
    ],
    misses: [
      'show install summary',
      'request platform software package verify rp 0 file bootflash:x.bin',
      'description install add-on card',
      'ip access-list extended install-add',
      'install-point west',
    ],
  },
];
