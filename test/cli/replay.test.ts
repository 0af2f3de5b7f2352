import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { stringify } from 'csv-stringify/sync';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pawl, workFolder } from './run-pawl.ts';

const boot = (minute: string, image = 'c2960-lanbasek9-mz.122-58.SE2.bin', host = 'lab-r9') =>
  `<189>7: ${host}: Apr  2 2026 02:${minute}:45.101 UTC: %PARSER-5-CFGLOG_LOGGEDCMD: User:ops  logged command:boot system flash:${image}`;
const reload = (minute: string, host = 'lab-r9') =>
  `<189>8: ${host}: Apr  2 2026 02:${minute}:00.000 UTC: %SYS-5-RELOAD: Reload requested by ops on vty0 (198.51.100.7). Reload Reason: Reload Command.`;
const quiet = (second: number) =>
  `<189>9: lab-r9: Apr  2 2026 01:00:${String(second).padStart(2, '0')}.000 UTC: %SYS-5-CONFIG_I: Configured from console by ops on vty0 (198.51.100.7)`;
const night = [quiet(1), boot('12'), quiet(2), reload('14'), ''].join('\n');

/** A zstd frame with blocks that are stored as they are; `broken` is put behind them in place of the last one. */
function zstd(text: string, broken: Buffer | null = null): Buffer {
  const bytes = Buffer.from(text);
  const head = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0xa0, 0, 0, 0, 0]);
  head.writeUInt32LE(bytes.length + (broken === null ? 0 : 100), 5);
  const block = Buffer.alloc(3);
  block.writeUIntLE((bytes.length << 3) | (broken === null ? 1 : 0), 0, 3);
  return Buffer.concat([head, block, bytes, ...(broken === null ? [] : [broken])]);
}

let folder: Awaited<ReturnType<typeof workFolder>>;
beforeAll(async () => {
  folder = await workFolder({ 'night.log': night });
});
afterAll(() => folder.remove());
const run = (args: readonly string[], input?: string) =>
  pawl(['replay', ...args], { cwd: folder.path, ...(input === undefined ? {} : { input }) });
const put = (name: string, bytes: string | Uint8Array) => writeFile(join(folder.path, name), bytes);
const objects = (text: string): readonly Record<string, unknown>[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
const places = (text: string): readonly string[] =>
  objects(text).map(({ file, lineNumber, kind }) => `${file}:${lineNumber} ${kind}`);

describe('indicators', () => {
  test('are objects of the contract, one a line, in input order', async () => {
    const { status, stdout, stderr } = await run(['night.log', '--format', 'ndjson']);
    expect(status).toBe(0);
    expect(stderr).toBe('4 lines, 2 indicators\n');
    const [first, second, ...more] = objects(stdout);
    expect(more).toEqual([]);
    expect(first).toEqual({
      schema: 'pawl/indicator/v1',
      file: 'night.log',
      lineNumber: 2,
      time: '2026-04-02T02:12:45.101Z',
      device: null,
      host: 'lab-r9',
      platform: null, // IOS or IOS XE: the line alone does not tell
      kind: 'boot-change',
      detail: null,
      score: 45,
      sentinelScore: 3,
      techniques: ['T1601.002'],
      user: 'ops',
      source: null,
      command: 'boot system flash:c2960-lanbasek9-mz.122-58.SE2.bin',
      image: 'c2960-lanbasek9-mz.122-58.SE2.bin',
      version: '12.2(58)SE2',
      outcome: null,
      rule: 'cisco-boot-system',
      line: boot('12'),
    });
    expect(second).toMatchObject({ lineNumber: 4, kind: 'reload-requested', source: '198.51.100.7', sentinelScore: 0 });
  });

  test('are one array in JSON and rows under a heading in CSV', async () => {
    const json = await run(['night.log', '--format', 'json', '-q']);
    expect(JSON.parse(json.stdout)).toHaveLength(2);
    expect(json.stderr).toBe('');
    const csv = (await run(['night.log', '--format', 'csv'])).stdout.trimEnd().split('\n');
    expect(csv[0]).toMatch(/^file,lineNumber,time,device,host,platform,kind,/);
    expect(csv).toHaveLength(3);
  });

  test('are the same from gz, zst, a pattern, and standard input, packed or not', async () => {
    await put('a.log.gz', gzipSync(night));
    await put('b.log.zst', zstd(night));
    await put('unnamed', gzipSync(night));
    const packed = await run(['a.log.gz', 'b.log.zst', 'unnamed', '--format', 'ndjson']);
    expect(packed.stderr).toBe('12 lines, 6 indicators\n');
    expect(places(packed.stdout)).toEqual(
      ['a.log.gz', 'b.log.zst', 'unnamed'].flatMap((file) => [`${file}:2 boot-change`, `${file}:4 reload-requested`]),
    );
    expect(
      places((await run(['[ab].log.*', '--format', 'ndjson'])).stdout).map((place) => place.split(':')[0]),
    ).toEqual(['a.log.gz', 'a.log.gz', 'b.log.zst', 'b.log.zst']);
    expect(places((await run(['-', '--format', 'ndjson'], night)).stdout)).toEqual([
      '-:2 boot-change',
      '-:4 reload-requested',
    ]);
  });

  test('are read from what zstd itself packed, also several frames in one file', async () => {
    const packed = Buffer.from(
      'KLUv/QRonQcAkkwpGTB5AwEVPC2OCb6N8F2xTOLSuh7LgYOVBQbcKLbOBL5Wc6PYOhP42syNYutM4GsJbhRbZwJfi7lRbJ0JfAESzAbMUIOhBYzvsI4CDzkUy0hMFOzmWOsfiondj1yKquinZZn1jcTGsdR+4zyvFP9Rs+wnh1rfF0hZGOdyosdpFEELE0NNiRR8Vyrrr72Dzt3eju1vbPHj/9NMvvNTyDDxe4Fw4x4BM6gRoLv/1wHw2Q0hBP//IwS/wg9zMplMJhMTk01KTiaTyeRkMomJxOTkZDKZTCY+kUwmTU4mk8nkJ5LJxORkMjmZoOOtNGmtHiDVJqQfRQ==',
      'base64',
    );
    await put('frames.zst', Buffer.concat([packed, packed]));
    expect((await run(['frames.zst', '--format', 'ndjson'])).stderr).toBe('100 lines, 100 indicators\n');
  });

  test('are those within --since and --until, and those whose time is not known', async () => {
    await put(
      'times.log',
      [night.trimEnd(), '%PARSER-5-CFGLOG_LOGGEDCMD: User:ops  logged command:boot system flash:x.bin'].join('\n'),
    );
    const within = async (...args: string[]) =>
      places((await run(['times.log', '--format', 'ndjson', ...args])).stdout);
    expect(await within('--since', '2026-04-02T02:13Z')).toEqual([
      'times.log:4 reload-requested',
      'times.log:5 boot-change',
    ]);
    expect(await within('--until', '2026-04-02T02:13Z')).toEqual([
      'times.log:2 boot-change',
      'times.log:5 boot-change',
    ]);
    expect(await within('--since', '2026-04-03')).toEqual(['times.log:5 boot-change']);
    expect(await within('--until', '2026-04-02')).toHaveLength(3);
  });

  test('go to a file with -o, whole, and nothing to standard output', async () => {
    const { stdout } = await run(['night.log', '--format', 'csv', '-q']);
    const filed = await run(['night.log', '--format', 'csv', '-q', '-o', 'out/night.csv']);
    expect(filed).toMatchObject({ status: 0, stdout: '', stderr: '' });
    expect(await readFile(join(folder.path, 'out/night.csv'), 'utf8')).toBe(stdout);
    expect(await run(['night.log', '-o', 'night.log/x'])).toMatchObject({ status: 2, stdout: '' });
  });

  test('are the same without the filter', async () => {
    const filtered = await run(['night.log', '--format', 'ndjson', '-q']);
    expect((await run(['night.log', '--format', 'ndjson', '-q', '--no-prefilter'])).stdout).toBe(filtered.stdout);
  });
});

describe('bad input is told with file and place, and the rest goes on', () => {
  const many = `${night.repeat(3000)}`;
  test.each([
    ['cut.gz', () => gzipSync(many).subarray(0, 2000)],
    [
      'flipped.gz',
      () => {
        const packed = gzipSync(many);
        packed[Math.floor(packed.length / 2)] = (packed[Math.floor(packed.length / 2)] ?? 0) ^ 0xff;
        return packed;
      },
    ],
    ['cut.zst', () => zstd(night).subarray(0, 300)],
    ['broken.zst', () => zstd(night, Buffer.from([0x07, 0x07, 0x07, 0x07]))],
    ['head.gz', () => Buffer.from([0x1f, 0x8b, 1, 2, 3, 4, 5])],
  ])('%s', async (name, bytes) => {
    await put(name, bytes());
    const { status, stdout, stderr } = await run([name, 'night.log', '--format', 'ndjson']);
    expect(stderr).toMatch(new RegExp(`^${name.replace('.', '\\.')}: .+ at byte \\d+; what came before counts`, 'm'));
    expect(places(stdout).slice(-2)).toEqual(['night.log:2 boot-change', 'night.log:4 reload-requested']);
    expect(status).toBe(0);
  });

  test('a broken file gives what came before the break', async () => {
    await put('broken2.zst', zstd(night, Buffer.from([0x07, 0x07, 0x07, 0x07])));
    expect(places((await run(['broken2.zst', '--format', 'ndjson'])).stdout)).toEqual([
      'broken2.zst:2 boot-change',
      'broken2.zst:4 reload-requested',
    ]);
  });

  test('a line of one megabyte, NUL, broken UTF-8, and a file that ends within a line', async () => {
    const long = `${boot('13')} ${'x'.repeat(1_000_000)}`;
    await put(
      'nasty.log',
      Buffer.concat([
        Buffer.from(`${long}\n`),
        Buffer.from([0, 0, 0, 10, 0xff, 0xfe, 0xc3, 0x28, 10]),
        Buffer.concat([
          Buffer.from('<189>7: lab-r9: Apr  2 2026 02:14:45.101 UTC: %PARSER-5-CFGLOG_LOGGEDCMD: User:o'),
          Buffer.from([0xff, 0x00]),
          Buffer.from('s  logged command:boot system flash:y.bin\n'),
        ]),
        Buffer.from(`${night}${reload('59').slice(0, 90)}`),
      ]),
    );
    const { status, stdout, stderr } = await run(['nasty.log', '--format', 'ndjson']);
    expect(status).toBe(0);
    expect(stderr).toMatch(/^\d+ lines, 5 indicators\n$/);
    expect(places(stdout)).toEqual([
      'nasty.log:1 boot-change',
      'nasty.log:4 boot-change',
      'nasty.log:6 boot-change',
      'nasty.log:8 reload-requested',
      'nasty.log:9 reload-requested',
    ]);
    const table = await run(['nasty.log', '-q']);
    expect(table.stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
  });

  test('a line longer than four mebibytes', async () => {
    await put('huge.log', `${'x'.repeat(5 * 1024 * 1024)}\n${night}`);
    const { stdout, stderr } = await run(['huge.log', '--format', 'ndjson']);
    expect(stderr).toContain('huge.log:1: a line is longer than 4 MiB; its rest was left out');
    expect(places(stdout)).toEqual(['huge.log:3 boot-change', 'huge.log:5 reload-requested']);
  });

  test('a table whose rows are no rows', async () => {
    await put(
      'rows.jsonl',
      `{"TimeGenerated":"2026-04-02T02:12:45Z","Facility":"local7","Computer":"r9","SyslogMessage":"%PARSER-5-CFGLOG_LOGGEDCMD: User:ops  logged command:boot system flash:x.bin"}\n{"TimeGenerated": \n[1]\n{"SyslogMessage":"%SYS-5-RELOAD: Reload requested by ops"}\n`,
    );
    const { stdout, stderr } = await run(['rows.jsonl', '--input', 'table', '--format', 'ndjson']);
    expect(places(stdout)).toEqual(['rows.jsonl:1 boot-change', 'rows.jsonl:4 reload-requested']);
    expect(stderr).toContain('rows.jsonl:2: not a row in JSON');
  });

  test.each([
    ['no file', [], /needs a file/],
    ['a file that is not there', ['night.log', 'nowhere.log'], /nowhere\.log does not exist/],
    ['a pattern that nothing fits', ['no*.such'], /no file fits/],
    ['a time that is none', ['night.log', '--since', 'yesterday'], /yesterday/],
    ['a clock that is none', ['night.log', '--ruleset', 'sentinel', '--now', 'noon'], /--now/],
    ['an input that is none', ['night.log', '--input', 'xml'], /one of/],
    ['an inventory that is not there', ['night.log', '--inventory', 'nowhere'], /nowhere/],
  ])('wrong use: %s is status 2 and prints no data', async (_, args, message) => {
    const ran = await run(args);
    expect(ran.stderr).toMatch(message);
    expect(ran).toMatchObject({ status: 2, stdout: '' });
  });

  test('a folder is told, and the rest goes on', async () => {
    const { stderr, stdout } = await run(['.', 'night.log', '--format', 'ndjson']);
    expect(stderr).toContain('.: is a folder');
    expect(objects(stdout)).toHaveLength(2);
  });
});

describe('rows of a SIEM', () => {
  const syslog = [
    {
      TimeGenerated: '2026-04-02T02:12:45.1010000Z',
      Facility: 'local7',
      Computer: 'lab-r9',
      SyslogMessage: '%PARSER-5-CFGLOG_LOGGEDCMD: User:ops  logged command:boot system flash:old.bin',
    },
    {
      TimeGenerated: '2026-04-02T02:13:45Z',
      Facility: 'local7',
      Computer: 'lab-r9',
      SyslogMessage: '%SYS-5-CONFIG_I: Configured from console by "ops", on vty0',
    },
    {
      TimeGenerated: '2026-04-02T02:14:00Z',
      Facility: 'local4',
      Computer: 'lab-r9',
      SyslogMessage: '%SYS-5-RELOAD: Reload requested by ops on vty0 (198.51.100.7).',
    },
    {
      TimeGenerated: '2026-04-02T02:15:00.5Z',
      Facility: 'local7',
      Computer: 'lab-r9',
      SyslogMessage:
        '%SYS-5-SCHEDULED_RELOAD: Reload requested for 03:00:00 UTC Thu Apr 2 2026 at 02:15:00 UTC Thu Apr 2 2026 by ops on vty0 (198.51.100.7).',
    },
  ];
  const cef = [
    {
      TimeGenerated: '2026-04-02T02:12:45Z',
      DeviceVendor: 'Fortinet',
      DeviceProduct: 'Fortigate',
      DeviceVersion: 'v7.4.1',
      DeviceEventClassID: '32202',
      Activity: 'event:system restore-image success',
      LogSeverity: '7',
      Computer: 'lab-fgt',
      DeviceName: 'lab-fgt',
      AdditionalExtensions: 'FTNTFGTlogid=0100032202;FTNTFGTsubtype=system;FTNTFGTui=ssh(198.51.100.7)',
      Message: 'User ops restored the image from ssh(198.51.100.7) (v7.2.5 build1517 -> v6.4.9 build1966)',
      DeviceAction: 'restore-image',
      DestinationUserName: 'ops',
    },
  ];
  const forms = (rows: readonly object[]): Readonly<Record<string, string>> => ({
    'rows.ndjson': rows.map((row) => `${JSON.stringify(row)}\n`).join(''),
    'rows.json': JSON.stringify(rows, null, 2),
    'rows.csv': stringify([...rows], { header: true }),
    'rows-bom.csv': `\ufeff${stringify([...rows], { header: true, record_delimiter: '\r\n', quoted: true })}`,
  });

  test.each(Object.keys(forms([])))(
    'of the table Syslog are read from %s, by content and by --input table',
    async (name) => {
      await put(name, forms(syslog)[name] ?? '');
      const told = async (...args: string[]) =>
        objects((await run([name, '--format', 'ndjson', ...args])).stdout).map(({ kind, host, time, user }) => ({
          kind,
          host,
          time,
          user,
        }));
      const wanted = [
        { kind: 'boot-change', host: 'lab-r9', time: '2026-04-02T02:12:45.101Z', user: 'ops' },
        { kind: 'reload-requested', host: 'lab-r9', time: '2026-04-02T02:14:00.000Z', user: 'ops' },
        { kind: 'reload-scheduled', host: 'lab-r9', time: '2026-04-02T02:15:00.500Z', user: 'ops' },
      ];
      expect(await told()).toEqual(wanted);
      expect(await told('--input', 'table')).toEqual(wanted);
    },
  );

  test.each(Object.keys(forms([])))('of the table CommonSecurityLog are read from %s', async (name) => {
    await put(`cef-${name}`, forms(cef)[name] ?? '');
    const { stdout } = await run([`cef-${name}`, '--format', 'ndjson']);
    expect(objects(stdout)).toMatchObject([
      { kind: 'software-change', host: 'lab-fgt', user: 'ops', sentinelScore: 0 },
    ]);
  });

  describe('under the public rule', () => {
    const now = ['--ruleset', 'sentinel', '--now', '2026-04-02T12:00:00Z'];
    test('give the same rows from every form, and from raw lines', async () => {
      const raw = syslog
        .map(
          ({ TimeGenerated, Facility, Computer, SyslogMessage }) =>
            `<${Facility === 'local7' ? 189 : 165}>1 ${TimeGenerated} ${Computer} - - - - ${SyslogMessage}\n`,
        )
        .join('');
      await put('raw.log', raw);
      const wanted = objects((await run(['raw.log', ...now, '--format', 'ndjson'])).stdout);
      expect(wanted.map(({ RiskScore }) => RiskScore)).toEqual([3, 1]);
      expect(Object.keys(wanted[0] ?? {}).join(' ')).toBe(
        'TimeGenerated DeviceIP SyslogMessage ParsedCommand IsImageTransfer IsBootChange IsReloadScheduled IsInstallOp RiskScore',
      );
      for (const [name, text] of Object.entries(forms(syslog))) {
        await put(name, text);
        expect(objects((await run([name, ...now, '--format', 'ndjson'])).stdout), name).toEqual(wanted);
      }
      const csv = (await run(['raw.log', ...now, '--format', 'csv'])).stdout.trimEnd().split('\n');
      expect(csv[0]).toBe(Object.keys(wanted[0] ?? {}).join(','));
      expect(csv[1]).toMatch(/,false,true,false,false,3$/);
      expect(csv).toHaveLength(3);
      const table = await run(['raw.log', ...now]);
      expect(table.stdout.trimEnd().split('\n')).toHaveLength(2);
      expect(table.status).toBe(0);
    });

    test('give all worked rows in the order that was worked out, from JSON lines, JSON and CSV', async () => {
      const fixture = (name: string) => readFile(new URL(`../fixtures/kql/${name}`, import.meta.url), 'utf8');
      const cases: readonly { id: string; input: Record<string, string> }[] = objects(
        await fixture('cases.jsonl'),
      ) as never;
      const { now: clock, order } = JSON.parse(await fixture('order.json'));
      const ids = new Map(cases.map(({ id, input }) => [`${input['TimeGenerated']} ${input['SyslogMessage']}`, id]));
      for (const [name, text] of Object.entries(forms(cases.map(({ input }) => input)))) {
        await put(`cases-${name}`, text);
        const { stdout, status } = await run([
          `cases-${name}`,
          '--ruleset',
          'sentinel',
          '--now',
          clock,
          '--format',
          'ndjson',
        ]);
        expect(status).toBe(0);
        expect(
          objects(stdout).map((row) => ids.get(`${row['TimeGenerated']} ${row['SyslogMessage']}`)),
          name,
        ).toEqual(order);
      }
    });
  });
});

describe('--explain', () => {
  test('says how a line is read, which rule fits, why, and which nearly', async () => {
    const { stdout, status } = await run(['--explain', boot('12')]);
    expect(status).toBe(0);
    for (const part of [
      'command: boot system flash:',
      'indicator boot-change, score 45, by the rule cisco-boot-system',
      'can be part of: C1',
      'the public rule: score 3',
      'cisco-no-boot-system: first words fit',
    ])
      expect(stdout).toContain(part);
  });
  test('says so where there is none, and prints no control character', async () => {
    const { stdout } = await run(['--explain', `${quiet(1)}\u001b[2J\u0007`]);
    expect(stdout).toContain('no indicator');
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
  });
});

test('--unparsed counts lines of no known form by shape', async () => {
  await put('odd.log', `gadget 17 says hello\ngadget 18 says hello\n${night}`);
  const { stderr } = await run(['odd.log', '--unparsed', '-q']);
  expect(stderr).toMatch(/^2 lines of no known format, 1 shapes?\n2 {2}/);
});

describe('--alerts', () => {
  const inventory = {
    'lab/hosts.yaml': `lab-r9: {hostname: 198.51.100.1, platform: ios, sources: [r9-loop], data: {tags: [campus]}}\n`,
    'lab/agent.yaml': `windows:
  - {name: CHG1, select: {tag: campus}, from: 2026-04-02T02:00Z, to: 2026-04-02T03:00Z, ticket: CHG1, approvedBy: board, target: {version: "12.2(58)SE2"}}
`,
    'rules/ios.yaml': `name: branch
approvedBy: network lead
match: {platform: ios}
approved: [{version: 15.0(2)SE11}]
`,
  };
  beforeAll(async () => {
    for (const [name, text] of Object.entries(inventory)) await folder.write(name, text);
    await put(
      'two.log',
      [boot('12'), boot('13', undefined, 'lab-r8'), reload('14'), reload('15', 'lab-r8'), ''].join('\n'),
    );
  });

  test('prints each alert once, at the end, and nothing else', async () => {
    const { status, stdout, stderr } = await run(['two.log', '--alerts', '--format', 'ndjson']);
    expect(status).toBe(1);
    expect(stderr).toBe('4 lines, 4 indicators, 2 alerts\n');
    expect(objects(stdout)).toEqual([
      {
        schema: 'pawl/alert/v1',
        id: expect.stringMatching(/^alert-[0-9a-f]{16}$/),
        device: 'lab-r9',
        stage: 'reload-pending',
        score: 52.5,
        disposition: 'open',
        labels: [],
        openedAt: '2026-04-02T02:12:45.101Z',
        updatedAt: '2026-04-02T02:14:00.000Z',
        indicators: [
          { file: 'two.log', lineNumber: 1, kind: 'boot-change' },
          { file: 'two.log', lineNumber: 3, kind: 'reload-requested' },
        ],
      },
      expect.objectContaining({ device: 'lab-r8' }),
    ]);
    expect(JSON.parse((await run(['two.log', '--alerts', '--format', 'json'])).stdout)).toEqual(objects(stdout));
    const csv = (await run(['two.log', '--alerts', '--format', 'csv'])).stdout.trimEnd().split('\n');
    expect(csv).toHaveLength(3);
    const table = await run(['two.log', '--alerts']);
    expect(table.stdout).toContain('C2 short chain');
    expect(table.stdout).not.toContain('boot system');
  });

  test('ends with 0 where nothing reaches the threshold, and with --exit-zero', async () => {
    await put('small.log', `${reload('14')}\n`);
    expect(await run(['small.log', '--alerts', '-q'])).toMatchObject({ status: 0 });
    expect(await run(['two.log', '--alerts', '-q', '--exit-zero'])).toMatchObject({ status: 0 });
    expect(await run(['two.log', '-q'])).toMatchObject({ status: 0 });
    await put('empty.log', '');
    expect(await run(['empty.log', '--alerts'])).toMatchObject({ status: 0, stdout: 'no alerts\n' });
  });

  test('names devices by the inventory and judges its windows', async () => {
    await put('other.log', [boot('12', undefined, 'R9-LOOP'), reload('14', 'lab-r9'), ''].join('\n'));
    const covered = await run(['other.log', '--alerts', '--inventory', 'lab', '--format', 'ndjson']);
    expect(objects(covered.stdout)).toMatchObject([
      { device: 'lab-r9', disposition: 'authorized', labels: ['window:CHG1'] },
    ]);
    expect(covered).toMatchObject({ status: 0, stderr: '2 lines, 2 indicators, 1 alert\n' });
    await put('wrong.log', `${boot('12', 'c2960-lanbasek9-mz.122-44.SE6.bin')}\n`);
    const wrong = await run(['wrong.log', '--alerts', '--inventory', 'lab', '--format', 'ndjson']);
    expect(objects(wrong.stdout)).toMatchObject([{ disposition: 'open', labels: ['window:CHG1'] }]);
    expect(wrong.status).toBe(1);
    const named = await run(['other.log', '--inventory', 'lab', '--format', 'ndjson']);
    expect(objects(named.stdout)).toMatchObject([{ device: 'lab-r9', host: 'R9-LOOP' }, { device: 'lab-r9' }]);
  });

  test('holds releases against baselines only where --baselines is given', async () => {
    const scored = async (...args: string[]) =>
      objects((await run(['two.log', '--format', 'ndjson', '--inventory', 'lab', ...args])).stdout)[0];
    expect(await scored()).toMatchObject({ score: 45, detail: null });
    expect(await scored('--baselines', 'rules')).toMatchObject({ score: 75, detail: 'below-baseline' });
    expect((await run(['two.log', '--baselines', 'rules'])).stderr).toContain('without --inventory');
  });

  test('are judged by the windows on record too', async () => {
    const add = await pawl(
      [
        ...[
          'window',
          'add',
          'CHG2',
          '--db',
          'windows.db',
          '--inventory',
          'lab',
          '--device',
          'lab-r9',
          '--ticket',
          'CHG2',
        ],
        ...['--by', 'board', '--from', '2026-04-02T02:00Z', '--to', '2026-04-02T03:00Z'],
        ...['--target-version', '12.2(44)SE6'],
      ],
      { cwd: folder.path },
    );
    expect(add.status).toBe(0);
    const judged = await run([
      'wrong.log',
      '--alerts',
      '--inventory',
      'lab',
      '--db',
      'windows.db',
      '--format',
      'ndjson',
    ]);
    expect(objects(judged.stdout)).toMatchObject([
      { disposition: 'authorized', labels: ['window:CHG1', 'window:CHG2'] },
    ]);
    expect(judged.status).toBe(0);
  });

  test('are recorded with --db, once, and shown by pawl alerts', async () => {
    const alerts = (...args: string[]) => pawl(['alerts', ...args, '--db', 'night.db'], { cwd: folder.path });
    expect(await run(['two.log', '--db', 'night.db', '-q'])).toMatchObject({ status: 0 });
    expect(await run(['two.log', '--db', 'night.db', '-q', '--alerts'])).toMatchObject({ status: 1 });
    const list = JSON.parse((await alerts('list', '--format', 'json')).stdout);
    expect(list.schema).toBe('pawl/alerts/v1');
    expect(list.items.map(({ device }: { device: string }) => device)).toEqual(['lab-r9', 'lab-r8']);
    const ids = async (...args: string[]) =>
      objects((await alerts('list', '--format', 'ndjson', ...args)).stdout).map(({ device }) => device);
    expect(await ids('--device', 'lab-r8')).toEqual(['lab-r8']);
    expect(await ids('--disposition', 'open')).toHaveLength(2);
    expect(await ids('--disposition', 'confirmed')).toEqual([]);
    expect(await ids('--since', '2026-04-02T02:14:30Z')).toEqual(['lab-r8']);
    expect(await alerts('list', '--disposition', 'closed')).toMatchObject({ status: 2, stdout: '' });
    expect(await alerts('list', '--since', 'noon')).toMatchObject({ status: 2, stdout: '' });

    const [{ id }] = list.items;
    const text = await alerts('show', id);
    expect(text.status).toBe(0);
    expect(text.stdout).toContain(`${id}  lab-r9  open`);
    expect(text.stdout.replace(/\s+/g, ' ')).toContain(boot('12').replace(/\s+/g, ' '));
    expect(Math.max(...text.stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    expect((await alerts('show', id.slice(0, 12))).stdout).toBe(text.stdout);
    const json = JSON.parse((await alerts('show', id, '--format', 'json')).stdout);
    expect(json).toMatchObject({
      schema: 'pawl/alert/v1',
      chains: ['C2'],
      indicators: [{ line: boot('12'), time: '2026-04-02T02:12:45.101Z' }, {}],
    });
    expect(await alerts('show', 'alert-')).toMatchObject({ status: 2, stderr: expect.stringContaining('2 alerts') });
    expect(await alerts('show', 'alert-0')).toMatchObject({ status: 2 });
    expect((await alerts('list')).stdout.split('\n').every((line) => line.length <= 80)).toBe(true);
  });

  test('read the same twice give the same ids', async () => {
    const once = await run(['two.log', '--alerts', '--format', 'ndjson', '-q']);
    const twice = await run(
      ['-', '--alerts', '--format', 'ndjson', '-q'],
      await readFile(join(folder.path, 'two.log'), 'utf8'),
    );
    const digest = (text: string) => createHash('sha256').update(text).digest('hex');
    expect(digest(twice.stdout.replaceAll('"-"', '"two.log"'))).toBe(digest(once.stdout));
  });
});
