import type { ImageName, VersionScheme } from '../../core/version.ts';
import { baseName, givenName, imageName } from '../shared/image-file.ts';

const firewall = /^panos_([a-z0-9]{1,16})-(\d.{0,40})$/i;
const manager = /^panorama(?:_(?:pc|m|vm)|-(?:esx|kvm|hpv|aws|azu|gcp|xen))-(\d.{0,40})$/i;
const machine = /^pa-vm-([a-z]{2,8})-(\d.{0,40})$/i;
const extension = /\.(?:qcow2|ova|vhdx|vhd|xva|tgz|img)$/i;

/** Content, agents and add-ons that lie in the same folders. */
const otherProduct = /^(?:panupv\d|globalprotect|pangp|wildfire|pan_gp|userid|ta_agent|ua(?:install)?-)/i;

/** Image names of PAN-OS: `PanOS_5200-10.2.9-h1`; `Panorama_pc-` is the manager, `PA-VM-KVM-` a virtual machine. */
export function panosImage(file: string, parse: VersionScheme['parse']): ImageName {
  const name = baseName(file);
  if (name === null) return imageName(file, {});
  const stem = givenName(name, extension).replace(extension, '');
  const [, hardware = '', rest] = firewall.exec(stem) ?? [];
  if (rest !== undefined) {
    const platform = (/^\d/.test(hardware) ? `pa-${hardware}` : hardware).toLowerCase();
    return told(file, parse, rest, { kind: 'system', platform, featureSet: 'PanOS' });
  }
  const managed = manager.exec(stem)?.[1];
  if (managed !== undefined) {
    return told(file, parse, managed, { kind: 'panorama', platform: 'panorama', featureSet: 'Panorama' });
  }
  const virtual = machine.exec(stem)?.[2];
  if (virtual !== undefined) return told(file, parse, virtual, { kind: 'vm', platform: 'vm', featureSet: 'PA-VM' });
  return imageName(file, otherProduct.test(stem) ? { kind: 'other-product' } : {});
}

type Told = { readonly kind: string; readonly platform: string; readonly featureSet: string };

function told(file: string, parse: VersionScheme['parse'], text: string, rest: Told): ImageName {
  const read = parse(text);
  if (!read.ok) return imageName(file, rest);
  const { canonical: version, maturity } = read.value;
  const unreleased = maturity === 'beta' ? 'beta' : maturity === 'custom' ? 'engineering' : rest.kind;
  return imageName(file, { ...rest, version, kind: unreleased });
}
