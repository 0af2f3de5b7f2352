/** The largest body that is read. */
export const bodyBytes = 256 * 1024;
/** Deeper than any payload of a SIEM, shallow enough for every recursion behind it. */
const deepest = 64;

/** What is wrong with a body; `status` is that of the answer. */
export class BodyError extends Error {
  readonly statusCode: number;
  constructor(message: string) {
    super(message);
    this.name = 'BodyError';
    this.statusCode = 400;
  }
}

/**
 * Reads a JSON body. Bytes that are no UTF-8, text that is no JSON, more than 64 levels of nesting and members called
 * `__proto__` or `constructor.prototype` are refused with a `BodyError`, which holds nothing of the text.
 */
export function readJsonBody(bytes: Buffer): unknown {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new BodyError('the body is no UTF-8 text');
  }
  if (text.trim() === '') throw new BodyError('the body is empty; JSON is needed');
  if (isTooDeep(text)) throw new BodyError(`the body is nested more than ${deepest} levels deep`);
  try {
    return JSON.parse(text, refusePrototypes);
  } catch (error) {
    if (error instanceof BodyError) throw error;
    throw new BodyError('the body is no JSON');
  }
}

function refusePrototypes(key: string, value: unknown): unknown {
  const poisoned =
    key === '__proto__' ||
    (key === 'constructor' && typeof value === 'object' && value !== null && Object.hasOwn(value, 'prototype'));
  if (poisoned) throw new BodyError(`a member must not be called "${key}"`);
  return value;
}

/** Counts brackets outside strings, before anything is built from them. */
function isTooDeep(text: string): boolean {
  let depth = 0;
  let quoted = false;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (quoted) {
      if (code === 0x5c) index += 1;
      else if (code === 0x22) quoted = false;
    } else if (code === 0x22) quoted = true;
    else if (code === 0x5b || code === 0x7b) {
      depth += 1;
      if (depth > deepest) return true;
    } else if (code === 0x5d || code === 0x7d) depth -= 1;
  }
  return false;
}
