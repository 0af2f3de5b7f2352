import { describe, expect, test } from 'vitest';
import { epochMs } from '../../../../src/core/brands.ts';
import { reason } from '../../../../src/core/reason.ts';
import { inactiveSoftware, nextBoot } from '../../../../src/platforms/panos/boot-next.ts';
import { panos } from '../../../../src/platforms/panos/index.ts';
import { play } from '../play-collection.ts';

type Row = readonly [id: string, state: string, version: string | undefined];

const evidence = (rows: readonly Row[], running: string | null = '10.2.9-h1') => ({
  partitions: rows.map(([id, state, version]) => ({ id, state, version })),
  gap: null,
  running,
});

function next(rows: readonly Row[], running?: string | null): string | null {
  const boot = nextBoot(evidence(rows, running));
  return boot.kind === 'image'
    ? `${boot.image} ${boot.version}`
    : boot.kind === 'unresolved'
      ? boot.reason.code
      : boot.kind;
}

describe('the partition that the next restart activates', () => {
  test('is the running one without a pending one', () => {
    expect(
      next([
        ['sysroot0', 'RUNNING-ACTIVE', '10.2.9-h1'],
        ['sysroot1', 'REVERTABLE', '10.1.6'],
      ]),
    ).toBe('sysroot0 10.2.9-h1');
    expect(
      next([
        ['sysroot0', 'EMPTY', undefined],
        ['sysroot1', 'RUNNING-ACTIVE', '10.2.9-h1'],
      ]),
    ).toBe('sysroot1 10.2.9-h1');
  });
  test('is the pending one, however the pending state is called', () => {
    expect(
      next([
        ['sysroot0', 'RUNNING-ACTIVE', '10.2.9-h1'],
        ['sysroot1', 'PENDING-CHANGE', '10.1.6'],
      ]),
    ).toBe('sysroot1 10.1.6');
    expect(
      next([
        ['sysroot0', 'RUNNING-ACTIVE', '10.2.9-h1'],
        ['sysroot1', 'PENDING-REVERT', '10.1.6'],
      ]),
    ).toBe('sysroot1 10.1.6');
  });
  test('is the active one where another one runs', () => {
    expect(
      next([
        ['sysroot0', 'RUNNING', '10.2.9-h1'],
        ['sysroot1', 'ACTIVE', '10.1.6'],
      ]),
    ).toBe('sysroot1 10.1.6');
  });
  test('is unresolved with an unknown state, two claims, a contradiction, no release or no table', () => {
    expect(
      next([
        ['sysroot0', 'RUNNING-ACTIVE', '10.2.9-h1'],
        ['sysroot1', 'SCHEDULED', '10.1.6'],
      ]),
    ).toBe('boot-unresolved');
    expect(
      next([
        ['sysroot0', 'RUNNING-ACTIVE', '10.2.9-h1'],
        ['sysroot1', 'RUNNING-ACTIVE', '10.1.6'],
      ]),
    ).toBe('boot-unresolved');
    expect(
      next([
        ['sysroot0', 'RUNNING-ACTIVE', '10.1.6'],
        ['sysroot1', 'REVERTABLE', '10.2.9-h1'],
      ]),
    ).toBe('boot-unresolved');
    expect(
      next([
        ['sysroot0', 'RUNNING-ACTIVE', '10.2.9-h1'],
        ['sysroot1', 'PENDING-CHANGE', undefined],
      ]),
    ).toBe('boot-unresolved');
    expect(next([])).toBe('boot-unresolved');
  });
  test('is not believed from a table that was cut', () => {
    const cut = { ...evidence([['sysroot0', 'RUNNING-ACTIVE', '10.2.9-h1']]), gap: reason('truncated', 'cut') };
    expect(nextBoot(cut)).toMatchObject({ kind: 'unresolved', reason: { code: 'truncated' } });
  });
});

test('after a downgrade the revertable partition holds the newer release', () => {
  const rows: readonly Row[] = [
    ['sysroot0', 'RUNNING-ACTIVE', '10.1.6'],
    ['sysroot1', 'REVERTABLE', '10.2.9-h1'],
    ['maint', 'READY', '10.1.0'],
  ];
  expect(inactiveSoftware(evidence(rows, '10.1.6'), [])).toEqual([
    { version: '10.2.9-h1', kind: 'slot', place: 'sysroot1 (REVERTABLE)', addedAt: null },
  ]);
});

test('the repository holds what was downloaded or uploaded, without the running release', () => {
  const repository = [
    { version: '11.1.2', downloaded: false },
    { version: '10.2.9-h1', downloaded: true },
    { version: '10.1.0', downloaded: false, uploaded: true },
  ];
  expect(inactiveSoftware(evidence([]), repository).map(({ version, kind }) => [version, kind])).toEqual([
    ['10.1.0', 'repository'],
  ]);
});

test('a mode that is not known is named, a known one is not', () => {
  const info = (mode: string) =>
    `hostname: a\nmodel: PA-440\nserial: 1\nsw-version: 10.2.9\noperational-mode: ${mode}\n`;
  const mode = (name: string): string | null =>
    play(
      panos.collect({ now: epochMs(0), hash: () => [] }),
      ({ command }) => (command.text === 'show system info' ? info(name) : null),
      panos.session,
    ).facts.unsupportedMode;
  expect(mode('normal')).toBeNull();
  expect(mode('FIPS-CC')).toBeNull();
  expect(mode('maintenance')).toBe('maintenance');
});

test('the HA word is no part of the host in the prompt', () => {
  const { prompt, promptTail, wrongPrompt } = panos.session;
  for (const word of ['', '(active)', '(passive)', '(active-primary)', '(non-functional)']) {
    expect(prompt.exec(`ops@fw-1${word}> `)?.[1]).toBe('ops@fw-1');
    expect(new RegExp(`^ops@fw-1${promptTail} ?$`).test(`ops@fw-1${word}> `)).toBe(true);
  }
  expect(wrongPrompt.test('ops@fw-1(active)# ')).toBe(true);
  expect(prompt.test('hostname: fw>')).toBe(false);
});
