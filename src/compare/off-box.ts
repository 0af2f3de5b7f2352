import type { ImageFacts } from '../core/facts.ts';
import type { Case, Draft, Sight } from './case.ts';
import { bootPathFiles } from './digests.ts';
import { fileName, normalPath } from './trusted-files.ts';

/**
 * The device's own digest against ours over the bytes that it gave away: it computes rightly, or it lies (X12). A
 * difference counts where both were computed twice and the file was the same all the while; it needs no trusted value,
 * so that it holds for images that the device rewrote as well.
 */
export function seeOffBox(c: Case): Sight {
  const compared = c.facts.images.flatMap((image) => {
    const pair = digestPair(image);
    return pair === null ? [] : [{ image, ...pair }];
  });
  const drafts = compared
    .filter(({ image, device, own }) => device.value !== own.value && image.offBox?.rounds === 2)
    .map(
      ({ image, device, own }): Draft => ({
        type: 'device-hash-lies',
        member: memberOf(c, image),
        subject: fileName(image.path),
        expected: `${own.algorithm} ${own.value}, of the ${image.offBox?.bytes} bytes that were read from it`,
        observed: `${device.algorithm} ${device.value} (computed by the device over the same file, twice)`,
        evidence: c.commandsOf('hash'),
      }),
    );
  const seen = c.members.flatMap((member) => {
    const { id } = member.facts;
    const own = compared.filter(({ image }) => memberOf(c, image) === id);
    const files = bootPathFiles(c, member);
    const all = files.every((path) => own.some(({ image }) => normalPath(image.path) === normalPath(path)));
    const agrees = own.length > 0 && own.every(({ device, own: ours }) => device.value === ours.value);
    return all && agrees ? [{ type: 'device-hash-lies' as const, member: id }] : [];
  });
  return { drafts, seen, missing: [] };
}

const memberOf = (c: Case, { member }: ImageFacts): string | null => member ?? c.members[0]?.facts.id ?? null;

type Digest = ImageFacts['digests'][number];

/** The digests of both sides in an algorithm that both have; null where the file was not read off the box, or not whole. */
function digestPair({ digests, offBox }: ImageFacts): { readonly device: Digest; readonly own: Digest } | null {
  if (offBox === undefined) return null;
  for (const device of digests) {
    if (device.computedBy !== 'device') continue;
    const own = digests.find(({ computedBy, algorithm }) => computedBy === 'offbox' && algorithm === device.algorithm);
    if (own !== undefined) return { device, own };
  }
  return null;
}
