import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Order, Version, VersionScheme } from '../../src/core/version.ts';
import { schemes } from '../unit/platforms/version-schemes.ts';
import { nearly, versionTexts } from './version-texts.ts';

const opposite: Readonly<Record<Order, Order>> = {
  older: 'newer',
  newer: 'older',
  same: 'same',
  incomparable: 'incomparable',
};

/** Only texts that are versions; most of what the generators write is one. */
const versions = (scheme: VersionScheme, texts: fc.Arbitrary<string>): fc.Arbitrary<Version> =>
  texts
    .chain((text) => {
      const read = scheme.parse(text);
      return read.ok ? fc.constant(read.value) : fc.constant(null);
    })
    .filter((version) => version !== null);

for (const [name, scheme] of Object.entries(schemes)) {
  const texts = versionTexts[name];
  if (texts === undefined) throw new Error(`no generator for ${name}`);
  const version = versions(scheme, texts);
  const order = (a: Version, b: Version): Order => scheme.compare(a, b).order;
  const anyText = fc.oneof(nearly(texts), nearly(nearly(texts)), fc.string(), fc.string({ unit: 'binary' }));

  describe(`the order of ${name}`, () => {
    it('is the same, seen from the other side', () => {
      fc.assert(
        fc.property(version, version, (a, b) => order(b, a) === opposite[order(a, b)]),
        { numRuns: 2000 },
      );
    });

    it('has every version the same as itself', () => {
      fc.assert(fc.property(version, (a) => order(a, a) === 'same'));
    });

    it('is transitive: older than an older one is older', () => {
      fc.assert(
        fc.property(fc.array(version, { minLength: 12, maxLength: 12 }), (some) => {
          const older = some.map((a) => some.filter((b) => order(a, b) === 'older'));
          for (const [i, a] of some.entries()) {
            for (const b of older[i] ?? []) {
              for (const c of older[some.indexOf(b)] ?? []) {
                if (order(a, c) !== 'older') expect([a.text, b.text, c.text]).toBe('an order that is transitive');
              }
            }
          }
        }),
        { numRuns: 400 },
      );
    });

    it('has spellings that tell the same interchangeable', () => {
      fc.assert(
        fc.property(version, version, (a, c) => {
          const b = scheme.parse(a.canonical);
          if (!b.ok) throw new Error(b.error.why);
          expect(order(a, b.value)).toBe('same');
          // A FortiOS release without its build is the same as each build of it, and told apart by the key.
          if (`${a.key}` !== `${b.value.key}`) return;
          expect([a.text, c.text, order(b.value, c)]).toEqual([a.text, c.text, order(a, c)]);
        }),
        { numRuns: 1000 },
      );
    });

    it('says why, and tells a change of train', () => {
      fc.assert(
        fc.property(version, version, (a, b) => {
          const { order: found, why, trainChange } = scheme.compare(a, b);
          expect(why.length).toBeGreaterThan(0);
          expect(trainChange).toBe(a.train !== b.train);
          if (trainChange && (found === 'older' || found === 'newer')) expect(why).toContain('train change');
        }),
        { numRuns: 1000 },
      );
    });
  });

  describe(`the reading of ${name}`, () => {
    it('prints what it reads back in the same way', () => {
      fc.assert(
        fc.property(fc.oneof(texts, nearly(texts)), (text) => {
          const read = scheme.parse(text);
          if (!read.ok) return;
          const again = scheme.parse(read.value.canonical);
          if (!again.ok) throw new Error(`${read.value.canonical}: ${again.error.why}`);
          const { canonical, train, line, lineage } = read.value;
          expect(again.value).toMatchObject({ canonical, train, line, lineage });
          expect(order(read.value, again.value)).toBe('same');
        }),
        { numRuns: 2000 },
      );
    });

    it('never throws, whatever the text', () => {
      fc.assert(
        fc.property(anyText, (text) => {
          const read = scheme.parse(text);
          if (!read.ok) expect(read.error.why).not.toBe('');
          scheme.image(text);
          scheme.image(`flash:/${text}.bin`);
          scheme.range(text);
          scheme.range(`>=${text} <${text} || ${text}.*`);
        }),
        { numRuns: 2000 },
      );
    });

    it('reads a version with blanks around it, and refuses it with words around it', () => {
      fc.assert(
        fc.property(version, ({ text, canonical }) => {
          const read = scheme.parse(`  ${text}\t`);
          expect(read.ok && read.value.canonical).toBe(canonical);
          expect(scheme.parse(`version is ${canonical}`).ok).toBe(false);
          expect(scheme.parse(`${canonical} and more`).ok).toBe(false);
        }),
      );
    });

    it('refuses at once what is longer than any version', () => {
      const { canonical = '' } = fc.sample(version, { numRuns: 1, seed: 1 })[0] ?? {};
      expect(scheme.parse(' '.repeat(300) + canonical).ok).toBe(false);
      const read = scheme.parse('9'.repeat(1 << 20));
      expect(!read.ok && read.error.text.length).toBeLessThan(200);
    });

    it.each(['9', '.', '1.', '(', '-', '/', 'a', '1(', ' ', '||', '15.2(7)E ', 'a-', '_'])(
      'does work that grows with the text, of "%s" and its like',
      (unit) => {
        const text = (mebibytes: number): string => unit.repeat(Math.ceil((mebibytes << 20) / unit.length));
        const [one, two] = [text(1), text(2)];
        const times = (given: string): number => {
          const best = [1, 2, 3].map(() => {
            const start = performance.now();
            scheme.parse(given);
            scheme.image(given);
            scheme.range(given);
            return performance.now() - start;
          });
          return Math.min(...best);
        };
        // A clock tick and the garbage collector are not growth: below 20 ms both are as good as nothing.
        expect(times(two)).toBeLessThan(Math.max(20, 3 * times(one)));
      },
    );
  });

  describe(`the ranges of ${name}`, () => {
    it('includes the version that is named, by every comparison that has an equal sign', () => {
      fc.assert(
        fc.property(version, (a) => {
          fc.pre(!/\s/.test(a.canonical));
          const named = scheme.range(a.canonical);
          expect(named.ok && named.value.includes(a)).toBe(true);
          const from = scheme.range(`>=${a.canonical} <=${a.canonical}`);
          if (from.ok) expect(from.value.includes(a)).toBe(true);
        }),
      );
    });

    it('agrees with the order within a train', () => {
      fc.assert(
        fc.property(version, version, (a, b) => {
          fc.pre(a.train === b.train && !/\s/.test(b.canonical) && isReleased(a) && isReleased(b));
          const [below, from] = [scheme.range(`<${b.canonical}`), scheme.range(`>=${b.canonical}`)];
          if (!below.ok || !from.ok) return;
          const bound = scheme.parse(b.canonical);
          const found = bound.ok ? order(a, bound.value) : 'unreadable';
          const seen = [a.text, b.text, below.value.includes(a), from.value.includes(a)];
          expect(seen).toEqual([a.text, b.text, found === 'older', found === 'newer' || found === 'same']);
        }),
        { numRuns: 1500 },
      );
    });

    it('includes no prerelease, interim or special build that is not named', () => {
      fc.assert(
        fc.property(version, version, (a, b) => {
          fc.pre(!isReleased(a));
          for (const range of [`>=${b.canonical}`, `<${b.canonical}`, `${b.train}.*`]) {
            const compiled = scheme.range(range);
            if (compiled.ok) expect([range, a.text, compiled.value.includes(a)]).toEqual([range, a.text, false]);
          }
        }),
        { numRuns: 1000 },
      );
    });
  });
}

const isReleased = ({ semver }: Version): boolean => semver !== null && !semver.includes('-');
