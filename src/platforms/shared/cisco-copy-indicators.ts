import type { Indicator } from '../../core/indicator.ts';

const technique = ['T1601.002'];
const fileSystem =
  '(?:flash|bootflash|disk|slot|harddisk|sup-bootflash|slavebootflash|stby-\\w{1,20}|logflash|usb|usbflash|nvme|ssd|volatile)';
/** Endings that images have on the eight platforms; the same list as in detection.md 5. */
const image =
  '(?:\\.(?:bin|tar|pkg|swix?|tgz|iso|pie|rpm|out|img|ova|qcow2|vmdk)|-mz\\.|packages\\.conf|panos_|\\.pie-|-mini-)';
/** Files that are no image whatever the place: configurations, logs, scripts, keys. */
const plainFile =
  '\\.(?:cfg|conf|config|txt|text|log|tcl|py|sh|xml|json|ya?ml|csv|pem|cer|crt|p12|pfx|key|pub|lic|html?|dat|bak|md5|pcap|backup)(?:[ "?]|$)';
const remote = '(?:t|tf|tft|tftp|ft|ftp|sf|sft|sftp|sc|scp|ht|htt|http|https|rc|rcp|[xyz]modem|usb\\w{0,8})';
/** Places from which nothing boots, abbreviated or not, and remote ones: the file goes away. */
const elsewhere =
  '(?:run|star|null|term|system:|nvram|cert|lic|prof|cns|log:|t:|tf|ft|ftp|sf|sc|scp|ht|rc|rcp|(?:t|s|run)(?: |$))';

/** Copying, removing and renaming images by typed command: IOS, IOS XE, IOS XR, NX-OS and EOS alike. */
export const ciscoCopyIndicators: readonly Indicator[] = [
  {
    id: 'cisco-copy-in',
    kind: 'image-transfer',
    words: ['cop|y'],
    // Source on another host or a stick, target a file system of the device, no file that cannot be an image.
    command: new RegExp(`^copy(?: /\\S+)* "?${remote}(?=[: ])(?!.*${plainFile})(?!\\S* ${elsewhere})`),
    techniques: technique,
    why: 'a file is fetched from another host to a file system from which the device can boot',
    benign: 'a planned upgrade stages its image this way; the version of the image and the change window tell it apart',
    source: 'IOS and NX-OS command references, copy; accounting lines of the log corpus',
    hits: [
      'copy tftp://198.51.100.7/c2960-lanbasek9-mz.122-58.SE2.bin flash:',
      'COP TFT: FL:',
      'cop t f',
      'copy /noverify scp://u@198.51.100.7/nxos.9.3.8.bin bootflash: vrf management',
      'copy usb1:EOS-4.24.2F.swi flash:',
    ],
    misses: [
      'copy running-config startup-config',
      'copy flash:c2960-lanbasek9-mz.122-58.SE2.bin tftp://198.51.100.7/',
      'copy tftp://198.51.100.7/core.cfg running-config',
      'copy tftp://198.51.100.7/core.cfg flash:',
      'copy running-config scp://198.51.100.7/x.bin',
      'copy flash:cfg.txt tftp:',
      'copy ?',
    ],
  },
  {
    id: 'cisco-copy-local',
    kind: 'image-transfer',
    detail: 'local',
    words: ['cop|y', 'ren|ame', 'move'],
    command: new RegExp(
      `^(?:copy|rename|move)(?: /\\S+)* ${fileSystem}\\d{0,2}:\\S*${image}\\S* (?:/\\S+ )?(?:${fileSystem}\\d{0,2}:|[\\w/]+\\.(?:bin|swi|tar)$)`,
    ),
    score: 15,
    techniques: technique,
    why: 'an image is copied or renamed within the device, which can put an old one under the name that boots',
    benign: 'a spare copy on a second supervisor or stick',
    source: 'IOS and NX-OS command references, copy and rename',
    hits: [
      'copy flash:old.bin flash:c2900-universalk9-mz.SPA.157-3.M9.bin',
      'rename flash:a.bin flash:b.bin',
      'copy bootflash:nxos.9.3.5.bin bootflash://sup-2/',
    ],
    misses: [
      'copy flash:a.cfg flash:b.cfg',
      'copy bootflash:nxos.9.3.5.bin scp://u@198.51.100.7/',
      'rename flash:a.txt flash:b.txt',
    ],
  },
  {
    id: 'cisco-delete-image',
    kind: 'image-transfer',
    detail: 'deleted',
    words: ['del|ete'],
    command: new RegExp(`^delete(?: /\\S+)* \\S{0,255}${image}`),
    techniques: technique,
    why: 'an image is removed; without the approved one the device boots what is left',
    benign: 'making room before an upgrade, or clearing the release before last',
    source: 'IOS command reference, delete; accounting lines of the log corpus',
    hits: ['delete /force flash:c2960-lanbasek9-mz.150-2.SE11.bin', 'del bootflash:nxos.10.2.5.M.bin no-prompt'],
    misses: ['delete flash:vlan.dat', 'delete /recursive flash:crashinfo', 'delete nvram:startup-config'],
  },
  {
    id: 'cisco-erase-flash',
    kind: 'image-transfer',
    detail: 'erased',
    words: ['era|se', 'form|at', 'squ|eeze'],
    command: /^(?:erase|format|squeeze)(?: \/\S+)* (?:flash|bootflash|disk|harddisk|slot|sup-bootflash|fl)\d{0,2}:/,
    techniques: technique,
    why: 'every image of a file system is removed',
    benign: 'a device that is decommissioned or rebuilt',
    source: 'IOS command reference, erase and format',
    hits: ['erase flash:', 'format bootflash:'],
    misses: ['erase startup-config', 'write erase', 'format usb1:', 'erase nvram:'],
  },
  {
    id: 'cisco-archive-download',
    kind: 'image-transfer',
    detail: 'archive',
    words: ['arc|hive dow|nload-sw', 'arc|hive tar'],
    command: /^archive (?:download-sw\b|tar \/x\w* (?:tftp|ftp|scp|sftp|https?|rcp):\S{0,255}\.tar)/,
    techniques: technique,
    why: 'an image archive is fetched and unpacked; with /reload the device restarts into it',
    benign: 'the usual upgrade of a Catalyst switch with an archive',
    source: 'Catalyst 3750 command reference, archive download-sw; log corpus',
    hits: [
      'archive download-sw /overwrite /reload tftp://198.51.100.7/c3750-ipbasek9-tar.122-58.SE2.tar',
      'arc dow tftp://198.51.100.7/x.tar',
    ],
    misses: ['archive upload-sw tftp://198.51.100.7/x.tar', 'archive config', 'archive tar /table flash:x.tar'],
  },
];
