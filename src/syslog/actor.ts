/** Who did it, on which line, from where. */
export type Actor = { readonly user: string | null; readonly tty: string | null; readonly source: string | null };

const nobody: Actor = { user: null, tty: null, source: null };
const on = /^ {0,2}on (\S{1,128}?)(?= |\.? ?$|, |\. )(?: \(([^()]{1,128})\))?/;
const localLine = /^(?:console\d*|vty\d*|tty\d+|aux\d*)$/i;

/**
 * Reads `by USER on LINE (ADDRESS)` in the forms of the Cisco family and EOS: `by console`, `by vty2 (ADDRESS)`, `by  on vty0 (EEM:name)`,
 * `by admin on 192.0.2.1@pts/0`, `by admin on GNMI (192.0.2.1:57388)`. `by` must be the index of the word after "by ".
 */
export function readActor(text: string, by: number): Actor {
  const rest = text.slice(by, by + 512);
  let end = rest.search(/[ ,]|\.(?: |$)/);
  if (end === -1) end = rest.length;
  const name = rest.slice(0, end);
  const place = on.exec(rest.slice(end));
  if (place === null) {
    if (localLine.test(name)) {
      const from = /^ \(([^()]{1,128})\)/.exec(rest.slice(end))?.[1];
      return { user: null, tty: name, source: actorAddress(from) };
    }
    // Two words without "on" name a process ("Delayed Reload"), one word a user.
    return /^ \w/.test(rest.slice(end)) || name === '' ? nobody : { user: name, tty: null, source: null };
  }
  const line = place[1] ?? '';
  const split = line.indexOf('@');
  const from = split > 0 ? line.slice(0, split) : actorAddress(place[2]);
  return { user: name === '' ? null : name, tty: split > 0 ? line.slice(split + 1) : line, source: from };
}

/** `192.0.2.1:57388` and `[2001:db8::1]:57388` without their port; names of this very device are nobody's address. */
export function actorAddress(text: string | undefined): string | null {
  if (text === undefined || text === '' || text === 'localhost') return null;
  return (
    /^(\d{1,3}(?:\.\d{1,3}){3})(?::\d{1,5})?$/.exec(text)?.[1] ??
    /^\[([0-9a-f:.]{2,45})\](?::\d{1,5})?$/i.exec(text)?.[1] ??
    text
  );
}
