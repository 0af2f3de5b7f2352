import { hexDigest, imagePath } from '../../core/brands.ts';
import type { CodeRegion, DeviceFacts, DigestFact } from '../../core/facts.ts';
import type { Want } from '../platform.ts';
import { ciscoForms } from '../shared/cisco-commands.ts';
import { readRegions } from '../shared/cisco-members.ts';
import { readVerify } from '../shared/cisco-verify.ts';
import { type Asking, ask, replyOf } from '../shared/collect-kit.ts';
import { type Fields, listField, numberField, textField } from '../shared/read-kit.ts';

/**
 * Models whose code in memory is hashed as well, with the series that they belong to: the ones that the implant SYNful
 * Knock was found on (1841, 2811, 3825; reports of 2015). Elsewhere the digest costs the device more than it tells.
 */
const hashedModels: readonly RegExp[] = [/^(?:CISCO)?18\d\d\b/i, /^(?:CISCO)?28\d\d\b/i, /^(?:CISCO)?38\d\d\b/i];

/** Where the code of the running system is to be read as a file. */
const textFile = 'system:memory/text';

/**
 * Whether the code of the running system is write-protected: the row `main:text`, class `IText`, must be `R/O`; an image
 * that was patched in memory made it writable. Source: the vendor's forensic procedures for IOS.
 */
export function* askMemory(
  version: Fields,
  want: Want,
): Asking<Pick<DeviceFacts, 'codeRegions' | 'runtimeText' | 'knownImplant'>> {
  const model = textField(version, 'model');
  const known = hashedModels.some((pattern) => pattern.test(model ?? ''));
  const target = known ? { knownImplant: 'SYNful Knock' } : {};
  const reply = yield* ask(ciscoForms.region.with(), readRegions);
  if (reply.gap !== null)
    return { codeRegions: null, runtimeText: known ? yield* askText(null, want) : null, ...target };
  const shown = listField(reply.fields, 'regions');
  const code = shown.filter((region) => /:text$/i.test(textField(region, 'name') ?? ''));
  const codeRegions = code.map((region): CodeRegion => {
    const name = textField(region, 'name') ?? '';
    return {
      name,
      writable: /^r\/w$/i.test(textField(region, 'media') ?? ''),
      command: reply.command,
      line:
        reply.text
          .split('\n')
          .find((line) => line.trimEnd().endsWith(name))
          ?.trim()
          .slice(0, 200) ?? name,
    };
  });
  const sizeBytes = code.map((region) => numberField(region, 'size')).find((size) => size !== null) ?? null;
  return { codeRegions, runtimeText: known ? yield* askText(sizeBytes, want) : null, ...target };
}

function* askText(sizeBytes: number | null, want: Want): Asking<DigestFact | null> {
  const path = imagePath(textFile);
  if (path === null || want.runtimeText !== true) return null;
  const command = ciscoForms.md5.with(path);
  const answer = yield { command, purpose: 'hash', sizeBytes };
  const { fields, gap } = replyOf(answer, command, readVerify);
  const [digest] = listField(fields, 'digests');
  if (gap !== null || digest === undefined || textField(digest, 'algo') !== 'md5') return null;
  const value = hexDigest('md5', textField(digest, 'digest') ?? '');
  return value.ok ? { algorithm: 'md5', value: value.value } : null;
}
