import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** A public host key as `known_hosts` writes it: type and base64 of the wire form. */
export type HostKey = { readonly type: string; readonly base64: string };

type Entry = {
  /** Written before the key; a hashed name stands alone. */
  readonly patterns: readonly string[];
  readonly revoked: boolean;
  readonly key: HostKey;
};

/** The content of a `known_hosts` file. Plain names are indexed: an inventory of thousands looks up each once. */
export type KnownHosts = {
  readonly byName: ReadonlyMap<string, readonly Entry[]>;
  /** Hashed names and patterns, which have to be tried one by one. */
  readonly others: readonly Entry[];
  /** Lines that were not understood, e.g. `line 7: certificate authorities are not supported`. */
  readonly problems: readonly string[];
};

export type PinnedKeys = { readonly accepted: readonly HostKey[]; readonly revoked: readonly HostKey[] };

/**
 * Reads the OpenSSH format (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT): plain, hashed (`|1|salt|hash`) and wildcard names,
 * `[host]:port`, `!` exclusions, `@revoked`, comments. `@cert-authority` is refused as a problem: a certificate names
 * no key that could be pinned. A line that cannot be read never hides the others.
 */
export function parseKnownHosts(text: string): KnownHosts {
  const byName = new Map<string, Entry[]>();
  const others: Entry[] = [];
  const problems: string[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    const fields = line.trim().split(/[ \t]+/);
    if (fields[0] === undefined || fields[0] === '' || fields[0].startsWith('#')) continue;
    const marker = fields[0].startsWith('@') ? fields.shift() : undefined;
    const [names, type, base64] = fields;
    if (marker !== undefined && marker !== '@revoked') {
      problems.push(`line ${index + 1}: marker ${marker} is not supported`);
      continue;
    }
    if (names === undefined || type === undefined || base64 === undefined || !isKey(type, base64)) {
      problems.push(`line ${index + 1}: not "names type key"`);
      continue;
    }
    const entry: Entry = {
      patterns: names.toLowerCase().split(','),
      revoked: marker !== undefined,
      key: { type, base64 },
    };
    if (names.startsWith('|')) others.push({ ...entry, patterns: [names] });
    else if (/[*?!]/.test(names)) others.push(entry);
    else for (const name of entry.patterns) byName.set(name, [...(byName.get(name) ?? []), entry]);
  }
  return { byName, others, problems };
}

/**
 * The keys for an address: those of `[host]:port`, or where there are none those of the bare host, as OpenSSH does.
 * A key that is revoked for the host is never accepted, wherever else it stands.
 */
export function pinnedKeys(hosts: KnownHosts, host: string, port: number): PinnedKeys {
  const bare = host.toLowerCase();
  const withPort = hostName(host, port);
  const entries = entriesFor(hosts, withPort);
  const all = entries.length > 0 || withPort === bare ? entries : entriesFor(hosts, bare);
  const revoked = all.filter((entry) => entry.revoked).map((entry) => entry.key);
  const accepted = all
    .filter((entry) => !entry.revoked && !revoked.some((key) => key.base64 === entry.key.base64))
    .map((entry) => entry.key);
  return { accepted, revoked };
}

/** `host` for port 22, else `[host]:port`; lower case. */
export function hostName(host: string, port: number): string {
  return (port === 22 ? host : `[${host}]:${port}`).toLowerCase();
}

export const knownHostsLine = (host: string, port: number, key: HostKey): string =>
  `${hostName(host, port)} ${key.type} ${key.base64}\n`;

/** The key in the wire form that the handshake gives; its type is the first string in it. Null for garbage. */
export function hostKeyOf(blob: Buffer): HostKey | null {
  if (blob.length < 4) return null;
  const length = blob.readUInt32BE(0);
  if (length > 64 || 4 + length > blob.length) return null;
  return { type: blob.toString('latin1', 4, 4 + length), base64: blob.toString('base64') };
}

/** OpenSSH's form, e.g. `SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU`. */
export function fingerprint(key: HostKey): string {
  const digest = createHash('sha256').update(Buffer.from(key.base64, 'base64')).digest('base64');
  return `SHA256:${digest.replace(/=+$/, '')}`;
}

/** The pinned keys of a run: read once, then asked synchronously, so that a verifier never has to wait. */
export type KnownHostsFile = {
  readonly keysFor: (host: string, port: number) => PinnedKeys;
  /** Records a key of a host that had none. Later lookups see it at once; the file is written behind. */
  readonly pin: (host: string, port: number, key: HostKey) => void;
  /** Waits until every pinned key is in the file. Rejects where it could not be written. */
  readonly flush: () => Promise<void>;
  readonly problems: readonly string[];
};

/** An absent file is an empty one; it is made when the first key is pinned. */
export async function openKnownHosts(path: string): Promise<KnownHostsFile> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  });
  const needsLineEnd = text !== '' && !text.endsWith('\n');
  let first = true;
  return knownHostsStore(text, async (line) => {
    await mkdir(dirname(path), { recursive: true });
    await appendFile(path, first && needsLineEnd ? `\n${line}` : line);
    first = false;
  });
}

/** Pinned keys from a text; `append` gets each new line, one after the other. */
export function knownHostsStore(text: string, append: (line: string) => Promise<void>): KnownHostsFile {
  let hosts = parseKnownHosts(text);
  const problems = hosts.problems;
  let writing: Promise<void> = Promise.resolve();
  return {
    keysFor: (host, port) => pinnedKeys(hosts, host, port),
    pin(host, port, key) {
      const name = hostName(host, port);
      const entry: Entry = { patterns: [name], revoked: false, key };
      const byName = new Map(hosts.byName);
      byName.set(name, [...(byName.get(name) ?? []), entry]);
      hosts = { ...hosts, byName };
      writing = writing.then(() => append(knownHostsLine(host, port, key)));
      writing.catch(() => undefined);
    },
    flush: () => writing,
    problems,
  };
}

function entriesFor(hosts: KnownHosts, name: string): readonly Entry[] {
  const plain = hosts.byName.get(name) ?? [];
  const tried = hosts.others.filter(({ patterns }) => matches(patterns, name));
  return tried.length === 0 ? plain : [...plain, ...tried];
}

function matches(patterns: readonly string[], name: string): boolean {
  const first = patterns[0] ?? '';
  if (first.startsWith('|')) return matchesHashed(first, name);
  const excluded = patterns.some((pattern) => pattern.startsWith('!') && matchesGlob(pattern.slice(1), name));
  return !excluded && patterns.some((pattern) => !pattern.startsWith('!') && matchesGlob(pattern, name));
}

/** `|1|base64(salt)|base64(HMAC-SHA1(salt, name))`. */
function matchesHashed(pattern: string, name: string): boolean {
  const [, magic, salt, hash] = pattern.split('|');
  if (magic !== '1' || salt === undefined || hash === undefined) return false;
  const expected = Buffer.from(hash, 'base64');
  const actual = createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest();
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}

/** `*` and `?` only; compared by hand, since a pattern of stars would make a regular expression slow. */
function matchesGlob(pattern: string, name: string): boolean {
  let star = -1;
  let mark = 0;
  let p = 0;
  let n = 0;
  while (n < name.length) {
    if (p < pattern.length && (pattern[p] === '?' || pattern[p] === name[n])) {
      p += 1;
      n += 1;
    } else if (pattern[p] === '*') {
      star = p;
      mark = n;
      p += 1;
    } else if (star >= 0) {
      p = star + 1;
      mark += 1;
      n = mark;
    } else return false;
  }
  while (pattern[p] === '*') p += 1;
  return p === pattern.length;
}

/** The blob inside must begin with the type that the line names. */
function isKey(type: string, base64: string): boolean {
  return /^[A-Za-z0-9+/]+={0,2}$/.test(base64) && hostKeyOf(Buffer.from(base64, 'base64'))?.type === type;
}
