import type { ImageName, VersionScheme } from '../../core/version.ts';
import { baseName, givenName, imageName } from '../shared/image-file.ts';

/** Features that a name begins with, the longer ones first. */
const features = [
  'junos-vmhost-install-usb',
  'junos-vmhost-install-net',
  'junos-vmhost-install',
  'junos-evo-install',
  'junos-install-media-usb',
  'junos-install-media-net',
  'junos-install',
  'junos-media',
  'junos-boot',
  'junos',
  'jinstall-host',
  'jinstall64',
  'jinstall',
  'install-media',
  'vmx-bundle',
  'jbundle',
  'jloader',
  'media',
  'jam',
] as const;

/** What stands before the release: the feature, then platform and processor. Where a release begins: `-21.4R3`, `-15.1X49`. */
const releaseAt = /(?:^|-)(?=\d{1,2}\.\d[rfxabi]\d|\d{1,2}\.\d-\d{8}|x\d{1,3}-\d{8})/i;
const extension = /\.(?:tgz|tar\.gz|tar|img\.gz|img|iso|qcow2|vmdk|ova|vhdx|gz)$/i;
const processor = /(?:^|-)(x86-64|x86-32|arm-64|arm-32|i386|amd64|ppc)(?=-|$)/i;
/** A list of digests or a signature beside a package is no package. */
const besides = /\.(?:md5|sha\d*|sig|asc|txt|log|conf|xml|json)$/i;
const container = /(?:^|-)(crpd|csrx)(?=-|$)/;
const virtual = /^(vsrx3|vsrx|vmx|vrr|vqfx|vjunos-?[a-z]*|vptx|vbng)/i;

/** Parts of Junos that are not the operating system: installed beside or inside it. */
const component =
  /^(?:os|py|host|jroute|jpfe|jkernel|jcrypto|jdocs|jweb|jswitch|jbase|jsd|jmacsec|jmpc|jail|jdim|fips|sflow|jphone|jidp|jpfe|jinsight|junos-(?:libs|net|runtime|platform|modules|daemons|routing|dp|redis|telemetry|py|openconfig|probe|appsecure|na|l2|idp|ike|pppoe|jail|dhcp|sdk|ssd|simcard|fips|vrr)\b)/i;

/**
 * Package and image names of Junos: `jinstall-ex-2200-12.3R12-S21-domestic-signed.tgz`. A name without an extension is
 * that of a package that is installed (`show version`, `show system software`), one with an extension a file.
 * `builder_junos_151_f6_s7` at the end of a component tells the release it was built for.
 */
export function junosImage(file: string, parse: VersionScheme['parse']): ImageName {
  const base = baseName(file);
  if (base === null || besides.test(base)) return imageName(file, {});
  const name = givenName(base, extension);
  const label = /\d{8}\.\d{6}_builder_.{1,60}$/i.exec(name);
  if (label !== null) {
    const built = parse(label[0].replace(extension, ''));
    return imageName(file, { version: built.ok ? built.value.canonical : null, kind: 'subpackage' });
  }
  const ending = extension.exec(name)?.[0].toLowerCase() ?? '';
  const stem = name.slice(0, name.length - ending.length);
  const at = releaseAt.exec(stem);
  const head = (at === null ? stem : stem.slice(0, at.index)).toLowerCase();
  const rest = at === null ? '' : stem.slice(at.index + at[0].length);
  const bare = virtual.test(head) || container.test(head) || head.startsWith('install-') ? head : '';
  const feature = features.find((known) => head === known || head.startsWith(`${known}-`)) ?? bare;
  if (feature === '' && !component.test(head)) return imageName(file, {});
  const read = parse(withoutDisk(rest));
  const version = read.ok ? read.value : null;
  return imageName(file, {
    version: version?.canonical ?? null,
    kind: version?.maturity === 'nightly' ? 'nightly' : kindOf(feature, head, ending),
    signature: /-(secure-signed|signed)(?=-|$)/i.exec(rest)?.[1]?.toLowerCase() ?? null,
    platform: platformOf(feature, head),
    featureSet: feature === '' ? null : feature,
  });
}

/** `19.4R1.10-re-qemu`: the rest names the disk of a virtual machine. */
const withoutDisk = (text: string): string => text.replace(/-(?:re|pfe)(?:-(?:qemu|virtualbox|libvirt))?$/i, '');

function kindOf(feature: string, head: string, ending: string): string {
  if (container.test(head)) return 'container';
  if (component.test(head)) return 'subpackage';
  if (feature === 'jam') return 'addon';
  if (feature === 'junos-boot' || feature === 'jloader') return 'boot';
  if (feature === 'vmx-bundle' || feature === 'jbundle') return 'bundle';
  if (/^\.(?:qcow2|vmdk|ova|vhdx)$/.test(ending)) return 'vm';
  if (feature.endsWith('-usb') || feature === 'install-media' || ending.startsWith('.img')) return 'usb';
  return ending === '' ? 'package' : 'system';
}

/** `ex-2200`, `qfx-5e`, `srxsme`; `jinstall` alone is for M, MX and T; a package for PCs is named after its processor. */
function platformOf(feature: string, head: string): string | null {
  const contained = container.exec(head)?.[1];
  if (contained !== undefined) return contained;
  if (component.test(head)) return null;
  const rest = head.slice(feature.length).replace(/^-/, '');
  const machine = virtual.exec(feature.startsWith('v') ? head : rest)?.[0];
  if (machine !== undefined) return machine;
  const cpu = processor.exec(rest)?.[1] ?? null;
  const named = cpu === null ? rest : rest.replace(processor, '').replace(/^-/, '');
  if (named !== '') return named;
  if (cpu !== null) return cpu.replace(/-(?:64|32)$/, '');
  return feature.startsWith('jinstall') ? 'm-mx-t' : null;
}
