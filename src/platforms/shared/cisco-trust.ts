import type { TrustFact } from '../../core/facts.ts';
import type { MemberSketch } from './cisco-member-sketch.ts';
import { type Fields, listField, textField } from './read-kit.ts';

/**
 * Image types that the device prints of its running software, and the switch to accept development keys. `Production` and
 * `Release` are what customers run. `Allow Dev Key: yes` is the default of several Catalysts and decides nothing.
 */
export function trustFacts(authenticity: Fields, members: readonly MemberSketch[]): readonly TrustFact[] {
  const types = listField(authenticity, 'signatures').flatMap((signature): TrustFact[] => {
    const value = textField(signature, 'image_type');
    const subject = textField(signature, 'name') ?? 'running image';
    return value === null
      ? []
      : [{ what: 'image-type', subject, value, good: /^(?:production|release)\b/i.test(value) }];
  });
  const keys = members.flatMap((member): TrustFact[] => {
    const allowed = member.boot['allow_dev_key'];
    if (typeof allowed !== 'boolean') return [];
    return [
      { what: 'dev-key-allowed', subject: member.id, value: allowed ? 'yes' : 'no', good: allowed ? null : true },
    ];
  });
  return [...types, ...serials(authenticity), ...keys];
}

/** Serial numbers of the certificates that signed the running image and, under its path, the stored file. */
export const serials = (authenticity: Fields): readonly TrustFact[] =>
  listField(authenticity, 'signatures').flatMap((signature): TrustFact[] => {
    const value = textField(signature, 'certificate_serial');
    const name = textField(signature, 'name');
    return value === null || name === null
      ? []
      : [{ what: 'certificate-serial', subject: name, value: value.toUpperCase(), good: null }];
  });

/**
 * Version of the loader: of `BOOTLDR:` on switches, of `ROM:` on routers. A line that only names the loader
 * (`IOS-XE ROMMON`) tells none; the boot helper of a chassis, itself an IOS image, is not the loader.
 */
export function bootloaderVersion(version: Fields): string | null {
  const lines = [textField(version, 'bootloader'), textField(version, 'rommon')].filter((line) => line !== null);
  const loader =
    lines.find((line) => /^(?:System Bootstrap|\S+ Boot Loader)\b/i.test(line)) ??
    lines.find((line) => /^\d/.test(line));
  return /(?:Version )?(\d[^\s,]*)/.exec(loader?.replace(/^.*?Version /, '') ?? '')?.[1] ?? null;
}
