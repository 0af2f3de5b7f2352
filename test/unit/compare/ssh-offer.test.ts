import { describe, expect, it } from 'vitest';
import { strengthOf } from '../../../src/compare/ssh-strength.ts';
import type { SshOffer } from '../../../src/core/observation.ts';
import { reason } from '../../../src/core/reason.ts';
import { day, facts, member, scene, types } from './scene.ts';

const strong: SshOffer = {
  identification: 'SSH-2.0-Example_9',
  hostKeyType: 'ssh-ed25519',
  hostKeyFingerprint: 'SHA256:abc',
  hostKey: 'as-pinned',
  kex: ['curve25519-sha256', 'ecdh-sha2-nistp256', 'ext-info-s'],
  hostKeys: ['ssh-ed25519', 'rsa-sha2-512'],
  ciphers: ['aes256-gcm@openssh.com', 'aes256-ctr'],
  macs: ['hmac-sha2-256-etm@openssh.com', 'hmac-sha2-256'],
  negotiated: null,
  profile: 'modern',
};
const seen = facts([member('17.12.04')]);
const weakened = (...offers: readonly (Partial<SshOffer> | null)[]) => {
  const s = scene();
  const judgements = [strong, ...offers].map((offer, index) =>
    s.look(seen, index * day, { ssh: offer === null ? null : { ...strong, ...offer } }),
  );
  return judgements.map((judgement) => types(judgement).includes('ssh-crypto-weakened'));
};

describe('the SSH offer', () => {
  it.each<[string, Partial<SshOffer>]>([
    ['a key exchange with SHA-1 is new', { kex: [...strong.kex, 'diffie-hellman-group14-sha1'] }],
    ['its best key exchange is gone', { kex: ['ecdh-sha2-nistp256'] }],
    ['a CBC cipher is new', { ciphers: [...strong.ciphers, 'aes128-cbc'] }],
    ['its best cipher is gone', { ciphers: ['aes256-ctr'] }],
    ['MD5 is new', { macs: [...strong.macs, 'hmac-md5'] }],
    ['DSA host keys are new', { hostKeys: [...strong.hostKeys, 'ssh-dss'] }],
    ['protocol 1 is spoken again', { identification: 'SSH-1.99-Example_9' }],
  ])('is weaker where %s; the finding stays until the offer is back', (_, weaker) => {
    expect(weakened(weaker, weaker, null, {})).toEqual([false, true, true, true, false]);
  });
  it.each<[string, Partial<SshOffer>]>([
    ['in another order', { kex: [...strong.kex].reverse(), ciphers: [...strong.ciphers].reverse() }],
    ['with more and stronger names', { kex: [...strong.kex, 'mlkem768x25519-sha256'] }],
    ['without one that has a better beside it', { kex: ['curve25519-sha256'] }],
    ['with names that have no rank', { ciphers: [...strong.ciphers, 'vendor-cipher@example'] }],
    ['from a newer server', { identification: 'SSH-2.0-Example_10' }],
  ])('%s is no weaker', (_, offer) => {
    expect(weakened(offer)).toEqual([false, false]);
  });
  it('that was not read says nothing, and does not become what is compared with', () => {
    const blank = { kex: [], hostKeys: [], ciphers: [], macs: [], identification: null };
    expect(weakened(blank, { kex: ['diffie-hellman-group14-sha1'] })).toEqual([false, false, true]);
  });
  it('that grew stronger is what the next one is held against', () => {
    expect(
      weakened({ kex: ['sntrup761x25519-sha512@openssh.com', 'curve25519-sha256'] }, { kex: ['curve25519-sha256'] }),
    ).toEqual([false, false, false]);
    expect(weakened({ kex: ['ecdh-sha2-nistp256', 'curve25519-sha256'] }, { kex: ['ecdh-sha2-nistp256'] })).toEqual([
      false,
      false,
      true,
    ]);
  });
  it('of a session that did not come to be counts too', () => {
    const s = scene();
    s.look(seen, 0, { ssh: strong });
    const failure = reason('no-common-algorithm', 'nothing in common');
    const judgement = s.look(null, day, { failure, ssh: { ...strong, kex: ['diffie-hellman-group1-sha1'] } });
    expect(types(judgement)).toContain('ssh-crypto-weakened');
    expect(judgement.verdict).toBe('noncompliant');
  });
  it('is settled by a decision: the weaker one is then the one to compare with', () => {
    const s = scene();
    const weaker = { ...strong, ciphers: ['aes256-ctr'] };
    s.look(seen, 0, { ssh: strong });
    s.look(seen, day, { ssh: weaker });
    s.decide('accept', 'ssh-crypto-weakened', 2 * day);
    expect(types(s.look(seen, 3 * day, { ssh: weaker }))).not.toContain('ssh-crypto-weakened');
    expect(types(s.look(seen, 4 * day, { ssh: { ...weaker, ciphers: ['aes256-cbc'] } }))).toContain(
      'ssh-crypto-weakened',
    );
  });
  it('is read from SSH only', () => {
    const s = scene();
    s.look(seen, 0, { ssh: strong });
    const saved = s.look(seen, day, { source: 'capture', ssh: { ...strong, ciphers: ['3des-cbc'] } });
    expect(types(saved)).not.toContain('ssh-crypto-weakened');
  });
});

describe('the strength of an algorithm', () => {
  it.each([
    [
      'kex',
      [
        'diffie-hellman-group1-sha1',
        'diffie-hellman-group14-sha1',
        'diffie-hellman-group14-sha256',
        'curve25519-sha256',
      ],
    ],
    ['hostKeys', ['ssh-dss', 'ssh-rsa', 'rsa-sha2-256', 'ssh-ed25519']],
    ['ciphers', ['arcfour', '3des-cbc', 'aes128-ctr', 'chacha20-poly1305@openssh.com']],
    ['macs', ['hmac-md5', 'hmac-sha1', 'hmac-sha2-256', 'hmac-sha2-512-etm@openssh.com']],
  ] as const)('of %s rises', (part, names) => {
    expect(names.map((name) => strengthOf(part, name))).toEqual([0, 1, 2, 3]);
  });
  it('is not guessed', () => {
    for (const name of ['', 'ext-info-s', 'kex-strict-s-v00@openssh.com', 'x'.repeat(5000)])
      expect(strengthOf('kex', name)).toBeNull();
  });
});
