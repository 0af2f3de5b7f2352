import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { complianceReport, type ReportOrder } from '../../src/app/compliance-report.ts';
import { devicePage } from '../../src/app/device-page.ts';
import { epochMs } from '../../src/core/brands.ts';
import { jsonText } from '../../src/core/json-text.ts';
import { complianceCsv } from '../../src/report/compliance-csv.ts';
import { complianceHtml } from '../../src/report/compliance-html.ts';
import { complianceJsonText, summaryJson } from '../../src/report/compliance-json.ts';
import { complianceMarkdown, summaryMarkdown } from '../../src/report/compliance-markdown.ts';
import type { ComplianceReport } from '../../src/report/compliance-model.ts';
import { complianceSummary, complianceTable } from '../../src/report/compliance-table.ts';
import { controlMapping } from '../../src/report/control-mapping.ts';
import { devicePageHtml } from '../../src/report/device-page-html.ts';
import { devicePageJson } from '../../src/report/device-page-json.ts';
import { devicePageMarkdown } from '../../src/report/device-page-markdown.ts';
import { devicePageText } from '../../src/report/device-page-text.ts';
import { readPeriod } from '../../src/report/report-period.ts';
import { reportConfiguration, withReportRecord, writeReportRecord } from './report-kit.ts';

const golden = fileURLToPath(new URL('../golden/report', import.meta.url));
const now = epochMs(Date.UTC(2026, 5, 1));

const folders: string[] = [];
const newRecord = (options: Parameters<typeof writeReportRecord>[1] = {}): string => {
  const folder = mkdtempSync(join(tmpdir(), 'pawl-report-'));
  folders.push(folder);
  writeReportRecord(folder, options);
  return folder;
};
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const orderOf = (folder: string, period: string, change: Partial<ReportOrder> = {}): ReportOrder => {
  const read = readPeriod(period, change.asOf ?? now);
  if (!read.ok) throw new Error(read.error);
  return {
    program: 'pawl 0.0.0',
    period: read.value,
    asOf: null,
    devices: [...reportConfiguration(folder).inventory.devices].sort((a, b) => (a.name < b.name ? -1 : 1)),
    selection: null,
    failOn: 'medium',
    list: null,
    walk: 'always',
    senders: null,
    ...change,
  };
};
const reportOf = (folder: string, period = '2026-Q1', change: Partial<ReportOrder> = {}): ComplianceReport =>
  withReportRecord(folder, (record) =>
    complianceReport(orderOf(folder, period, change), reportConfiguration(folder), record),
  );
const pageOf = (folder: string, name: string, period = '2026-Q1') =>
  withReportRecord(folder, (record) => {
    const order = orderOf(folder, period);
    const device = order.devices.find((one) => one.name === name);
    if (device === undefined) throw new Error(`no ${name}`);
    return devicePage({ ...order, device }, reportConfiguration(folder), record);
  });
const jsonOf = (report: ComplianceReport): string => [...complianceJsonText(report)].join('');

let folder: string;
beforeAll(() => {
  folder = newRecord();
});

describe('the small report', () => {
  const forms: readonly (readonly [string, () => string])[] = [
    ['report.txt', () => `${complianceTable(reportOf(folder), 100)}\n`],
    ['report.json', () => jsonOf(reportOf(folder))],
    ['report.csv', () => complianceCsv(reportOf(folder))],
    ['report.md', () => complianceMarkdown(reportOf(folder))],
    ['report.html', () => complianceHtml(reportOf(folder))],
    ['summary.txt', () => `${complianceSummary(reportOf(folder), 100)}\n`],
    ['summary.json', () => `${JSON.stringify(summaryJson(reportOf(folder)), null, 2)}\n`],
    ['summary.md', () => summaryMarkdown(reportOf(folder))],
    ['device.txt', () => `${devicePageText(pageOf(folder, 'core2'), 100)}\n`],
    ['device.json', () => `${JSON.stringify(devicePageJson(pageOf(folder, 'core2')), null, 2)}\n`],
    ['device.md', () => devicePageMarkdown(pageOf(folder, 'core2'))],
    ['device.html', () => devicePageHtml(pageOf(folder, 'core2'))],
  ];

  it.each(forms)('%s is as it was agreed (UPDATE_GOLDEN=1 writes it)', (name, made) => {
    const file = join(golden, name);
    if (process.env['UPDATE_GOLDEN'] === '1' || !existsSync(file)) {
      writeFileSync(file, made());
      if (process.env['UPDATE_GOLDEN'] !== '1') throw new Error(`${name} was written; look at it and run again`);
    }
    expect(made()).toBe(readFileSync(file, 'utf8'));
  });
});

describe('the published schemas', () => {
  const schemaOf = (name: string) =>
    z.fromJSONSchema(JSON.parse(readFileSync(new URL(`../../schemas/${name}`, import.meta.url), 'utf8')));
  const senders = {
    since: epochMs(0),
    senders: [
      { name: '198.51.100.9', device: null, relays: true, firstSeen: null, lastSeen: epochMs(Date.UTC(2026, 1, 1)) },
    ],
  };
  const list = { name: 'cmdb.csv', devices: ['ghost'] };

  it('hold for the report, with and without audits', () => {
    const schema = schemaOf('report.json');
    for (const report of [
      reportOf(folder),
      reportOf(folder, '2026-Q1', { senders, list, asOf: now, selection: 'site ams' }),
      reportOf(folder, '2026-Q2'),
      reportOf(folder, '2025-Q1'),
    ])
      expect(schema.safeParse(JSON.parse(jsonOf(report))).error?.issues ?? []).toEqual([]);
  });

  it('hold for the summary', () => {
    const schema = schemaOf('report-summary.json');
    for (const period of ['2026-Q1', '2026-Q2'])
      expect(schema.safeParse(JSON.parse(jsonText(summaryJson(reportOf(folder, period))))).error?.issues ?? []).toEqual(
        [],
      );
  });

  it('hold for the page of each device', () => {
    const schema = schemaOf('report-device.json');
    for (const { name } of reportConfiguration(folder).inventory.devices)
      expect(schema.safeParse(JSON.parse(jsonText(devicePageJson(pageOf(folder, name))))).error?.issues ?? []).toEqual(
        [],
      );
  });

  it('refuse a report with another word or a member more', () => {
    const schema = schemaOf('report.json');
    const good = JSON.parse(jsonOf(reportOf(folder)));
    expect(schema.safeParse({ ...good, more: 1 }).success).toBe(false);
    expect(schema.safeParse({ ...good, chain: { ...good.chain, state: 'fine' } }).success).toBe(false);
  });
});

describe('the same record', () => {
  it('gives the same bytes, whenever it is asked', () => {
    const again = newRecord();
    expect(jsonOf(reportOf(again))).toBe(jsonOf(reportOf(folder)));
    expect(complianceHtml(reportOf(again))).toBe(complianceHtml(reportOf(folder)));
    expect(devicePageHtml(pageOf(again, 'core1'))).toBe(devicePageHtml(pageOf(folder, 'core1')));
  });

  it('gives the same report in whatever order the devices of an audit answered, but for the links of the chain', () => {
    const shuffled = newRecord({ order: (devices) => devices.toSorted((a, b) => (b.device < a.device ? -1 : 1)) });
    const plain = (report: ComplianceReport): string =>
      jsonOf(report)
        .replaceAll(/"link":\d+/g, '"link":0')
        .replaceAll(/"(?:sha256|head)":"[0-9a-f]{64}"/g, '"sha256":""');
    expect(plain(reportOf(shuffled))).toBe(plain(reportOf(folder)));
  });

  it('gives under --as-of what it gave then, although it has grown since', () => {
    const then = epochMs(Date.UTC(2026, 1, 22, 12));
    const early = newRecord({ weeks: 8 });
    const asOf = epochMs(Date.UTC(2026, 1, 23, 12));
    expect(jsonOf(reportOf(folder, '2026-Q1', { asOf }))).toBe(jsonOf(reportOf(early, '2026-Q1', { asOf })));
    const before = reportOf(folder, '2026-Q1', { asOf: then });
    expect(before.devices.find(({ device }) => device === 'core2')?.verdict).toBe('compliant');
    expect(before.findings.map(({ id }) => id)).not.toContain('f-core2-step');
    expect(before.alerts).toEqual([]);
    expect(before.changes.some((change) => change.kind === 'decision' && change.decision === 'acknowledge')).toBe(
      false,
    );
  });
});

describe('a period without audits', () => {
  it('after the end of the record says so and lists nothing of today', () => {
    const report = reportOf(folder, '2026-Q2');
    expect(report.findings).toEqual([]);
    expect(complianceSummary(report, 100)).toContain('No audit in the period: the record ends at 2026-03-30');
    expect(summaryMarkdown(report)).toContain('**No audit in the period');
    expect(complianceHtml(report)).toContain('No audit in the period');
    expect(JSON.parse(jsonOf(report)).scope.note).toContain('No audit in the period');
    expect(report.devices.every(({ verdict }) => verdict === 'unverified')).toBe(true);
  });

  it('in a gap of the record lists what was open then and claims no verdict', () => {
    const report = reportOf(folder, '2026-02-24/2026-02-28');
    expect(report.population.audited).toBe(0);
    expect(complianceSummary(report, 250)).toContain('Findings are listed as they were known from before');
    expect(report.findings.map(({ id }) => id)).toEqual(['f-branch1-release', 'f-branch2-step']);
  });

  it('before the record began has neither', () => {
    const report = reportOf(folder, '2025-Q1');
    expect([report.findings, report.changes, report.runs.audits]).toEqual([[], [], []]);
    expect(complianceTable(report, 100)).toContain('No audit in the period');
  });
});

describe('what stands in it', () => {
  it('tells who typed a change where a log line between both audits names an account', () => {
    const steps = reportOf(folder).changes.filter((change) => change.kind === 'release');
    expect(steps.map(({ device, typedBy }) => [device, typedBy?.users ?? null])).toEqual([
      ['core1', null],
      ['branch2', null],
      ['core2', ['jdoe']],
      ['branch2', null],
    ]);
  });

  it('counts due times of the schedules and those that no audit followed', () => {
    expect(reportOf(folder).runs.schedules).toEqual([
      {
        name: 'weekly',
        cron: '0 2 * * 1',
        timeZone: 'UTC',
        due: 13,
        missed: 1,
        missedAt: [Date.UTC(2026, 0, 26, 2)],
      },
    ]);
  });

  it('sets senders of the agent against the inventory', () => {
    const seen = (name: string, last: number) => ({
      name,
      device: null,
      relays: false,
      firstSeen: epochMs(Date.UTC(2025, 0, 1)),
      lastSeen: epochMs(last),
    });
    const senders = [
      seen('CORE1', Date.UTC(2026, 1, 1)),
      seen('198.51.100.9', Date.UTC(2026, 1, 1)),
      seen('core2', Date.UTC(2025, 11, 1)),
    ];
    const { logs } = reportOf(folder, '2026-Q1', { senders: { since: null, senders } }).population;
    expect(logs?.unknownSenders.map(({ name }) => name)).toEqual(['198.51.100.9']);
    expect(logs?.silent).toContain('core2');
    expect(logs?.silent).not.toContain('core1');
    expect(logs?.silent).not.toContain('fw2');
    expect(reportOf(folder).population.logs).toBeNull();
  });

  it('sets an imported list against the inventory', () => {
    const { list } = reportOf(folder, '2026-Q1', {
      list: { name: 'cmdb.csv', devices: ['core1', 'ghost9'] },
    }).population;
    expect(list?.missingHere).toEqual(['ghost9']);
    expect(list?.missingThere).toContain('core2');
  });
});

describe('docs/report.md', () => {
  it('names every control that the report maps, and no other', () => {
    const page = readFileSync(new URL('../../docs/report.md', import.meta.url), 'utf8');
    const rows = page.slice(page.indexOf('| framework |')).split('\n').slice(2);
    const listed = rows
      .flatMap((line) => (line.split('|')[2] ?? '').split(', ').map((id) => id.trim()))
      .filter(Boolean);
    expect(listed).toEqual(controlMapping(reportOf(folder)).flatMap(({ ids }) => ids));
  });
});

describe('the page of a device', () => {
  it('has its versions, boots, findings, decisions and alerts in order of time', () => {
    expect(pageOf(folder, 'core2').events.map(({ kind }) => kind)).toEqual([
      'first-seen',
      'alert',
      'boot',
      'release',
      'boot',
      'release',
      'verdict',
      'finding',
      'decision',
    ]);
  });

  it('is not the layout of the fleet', () => {
    const html = devicePageHtml(pageOf(folder, 'core2'));
    expect(html).not.toContain('Controls');
    expect(html).not.toContain('<form');
    expect(html).toContain('Time line of versions and boots');
  });

  it('names the revision that ruled and who approved it', () => {
    expect(devicePageText(pageOf(folder, 'core1'), 120)).toMatch(
      /baseline +campus, .*approved by R\. Vos, network architecture/s,
    );
    expect(devicePageText(pageOf(folder, 'branch1'), 120)).toContain('no approver recorded');
  });

  it('says of a device that was never audited that nothing is claimed', () => {
    expect(devicePageText(pageOf(folder, 'leaf1'), 100)).toContain('nothing is claimed about any device');
  });
});
