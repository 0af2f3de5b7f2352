import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alertJoiner } from '../../src/app/join-alerts.ts';
import { lineJudge } from '../../src/app/judge-line.ts';
import { recordBatches } from '../../src/app/record-batches.ts';
import { replay } from '../../src/app/replay.ts';
import { alertDetailJson } from '../../src/report/alert-json.ts';
import { logStream, otherTemplates } from '../bench/log-stream.mjs';
import { labelledFolders } from '../unit/syslog/labelled-lines.ts';

const judge = lineJudge(null);
const encoder = new TextEncoder();

async function replayed(chunks: readonly Uint8Array[], prefilter: boolean) {
  const found: object[] = [];
  const problems: string[] = [];
  const joiner = alertJoiner({ configuration: null, recordedWindows: [], ownAddresses: [] });
  const ended: object[] = [];
  const bytes = async function* () {
    yield* chunks;
  };
  const counts = await replay(
    judge,
    [
      {
        file: 'a.log',
        writtenAt: Date.UTC(2026, 3, 3),
        records: (input, filter) => recordBatches(bytes(), input, filter),
      },
    ],
    { input: 'raw', since: null, until: null, prefilter },
    {
      found(judged) {
        const weighed = joiner.weigh(judged);
        found.push(weighed.found);
        ended.push(...joiner.add(weighed).map(alertDetailJson));
        return undefined;
      },
      problem: (message) => problems.push(message),
      progress: () => undefined,
    },
  );
  return { found, alerts: [...ended, ...joiner.open().map(alertDetailJson)], problems, lines: counts.lines };
}

const corpus = (): Uint8Array =>
  Buffer.concat(
    labelledFolders.flatMap(({ folder }) =>
      ['ios', 'iosxe', 'iosxr', 'nxos', 'junos', 'eos', 'panos', 'fortios', 'tacacs'].map((name) =>
        readFileSync(join(folder, `${name}.log`)),
      ),
    ),
  );
const streamOf = (options: Parameters<typeof logStream>[0]): Uint8Array =>
  encoder.encode([...logStream(options)].join(''));

describe('the filter before cutting hides nothing', () => {
  it.each([
    ['on the labelled lines', corpus],
    ['on the bench stream', () => streamOf({ seed: 7, lines: 20_000 })],
    [
      'on a stream of another seed and other templates',
      () => streamOf({ seed: 99, lines: 10_000, interesting: 0.2, templates: otherTemplates }),
    ],
  ])('%s', async (_, bytes) => {
    const chunks = [bytes()];
    const filtered = await replayed(chunks, true);
    const whole = await replayed(chunks, false);
    expect(filtered).toEqual(whole);
    expect(filtered.found.length).toBeGreaterThan(0);
  });
});

describe('a replay', () => {
  const bytes = streamOf({ seed: 3, lines: 300, interesting: 0.3 });
  it('gives the same alerts wherever the stream is cut', async () => {
    const whole = await replayed([bytes], true);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: bytes.length }), { maxLength: 12 }), async (cuts) => {
        const at = [0, ...cuts.sort((a, b) => a - b), bytes.length];
        const chunks = at.slice(1).map((end, index) => bytes.slice(at[index], end));
        expect(await replayed(chunks, true)).toEqual(whole);
      }),
      { numRuns: 25 },
    );
  });
  it('goes on after NUL, broken UTF-8, a line of five megabytes and a missing last line feed', async () => {
    const reload =
      '<189>31: lab-r9: Apr  2 04:00:01.000 UTC: %SYS-5-RELOAD: Reload requested by ops on vty0 (198.51.100.7).';
    const chunks = [
      encoder.encode('\u0000\u0000\n'),
      new Uint8Array([0xff, 0xfe, 0xc3, 10]),
      new Uint8Array(5 * 1024 * 1024).fill(120),
      encoder.encode(`\n${reload}`),
    ];
    const { found, problems } = await replayed(chunks, true);
    expect(found).toMatchObject([{ lineNumber: 4, hit: { kind: 'reload-requested' } }]);
    expect(problems).toEqual(['a.log:3: a line is longer than 4 MiB; its rest was left out']);
  });
});
