import type { ImageName, VersionScheme } from '../../core/version.ts';
import { baseName, givenName, imageName } from '../shared/image-file.ts';

/** `FGT_60F-v7.2.5.F-build1517-FORTINET.out`: platform, version, F or M, build. The end may be cut or renamed. */
const upload =
  /^((?:fgt|fwf|fgr|ffw|fg|f\d)[a-z0-9_]{0,30})-v(\d[\d.]{0,10}?)(?:\.([fm]))?-build(\d{1,6})(?:-f[a-z]{0,7}(?:\.[a-z0-9.]{1,20})?)?$/i;

/** `FGT3KD-6.02-FW-build1190-201216`, as `diagnose sys flash list` prints it; its numbers are those of a branch. */
const partition = /^((?:fgt|fwf|fgr|ffw|fg|f\d)[a-z0-9_]{0,30})-\d{1,2}(?:\.\d{1,3}){1,2}-fw-build\d{1,6}(?:-\d{6})?$/i;

/** Other products of the maker end in `-FORTINET.out` too: FortiADC, FortiAnalyzer, FortiManager, FortiSwitch, … */
const otherProduct =
  /^(?:fad|faz|fmg|fml|fac|fwb|fsw|s\d{3}|fap|fp\d|fsa|fct|fch|fds|fis|fdd|fpx|fai|fsm)[a-z0-9_]*-.*fortinet|^forticlient/i;

const machineDisk = /\.(?:qcow2|ovf|ova|vmdk|vhd|vhdx|hyperv\.zip|kvm\.zip|ovf\.zip|xen\.zip)$/i;

/** A list of digests beside an image is no image. */
const checksum = /\.(?:md5|sha\d*|txt|sig)$/i;

/**
 * Image names of FortiOS. Names without three numbers (`-v6-build0272-`, `-v6.M-`, `6.02-FW`) leave the version to a
 * table of builds; such tables contradict each other, so the version is null.
 */
export function fortiosImage(file: string, parse: VersionScheme['parse']): ImageName {
  const base = baseName(file);
  if (base === null) return imageName(file, {});
  const name = givenName(base, /\.out$/i);
  const match = checksum.test(name) ? null : upload.exec(name);
  if (match !== null) {
    const [, platform = '', numbers = '', mark] = match;
    const read = parse(`v${numbers}${mark === undefined ? '' : `.${mark}`}`);
    const version = read.ok ? read.value.canonical : null;
    return imageName(file, {
      version,
      kind: machineDisk.test(name) ? 'vm' : 'system',
      platform: platform.toUpperCase(),
    });
  }
  const listed = partition.exec(name)?.[1];
  if (listed !== undefined) return imageName(file, { kind: 'system', platform: listed.toUpperCase() });
  return imageName(file, otherProduct.test(name) ? { kind: 'other-product' } : {});
}
