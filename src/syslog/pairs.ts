const keyForm = /[A-Za-z_][\w.-]{0,63}/y;

/**
 * Reads `name=value name="value with blanks"`, separated by blanks or, where the first pair is followed by a comma, by
 * commas (FortiOS `format csv`). In quotes `\"` and `\\` are escapes. A quote that never closes takes the rest. Keeps the
 * first value of a name. `enough` may end the reading early: it is given each name before its value is read.
 */
export function readPairs(
  text: string,
  enough: (name: string, soFar: ReadonlyMap<string, string>) => boolean = () => false,
): ReadonlyMap<string, string> {
  const pairs = new Map<string, string>();
  let separator: number | null = null;
  let at = 0;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === 32 || code === 44 || code === 9) {
      separator ??= pairs.size === 1 ? code : null;
      at += 1;
      continue;
    }
    keyForm.lastIndex = at;
    if (!keyForm.test(text) || text.charCodeAt(keyForm.lastIndex) !== 61) {
      // Not a pair: go on behind the next separator, so that one odd word does not cost the rest.
      at = nextOf(text, at, separator === 44 ? ',' : ' ');
      continue;
    }
    const name = text.slice(at, keyForm.lastIndex);
    if (enough(name, pairs)) break;
    const from = keyForm.lastIndex + 1;
    let value: string;
    if (text.charCodeAt(from) === 34) {
      const to = closingQuote(text, from + 1);
      value = text.slice(from + 1, to);
      if (value.includes('\\')) value = value.replace(/\\(["\\])/g, '$1');
      at = to + 1;
    } else {
      const to = separator === 44 ? nextOf(text, from, ',') : bareEnd(text, from);
      value = text.slice(from, to);
      at = to;
    }
    if (!pairs.has(name)) pairs.set(name, value);
  }
  return pairs;
}

function nextOf(text: string, from: number, mark: string): number {
  const at = text.indexOf(mark, from);
  return at === -1 ? text.length : at;
}

/** Before the separator is known either ends a value; both are rare inside the first one, which is a date. */
function bareEnd(text: string, from: number): number {
  let at = from;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 32 || code === 44 || code === 9) break;
  }
  return at;
}

function closingQuote(text: string, from: number): number {
  for (let at = text.indexOf('"', from); at !== -1; at = text.indexOf('"', at + 1)) {
    let slashes = 0;
    while (slashes < 64 && text.charCodeAt(at - 1 - slashes) === 92 && at - 1 - slashes >= from) slashes += 1;
    if (slashes % 2 === 0) return at;
  }
  return text.length;
}
