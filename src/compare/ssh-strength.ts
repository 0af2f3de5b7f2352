export const algorithmParts = ['kex', 'hostKeys', 'ciphers', 'macs'] as const;
export type AlgorithmPart = (typeof algorithmParts)[number];

/**
 * How strong an SSH algorithm is: 0 must not be used, 1 should not, 2 is sound, 3 is the best that is in use. The first
 * pattern that fits decides. Sources: RFC 9142 (key exchange: SHA-1 below SHA-2, 1024-bit groups and keys lowest),
 * RFC 8758 (arcfour), RFC 8332 (SHA-2 for RSA keys), RFC 4344 and 5647 (counter modes, GCM), RFC 6668 (SHA-2 MACs); the
 * lists of platforms.md 2. What has no row has no rank.
 */
const ranks: Readonly<Record<AlgorithmPart, readonly (readonly [RegExp, 0 | 1 | 2 | 3])[]>> = {
  kex: [
    [/^(?:diffie-hellman-group1-sha1|rsa1024-sha1)$/, 0],
    [/^(?:diffie-hellman-group(?:14|-exchange)-sha1|gss-\S{1,60}-sha1-\S{1,60})$/, 1],
    [/^(?:diffie-hellman-group(?:14|16|18|-exchange)-sha(?:256|512)|ecdh-sha2-nistp\d{3}|rsa2048-sha256)$/, 2],
    [/^(?:curve25519-sha256(?:@libssh\.org)?|curve448-sha512|(?:sntrup761x25519|mlkem768x25519)-\S{1,40})$/, 3],
  ],
  hostKeys: [
    [/^ssh-dss(?:-\S{1,60})?$/, 0],
    [/^ssh-rsa(?:-\S{1,60})?$/, 1],
    [
      /^(?:rsa-sha2-(?:256|512)|x509v3-(?:rsa2048-sha256|ecdsa-sha2-nistp\d{3})|ecdsa-sha2-nistp\d{3})(?:-\S{1,60})?$/,
      2,
    ],
    [/^(?:sk-)?ssh-(?:ed25519|ed448)(?:-\S{1,60}|@\S{1,60})?$/, 3],
  ],
  ciphers: [
    [/^(?:none|arcfour\d{0,3}|des-cbc(?:@\S{1,40})?)$/, 0],
    [/^(?:3des|aes(?:128|192|256)|blowfish|cast128|twofish\d{0,3}|serpent\d{0,3}|rijndael)-(?:cbc|ctr@\S{1,40})$/, 1],
    [/^rijndael-cbc@\S{1,40}$/, 1],
    [/^aes(?:128|192|256)-ctr$/, 2],
    [/^(?:aes(?:128|256)-gcm(?:@openssh\.com)?|AEAD_AES_(?:128|256)_GCM|chacha20-poly1305(?:@openssh\.com)?)$/, 3],
  ],
  macs: [
    [/^(?:none|hmac-md5(?:-96)?(?:-etm@openssh\.com)?)$/, 0],
    [
      /^(?:hmac-sha1(?:-96)?(?:-etm@openssh\.com)?|hmac-ripemd160(?:@openssh\.com|-etm@openssh\.com)?|umac-64\S{0,20})$/,
      1,
    ],
    [/^(?:hmac-sha2-(?:256|512)(?:-96)?|umac-128@openssh\.com)$/, 2],
    [/^(?:hmac-sha2-(?:256|512)-etm@openssh\.com|umac-128-etm@openssh\.com|AEAD_AES_(?:128|256)_GCM)$/, 3],
  ],
};

/** Null: a name without a rank. */
export function strengthOf(part: AlgorithmPart, name: string): 0 | 1 | 2 | 3 | null {
  return ranks[part].find(([pattern]) => pattern.test(name))?.[1] ?? null;
}
