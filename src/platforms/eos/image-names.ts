import type { ImageName, VersionScheme } from '../../core/version.ts';
import { baseName, givenName, imageName } from '../shared/image-file.ts';

/** Products in the maker's capitals, by their lower case; the first that a name begins with is meant. */
const products: readonly (readonly [string, string])[] = [
  ['eos-2gb', 'system'],
  ['eos64-2gb', 'system'],
  ['eos64', 'system'],
  ['eos', 'system'],
  ['veos64-lab', 'vm'],
  ['veos-lab', 'vm'],
  ['veos', 'vm'],
  ['ceos64-lab', 'container'],
  ['ceos-lab', 'container'],
  ['ceosarm-lab', 'container'],
  ['ceos', 'container'],
  ['cloudeos64', 'cloud'],
  ['cloudeos', 'cloud'],
];

const ending = /\.(?:swi?|tar\.xz|tar|qcow2|vmdk|ova|vhd|vhdx|iso)$/i;
const extensionPackage = /\.(?:swix|rpm)$/i;
const bootLoader = /^aboot/i;

/**
 * Image names of EOS: `EOS64-4.30.2F.swi`, `cEOS-lab-4.32.3M.tar`. A name without version (`EOS.swi`, `EOS-old.swi`)
 * points to an image that only the boot information tells. Extensions (`.swix`) and Aboot count on their own.
 */
export function eosImage(file: string, parse: VersionScheme['parse']): ImageName {
  const base = baseName(file);
  if (base === null) return imageName(file, {});
  const name = givenName(base, ending);
  if (extensionPackage.test(name)) return imageName(file, { kind: 'addon' });
  if (bootLoader.test(name)) return imageName(file, { kind: 'boot' });
  const stem = name.replace(ending, '');
  const lower = stem.toLowerCase();
  const product = products.find(([known]) => lower === known || lower.startsWith(`${known}-`));
  if (product === undefined) return imageName(file, /\.swi$/i.test(name) ? { kind: 'pointer' } : {});
  const [known, kind] = product;
  const platform = capitals(known);
  const read = parse(stem.slice(known.length + 1));
  if (!read.ok) {
    if (stem === name && lower !== known) return imageName(file, {});
    return imageName(file, { kind: kind === 'system' ? 'pointer' : kind, platform });
  }
  const { canonical: version, maturity } = read.value;
  const unreleased = maturity === 'early-trial' || maturity === 'pre-release' ? 'beta' : kind;
  return imageName(file, {
    ...{ version, platform, featureSet: /64/.test(known) ? '64' : '32' },
    kind: maturity === 'engineering' ? 'engineering' : unreleased,
  });
}

const capitals = (known: string): string =>
  known.replace('eos', 'EOS').replace('cloud', 'Cloud').replace('2gb', '2GB').replace('arm', 'arm');
