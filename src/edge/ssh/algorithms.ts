import type { Algorithms, CipherAlgorithm, KexAlgorithm, MacAlgorithm, ServerHostKeyAlgorithm } from 'ssh2';
import type { AlgorithmProfile } from '../../core/inventory.ts';

/**
 * What each profile offers, strong first (platforms.md 2). `modern` is the library's own offer; the others append to
 * it, so that a current device behind an old setting still gets a current algorithm. Names that OpenSSL 3 has no
 * provider for (arcfour, blowfish, cast128) are in none of them.
 */
const additions: Readonly<
  Record<
    AlgorithmProfile,
    {
      readonly kex: readonly KexAlgorithm[];
      readonly hostKeys: readonly ServerHostKeyAlgorithm[];
      readonly ciphers: readonly CipherAlgorithm[];
      readonly macs: readonly MacAlgorithm[];
    }
  >
> = {
  modern: { kex: [], hostKeys: [], ciphers: [], macs: [] },
  compat: {
    kex: ['diffie-hellman-group14-sha1', 'diffie-hellman-group-exchange-sha1'],
    hostKeys: [],
    ciphers: ['aes128-cbc', 'aes192-cbc', 'aes256-cbc'],
    macs: [],
  },
  legacy: {
    kex: ['diffie-hellman-group14-sha1', 'diffie-hellman-group-exchange-sha1', 'diffie-hellman-group1-sha1'],
    hostKeys: ['ssh-dss'],
    ciphers: ['aes128-cbc', 'aes192-cbc', 'aes256-cbc', '3des-cbc'],
    macs: ['hmac-md5', 'hmac-sha1-96', 'hmac-md5-96'],
  },
};

const defaultHostKeys: readonly ServerHostKeyAlgorithm[] = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'rsa-sha2-512',
  'rsa-sha2-256',
  'ssh-rsa',
];

/** Signature algorithms by the type of the key that makes them: one RSA key signs in three ways. */
const signaturesOf = (keyType: string): readonly string[] =>
  keyType === 'ssh-rsa' ? ['rsa-sha2-512', 'rsa-sha2-256', 'ssh-rsa'] : [keyType];

/** Host key algorithms of a profile, in the order of preference. */
export function hostKeyAlgorithms(profile: AlgorithmProfile): readonly ServerHostKeyAlgorithm[] {
  return [...defaultHostKeys, ...additions[profile].hostKeys];
}

/**
 * The offer to a server of which keys of `pinnedTypes` are pinned; with none pinned, every type of the profile.
 * Only types with a pin are offered: a device with an RSA and an ECDSA key would else show the one that is not pinned.
 * Empty where the profile has none of the pinned types; the caller must not connect with that.
 */
export function offeredHostKeys(
  profile: AlgorithmProfile,
  pinnedTypes: readonly string[],
): readonly ServerHostKeyAlgorithm[] {
  const all = hostKeyAlgorithms(profile);
  if (pinnedTypes.length === 0) return all;
  const usable = new Set(pinnedTypes.flatMap(signaturesOf));
  return all.filter((name) => usable.has(name));
}

export function algorithmOptions(profile: AlgorithmProfile, hostKeys: readonly ServerHostKeyAlgorithm[]): Algorithms {
  const { kex, ciphers, macs } = additions[profile];
  return {
    serverHostKey: [...hostKeys],
    kex: { append: [...kex], prepend: [], remove: [] },
    cipher: { append: [...ciphers], prepend: [], remove: [] },
    hmac: { append: [...macs], prepend: [], remove: [] },
    compress: ['none'],
  };
}

/** The weakest profile that an operator would have to allow for one of `offered`; null where none has it. */
export function profileWith(
  part: 'kex' | 'ciphers' | 'macs' | 'hostKeys',
  offered: readonly string[],
): AlgorithmProfile | null {
  const has = (profile: AlgorithmProfile): boolean => additions[profile][part].some((name) => offered.includes(name));
  if (has('compat')) return 'compat';
  return has('legacy') ? 'legacy' : null;
}
