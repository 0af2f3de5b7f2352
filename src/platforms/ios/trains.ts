import { letterRank } from '../shared/version-kit.ts';

/**
 * The line of a train, and the lineage in which trains may be compared.
 *
 * Mainline, T and M are one lineage: 12.4T went on as 15.0M, and in 15.x each M release closes the T releases before
 * it. SXA to SXJ and then SY are successive code of the Catalyst 6500; SE and SG are the Catalyst 3000 and 4500; E of
 * 15.x is the switches after SE. E, S and SY of 12.x ran on other hardware than their namesakes of 15.x and are only
 * ordered in themselves, like every train that is not named here.
 */
export function lineOf(
  major: number,
  minor: number,
  letters: string,
): { readonly line: string; readonly lineage: string } {
  const train = `${major}.${minor}${letters}`;
  if (letters === '') return { line: 'mainline', lineage: 'mainline/T/M' };
  if (letters === 'T' || letters === 'M') return { line: 'M/T', lineage: 'mainline/T/M' };
  if (/^SX[A-J]?$/.test(letters)) return { line: 'SX/SY', lineage: 'SX/SY' };
  if (letters === 'SY') {
    return major === 12 && minor === 0 ? { line: 'SY', lineage: train } : { line: 'SX/SY', lineage: 'SX/SY' };
  }
  if (letters === 'E' || letters === 'S') return { line: letters, lineage: major === 15 ? letters : train };
  if (letters === 'SE' || letters === 'SG') return { line: letters, lineage: letters };
  if (/^[XYZ]/.test(letters)) return { line: 'X-special', lineage: train };
  return { line: letters.startsWith('J') ? 'wireless' : letters, lineage: train };
}

/** The third letter of SXA to SXJ ranks before the rebuild (SXH8 < SXI), and SY after all of them. Nowhere else. */
export function trainLetterRank(letters: string): number {
  if (letters === 'SY') return 27;
  return /^SX[A-J]$/.test(letters) ? letterRank(letters[2]) : 0;
}
