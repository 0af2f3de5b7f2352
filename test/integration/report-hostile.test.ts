import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { complianceReport } from '../../src/app/compliance-report.ts';
import { devicePage } from '../../src/app/device-page.ts';
import { epochMs } from '../../src/core/brands.ts';
import { jsonText } from '../../src/core/json-text.ts';
import { alertsTable, alertText } from '../../src/report/alert-text.ts';
import { complianceCsv } from '../../src/report/compliance-csv.ts';
import { complianceHtml } from '../../src/report/compliance-html.ts';
import { complianceJsonText } from '../../src/report/compliance-json.ts';
import { complianceMarkdown } from '../../src/report/compliance-markdown.ts';
import type { ComplianceReport } from '../../src/report/compliance-model.ts';
import { complianceSummary, complianceTable } from '../../src/report/compliance-table.ts';
import { devicePageHtml } from '../../src/report/device-page-html.ts';
import { devicePageJson } from '../../src/report/device-page-json.ts';
import { devicePageMarkdown } from '../../src/report/device-page-markdown.ts';
import type { DevicePage } from '../../src/report/device-page-model.ts';
import { devicePageText } from '../../src/report/device-page-text.ts';
import { findingsTable, findingText } from '../../src/report/finding-text.ts';
import { historyRows, historyTable } from '../../src/report/history-text.ts';
import { readPeriod } from '../../src/report/report-period.ts';
import { reportAlert, reportConfiguration, type Seen, withReportRecord, writeReportRecord } from './report-kit.ts';

/** What a device, a log line or a person may send where a version, a model, a serial or a reason is expected. */
const hostile = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  '</td></tr></table><style>*{display:none}</style>',
  "=cmd|' /C calc'!A0",
  '+1+1',
  '-2+3',
  '@SUM(1+1)',
  '\t=1+1',
  '＝1＋1',
  'x;=HYPERLINK("https://evil.example","a")',
  'x; "@SUM(1)',
  '| a | b |',
  '[click](javascript:alert(1))',
  '![i](https://evil.example/x.png)',
  'https://evil.example/ www.evil.example @everyone #1',
  '**bold** `code` ~~x~~ &lt;b&gt;',
  '\u001b[2J\u001b]0;owned\u0007\u001b[31mred',
  '\u009b31mred\u0085\u0000',
  'abc\u202egnp.exe\u2066x\u061cy\u200bz\ufeff',
  'a\r\nHost: injected\n\n# Heading\n- item',
  '\u{e0041}\u{e0042}hidden',
  '\ud800 lone',
] as const;

let count = 0;
const next = (): string => hostile[count++ % hostile.length] ?? '';

/** Every text that comes from a device is exchanged for the next hostile one, device after device. */
const poisoned = (seen: Seen): Seen => ({
  ...seen,
  members: seen.members.map((member) => ({
    ...member,
    version: `${member.version} ${next()}`,
    model: next(),
    serial: `${member.serial}${next()}`,
    image: next(),
    patches: [next()],
    reloadReason: next(),
    boot: {
      ...member.boot,
      next: {
        kind: 'image',
        image: next(),
        version: next(),
        versionFrom: 'name',
        exists: true,
        fallbacks: [],
        implicit: false,
      },
    },
  })),
  findings: (seen.findings ?? []).map((finding) => ({
    ...finding,
    expected: next(),
    observed: next(),
    member: next(),
    labels: [next()],
    authorizedBy:
      finding.authorizedBy === null ? null : { ...finding.authorizedBy, name: next(), by: next(), ticket: next() },
  })),
  ...(seen.reason === undefined ? {} : { reason: { ...seen.reason, message: next() } }),
  ...(seen.images === undefined
    ? {}
    : {
        images: seen.images.map((image) => ({
          ...image,
          path: next(),
          digests: image.digests.map((digest) => ({ ...digest, source: next() })),
        })),
      }),
});

const poisonedAlert = {
  ...reportAlert,
  labels: [next()],
  steps: reportAlert.steps.map((step) => ({
    ...step,
    user: next(),
    source: next(),
    command: next(),
    line: hostile.join(' '),
  })),
};

let folder: string;
let report: ComplianceReport;
let pages: readonly DevicePage[];
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pawl-hostile-'));
  writeReportRecord(folder, { change: poisoned, alert: poisonedAlert, person: next });
  const configuration = reportConfiguration(folder);
  const period = readPeriod('2026-Q1', epochMs(0));
  if (!period.ok) throw new Error(period.error);
  const order = {
    program: 'pawl',
    period: period.value,
    asOf: null,
    devices: configuration.inventory.devices,
    selection: hostile.join(' '),
    failOn: 'medium' as const,
    list: { name: hostile.join(' '), devices: [...hostile] },
    walk: 'always' as const,
    senders: {
      since: null,
      senders: hostile.map((name) => ({ name, device: null, relays: false, firstSeen: null, lastSeen: null })),
    },
  };
  withReportRecord(folder, (record) => {
    report = complianceReport({ ...order, selection: null }, configuration, record);
    pages = order.devices.map((device) => devicePage({ ...order, device }, configuration, record));
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What no output may hold, whatever its form: controls but the line feed, and marks that hide or turn text. */
const unseen =
  /[\u0000-\u0009\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]|\udb40/;

describe('text of devices in HTML', () => {
  const tags = (html: string): readonly string[] =>
    [...new Set([...html.matchAll(/<([a-zA-Z!/][^\s>/]*)/g)].map(([, name = '']) => name.toLowerCase()))].sort();

  it('brings no element, attribute or script of its own', () => {
    for (const html of [complianceHtml(report), ...pages.map((page) => devicePageHtml(page))]) {
      expect(html.match(/<script/g)?.length ?? 0).toBeLessThanOrEqual(1);
      expect(html.match(/<style/g)).toHaveLength(1);
      const opened =
        html
          .replaceAll(/="[^"]*"/g, '=""')
          .match(/<[^<>]*>/g)
          ?.join('\n') ?? '';
      const found = /<img|onerror|javascript:|evil/.exec(opened);
      expect(found === null ? '' : opened.slice(found.index - 60, found.index + 40)).toBe('');
      for (const tag of tags(html)) expect(tag).toMatch(/^(?:!doctype|\/?[a-z]+\d?)$/);
      expect(unseen.exec(html)?.index).toBeUndefined();
    }
  });

  it('is closed in where it opens: every element of ours is balanced', () => {
    const html = complianceHtml(report);
    for (const name of ['table', 'tr', 'td', 'tbody', 'section', 'svg', 'text', 'title'])
      expect([name, html.match(new RegExp(`<${name}[ >]`, 'g'))?.length]).toEqual([
        name,
        html.match(new RegExp(`</${name}>`, 'g'))?.length,
      ]);
  });

  it('stays short enough to be read, however long it is', () => {
    const [device] = report.devices;
    if (device === undefined) throw new Error('no device');
    const long = { ...device, reason: 'A'.repeat(1_000_000) };
    expect(complianceHtml({ ...report, devices: [long] }).length).toBeLessThan(200_000);
  });
});

describe('text of devices in CSV', () => {
  it('begins no formula, in no cell, also where a semicolon divides cells', () => {
    const csv = complianceCsv(report);
    const rows: string[][] = parse(csv);
    expect(rows.length).toBe(report.devices.length + 1);
    for (const row of rows)
      for (const cell of row) {
        expect(cell).not.toMatch(/^\s*[=+\-@＝＋－＠]/);
        for (const part of cell.split(';')) expect(part).not.toMatch(/^[\s"]*[=+\-@＝＋－＠]/);
        expect(cell).not.toMatch(/[\r\n]/);
      }
    expect(unseen.exec(csv.replaceAll('\r\n', ''))?.index).toBeUndefined();
  });
});

describe('text of devices in Markdown', () => {
  it('makes no column, link, image, tag or mention', () => {
    for (const text of [complianceMarkdown(report), ...pages.map(devicePageMarkdown)]) {
      const tables = text.split('\n\n').filter((part) => part.startsWith('| '));
      for (const table of tables) {
        const lines = table.trimEnd().split('\n');
        const width = (line = ''): number => line.replaceAll(/\\./g, '').split('|').length;
        expect(lines.find((line) => width(line) !== width(lines[0]))).toBeUndefined();
      }
      const bare = text.replaceAll(/\\./g, '');
      expect(bare).not.toMatch(/<[a-z/]|\]\(|!\[|https?:|javascript:|@everyone|www\./i);
      expect(text).not.toMatch(/^# Heading|^- item/m);
      expect(unseen.exec(text)?.index).toBeUndefined();
    }
  });
});

describe('text of devices on a terminal', () => {
  it('moves no cursor, rings no bell and turns no line', () => {
    for (const text of [
      complianceTable(report, 100),
      complianceSummary(report, 80),
      ...pages.map((page) => devicePageText(page, 100)),
    ])
      expect(unseen.exec(text)?.index).toBeUndefined();
    withReportRecord(folder, (record) => {
      const findings = record.findings({});
      expect(findings.length).toBeGreaterThan(2);
      expect([findingsTable(findings, 100), ...findings.map((finding) => findingText(finding))].join('\n')).not.toMatch(
        unseen,
      );
      const alerts = record.alerts({});
      expect(alerts).toHaveLength(1);
      const told = [alertsTable(alerts, 100), ...alerts.map((alert) => alertText(alert, 100))];
      expect(told.join('\n')).not.toMatch(unseen);
      for (const { name } of reportConfiguration(folder).inventory.devices)
        expect(historyTable(historyRows(record.history(name)), 100)).not.toMatch(unseen);
    });
  });
});

describe('the record', () => {
  it('holds, whatever text it was given', () => {
    expect(report.chain).toMatchObject({ state: 'holds', why: null });
  });
});

describe('text of devices in JSON', () => {
  it('is the very text for a program, and nothing that an editor would obey', () => {
    const texts = [[...complianceJsonText(report)].join(''), ...pages.map((page) => jsonText(devicePageJson(page), 2))];
    for (const text of texts) {
      expect(unseen.exec(text)?.index).toBeUndefined();
      expect(() => JSON.parse(text)).not.toThrow();
    }
    const told: unknown = JSON.parse(texts[0] ?? '').population.list.missingHere;
    expect(told).toEqual([...hostile]);
  });
});
