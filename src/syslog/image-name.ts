/** The file name of an image in a command or message, and the version its name shows as it is written there. */
export type NamedImage = { readonly image: string | null; readonly version: string | null };

const hint =
  /\.(?:bin|tar|pkg|swix?|tgz|iso|pie|rpm|out|img|ova|qcow2|vmdk)|-mz\.|PanOS_|Panorama_|packages\.conf|-\d+\.\d+\.\d+/i;
const separators = /[\s"'(),;[\]=<>|]+/;
const image =
  /(?:\.(?:bin|tar|pkg|swix?|tgz|rpm|out|img|ova|qcow2|vmdk)|\.(?:pie|iso|vm)(?:-\d[\w.]*)?|-mz\.[\w.-]+|^(?:PanOS|Panorama)_[\w.-]+|^packages\.conf)$/i;

/** First match wins. Source: the image names of the log corpus and of the version corpus. */
const versions: readonly RegExp[] = [
  /^[vc]?EOS[\w-]{0,24}?-(\d+\.\d+\.\d+(?:\.\d+)?[A-Z]?\d{0,2})(?=[-.]|$)/, // EOS-4.20.15M.swi, vEOS-lab-4.21.7.1M.swi
  /(?:^|[-_])(\d{2}\.\d[A-Z]\d{1,3}(?:\.\d{1,2})?(?:-[SDR]\d{1,3}(?:\.\d{1,2})?)?(?:-EVO)?)(?=[-.]|$)/, // 18.4R3-S9, 15.1X49-D170.4
  /^(?:PanOS|Panorama)_[\w-]{0,24}?-(\d+\.\d+\.\d+(?:-[hbc]\d+)?)/, // PanOS_vm-9.1.0-h2
  /-v(\d+\.\d+\.\d+)(?:\.[A-Z])?[-_.]/, // FGT_100F-v6.4.9-build1966-FORTINET.out
  /\.(\d{2}\.\d{2}\.\d{2}\w{0,3})\./, // isr4300-universalk9.16.09.05.SPA.bin
  /^nxos(?:64)?(?:-\w{1,12}){0,2}\.(\d[\w.]{2,30}?)\.bin$/, // nxos.9.3.5.bin, nxos64-cs.10.2.1.F.bin, nxos.7.0.3.I7.9.bin
  /^[nm]\d{4}-[\w-]{1,40}\.(\d[\w.]{2,30}?)\.bin$/, // n7000-s2-dk9.6.2.14.bin, n6000-uk9.7.3.1.N1.1.bin
  /[-_](\d{1,2}\.\d{1,2}\.\d{1,2})(?=$|\.(?:iso|tar|tgz|rpm)$)/, // asr9k-mini-px-5.3.4, ncs5500-mini-x-6.6.3.iso
  /\.(?:pie|iso|vm)-(\d{1,2}\.\d{1,2}\.\d{1,2})/, // asr9k-mini-px.pie-5.3.4
];

/**
 * Finds the image that a text names: the last path component of the last word with an image's ending, a system image
 * before a kickstart. The version is the text inside the name (`16.09.05`, not 16.9.5); platforms read it better with
 * their own scheme. A package without an image ending (`asr9k-mini-px-5.3.4`) gives a version only.
 */
export function namedImage(text: string): NamedImage {
  if (text.length > 4096 || !hint.test(text)) return { image: null, version: null };
  let found: string | null = null;
  let version: string | null = null;
  for (const word of text.split(separators)) {
    const name = word.slice(Math.max(word.lastIndexOf('/'), word.lastIndexOf(':')) + 1).replace(/[.,]$/, '');
    if (image.test(name)) {
      if (found !== null && /kickstart/i.test(name)) continue;
      found = name;
      version = nameVersion(name) ?? version;
    } else if (found === null && version === null && name.length > 6) version = packageVersion(name);
  }
  return { image: found, version };
}

function nameVersion(name: string): string | null {
  for (const form of versions) {
    const match = form.exec(name)?.[1];
    if (match !== undefined) return match;
  }
  return null;
}

/** `disk0:asr9k-mini-px-5.3.4`: letters, then the release at the end. Not an address, not a date. */
const packageVersion = (name: string): string | null =>
  /^[a-z][\w]*-[\w-]{2,60}-(\d{1,2}\.\d{1,2}\.\d{1,2})$/i.exec(name)?.[1] ?? null;
