import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readHook } from '../../../../src/app/agent/read-hook.ts';

const folder = fileURLToPath(new URL('../../../fixtures/hooks', import.meta.url));
const fixtureSchema = z.strictObject({
  about: z.string(),
  kind: z.enum(['sentinel', 'any']),
  body: z.unknown(),
  expected: z
    .array(z.strictObject({ id: z.string().nullable(), title: z.string(), hosts: z.array(z.string()) }))
    .nullable(),
});
const fixtures = readdirSync(folder).map((name) => ({
  name,
  ...fixtureSchema.parse(JSON.parse(readFileSync(`${folder}/${name}`, 'utf8'))),
}));

describe('payloads of other systems', () => {
  it.each(fixtures)('$name: $about', ({ kind, body, expected }) => {
    const read = readHook(kind, body);
    expect(read.ok ? read.value : null).toEqual(expected);
  });

  it('an unknown shape says what was looked for', () => {
    const read = readHook('any', { event: 'ping' });
    const message = read.ok ? '' : read.error;
    for (const word of ['hosts', 'result', 'host.name', 'alerts[].labels']) expect(message).toContain(word);
    const sentinel = readHook('sentinel', {});
    expect(sentinel.ok ? '' : sentinel.error).toContain('Entities');
  });

  it('more than 1000 hosts are refused whole', () => {
    const hosts = Array.from({ length: 1001 }, (_, index) => `sw${index}`);
    const read = readHook('any', { hosts });
    expect(read.ok ? '' : read.error).toBe('1001 hosts in one alert; at most 1000 are taken');
    expect(readHook('any', { hosts: hosts.slice(1) }).ok).toBe(true);
  });
});

describe('hostile payloads', () => {
  const deep = (levels: number): unknown => {
    let value: unknown = { kind: 'host', hostName: 'edge-1' };
    for (let level = 0; level < levels; level += 1) value = [value];
    return value;
  };

  it.each([
    null,
    5,
    '',
    '[',
    [[[]]],
    { hosts: {} },
    { alerts: [null, 5, 'x'] },
    { result: 5, sid: 's' },
    { Entities: '['.repeat(9999) },
  ])('%j is no alert and throws nothing', (body) => {
    expect(readHook('any', body).ok).toBe(false);
    expect(readHook('sentinel', body).ok).toBe(false);
  });

  it('what is deeper than anybody nests it is not looked at', () => {
    expect(readHook('sentinel', deep(11)).ok).toBe(true);
    expect(readHook('sentinel', deep(60)).ok).toBe(false);
  });

  it.each([
    'edge-1; reload',
    'edge-1\nreload',
    '$(reboot)',
    '../../etc/passwd"',
    'a'.repeat(400),
    'http://edge-1/',
    '<b>',
  ])('%j is no host', (host) => {
    const read = readHook('any', { hosts: [host] });
    for (const one of read.ok ? read.value.flatMap(({ hosts }) => hosts) : [])
      expect(one).toMatch(/^[\p{L}\p{N}_.() /-]{1,253}$/u);
  });

  it.each([
    ['an opened text', { Entities: '{"a":'.repeat(50_000) }],
    ['many hosts', { hosts: Array.from({ length: 60_000 }, () => 'a,') }],
    ['long hosts', { hosts: ['a.'.repeat(120_000), ':'.repeat(250_000), '['.repeat(250_000)] }],
    ['many entities', Array.from({ length: 20_000 }, () => ({ kind: 'host' }))],
  ])('a quarter of a mebibyte of %s takes less than a second', (_, body) => {
    for (const kind of ['any', 'sentinel'] as const) {
      const started = performance.now();
      readHook(kind, body);
      expect(performance.now() - started).toBeLessThan(1000);
    }
  });
});
