// Reads and compares per second of the eight version schemes, beside `semver` on versions of its own.
// node test/bench/versions.mjs; exit 1 where a scheme is below its limit.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import semver from 'semver';
import { parse as parseYaml } from 'yaml';
import { loadTypeScript } from '../tooling/load-typescript.mjs';

const root = join(import.meta.dirname, '../..');
const { schemes } = loadTypeScript(join(root, 'test/unit/platforms/version-schemes.ts'));
const fixtures = join(root, 'test/fixtures/versions');
const limits = { parsePerSecond: 200_000, comparePerSecond: 1_000_000, slowerThanSemver: 5 };

/** Best of seven rounds, so that other work on the machine counts little. */
function perSecond(rounds, work) {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 7; round += 1) {
    const start = performance.now();
    const done = work(rounds);
    best = Math.min(best, (performance.now() - start) / done);
  }
  return Math.round(1000 / best);
}

let sink = 0;
function parsing(parse, texts) {
  return (rounds) => {
    for (let i = 0; i < rounds; i += 1) for (const text of texts) sink += parse(text) === null ? 0 : 1;
    return rounds * texts.length;
  };
}
function comparing(compare, pairs) {
  return (rounds) => {
    for (let i = 0; i < rounds; i += 1) for (const [a, b] of pairs) sink += compare(a, b) === 0 ? 0 : 1;
    return rounds * pairs.length;
  };
}
const neighbours = (chains) => chains.flatMap((chain) => chain.slice(1).map((version, i) => [chain[i], version]));

const own = Array.from({ length: 200 }, (_, i) => `${1 + (i % 7)}.${i % 13}.${i}${i % 5 === 0 ? '-rc.1' : ''}`);
const ownParsed = own.map((text) => new semver.SemVer(text));
const yardstick = {
  parse: perSecond(
    500,
    parsing((text) => semver.parse(text), own),
  ),
  text: perSecond(
    500,
    comparing((a, b) => semver.compare(a, b), neighbours([own])),
  ),
  parsed: perSecond(
    2000,
    comparing((a, b) => semver.compare(a, b), neighbours([ownParsed])),
  ),
};

const row = (name, ...cells) => console.log(name.padEnd(9) + cells.map((cell) => String(cell).padStart(16)).join(''));
const times = (base, rate) => `${(base / rate).toFixed(2)} x`;
row('', 'parse/s', 'of semver', 'compare/s', 'semver parsed', 'semver text');
row('semver', yardstick.parse, '', yardstick.parsed, '', yardstick.text);

let failed = false;
for (const file of readdirSync(fixtures)) {
  const name = file.replace(/\.yaml$/, '');
  const scheme = schemes[name];
  if (scheme === undefined) continue;
  const { ordered } = parseYaml(readFileSync(join(fixtures, file), 'utf8'));
  const texts = ordered.flatMap(({ versions }) => versions);
  const chains = ordered.map(({ versions }) => versions.map((text) => scheme.parse(text).value));
  const parse = perSecond(300, parsing(scheme.parse, texts));
  const compare = perSecond(2000, comparing(scheme.compare, neighbours(chains)));
  row(
    name,
    parse,
    times(yardstick.parse, parse),
    compare,
    times(yardstick.parsed, compare),
    times(yardstick.text, compare),
  );
  const slow = compare * limits.slowerThanSemver < yardstick.text;
  if (parse < limits.parsePerSecond || compare < limits.comparePerSecond || slow) failed = true;
}
if (sink < 0) console.log(sink);
process.exitCode = failed ? 1 : 0;
