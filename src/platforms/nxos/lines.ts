/** Where releases of these numbers and train letters run, and what they can be compared with. */
export type NxosLine = { readonly line: string; readonly lineage: string };

const lineOfLetters: Readonly<Record<string, string>> = {
  I: 'n9k',
  IMG: 'n9k',
  F: 'n9k-r',
  U: 'n3k',
  A: 'n3500',
  N: 'n5k',
};

/**
 * The line of a release, or a sentence why there is none.
 *
 * Nexus 9000 and 3000 go from 7.0(3)I over 9.2 and 9.3 to 10.x; 7.0(3)F is its R-series; U, A and N are Nexus 3000, 3500
 * and 5000/6000. D1, 6.2 and 8.x are Nexus 7000 and MDS, 9.4 is MDS alone, 11 to 16 are ACI switches. That 9.2 and 9.3
 * exist for MDS too cannot be seen in the number. (First commit dates of the models in YangModels; affected lists of CVE
 * records; Cisco's "IOS and NX-OS Software Reference Guide".)
 */
export function nxosLine(major: number, minor: number, letters: string): NxosLine | string {
  if (major < 4 || major > 16) return `there is no NX-OS ${major}.${minor}`;
  if (letters === '') {
    if (major === 7) return 'a release of 7.x carries its train (I, F, D1, N1)';
    const line = major > 10 ? 'aci' : major < 9 ? 'n7k-mds' : major === 9 && minor >= 4 ? 'mds' : 'n9k';
    return { line, lineage: line };
  }
  if (letters === 'D') return { line: 'n7k-mds', lineage: 'n7k-mds' };
  if (/^S[VMK]$/.test(letters)) return { line: 'n1kv', lineage: `n1kv ${letters}` };
  const known = lineOfLetters[letters];
  if (known !== undefined) return { line: known, lineage: known };
  return { line: letters.startsWith('I') ? 'n9k' : letters, lineage: `train ${letters}` };
}
