import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { complianceReport } from '../../src/app/compliance-report.ts';
import { devicePage } from '../../src/app/device-page.ts';
import { deviceName, epochMs } from '../../src/core/brands.ts';
import { printPdf } from '../../src/edge/print-pdf.ts';
import { complianceHtml } from '../../src/report/compliance-html.ts';
import { complianceJsonText } from '../../src/report/compliance-json.ts';
import type { ComplianceReport } from '../../src/report/compliance-model.ts';
import { devicePageHtml } from '../../src/report/device-page-html.ts';
import type { DevicePage } from '../../src/report/device-page-model.ts';
import { readPeriod } from '../../src/report/report-period.ts';
import { reportConfiguration, withReportRecord, writeReportRecord } from '../integration/report-kit.ts';
import { openFile, seriousViolations, startBrowser } from './browser-kit.ts';

const folder = mkdtempSync(join(tmpdir(), 'pawl-page-'));
const pageFile = (name: string, html: string): string => {
  const file = join(folder, name);
  writeFileSync(file, html);
  return pathToFileURL(file).href;
};

let browser: Browser;
let report: ComplianceReport;
let device: DevicePage;
let url = '';
let deviceUrl = '';
beforeAll(async () => {
  writeReportRecord(folder);
  const configuration = reportConfiguration(folder);
  const period = readPeriod('2026-Q1', epochMs(0));
  if (!period.ok) throw new Error(period.error);
  const devices = [...configuration.inventory.devices].sort((a, b) => (a.name < b.name ? -1 : 1));
  const order = {
    program: 'pawl',
    period: period.value,
    asOf: null,
    devices,
    selection: null,
    failOn: 'medium' as const,
    list: null,
    walk: 'always' as const,
    senders: {
      since: null,
      senders: [{ name: '198.51.100.9', device: null, relays: true, firstSeen: null, lastSeen: null }],
    },
  };
  withReportRecord(folder, (record) => {
    report = complianceReport(order, configuration, record);
    const [one] = devices.filter(({ name }) => name === 'core2');
    if (one === undefined) throw new Error('no core2');
    device = devicePage({ ...order, device: one }, configuration, record);
  });
  url = pageFile('report.html', complianceHtml(report));
  deviceUrl = pageFile('device.html', devicePageHtml(device));
  browser = await startBrowser();
});
afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
});

const titlesIn = (page: Page, id: string): Promise<readonly string[]> =>
  page.$$eval(`#${id} svg.chart title`, (titles) => titles.map((title) => title.textContent ?? ''));
const valuesIn = (page: Page, id: string): Promise<readonly number[]> =>
  page.$$eval(`#${id} svg.chart text.value`, (texts) => texts.map((text) => Number(text.textContent)));

describe('the report opened from a file', () => {
  it('complains of nothing under its own strict policy and asks no network', async () => {
    for (const one of [url, deviceUrl]) {
      const { page, complaints } = await openFile(browser, one);
      expect(await page.getAttribute('meta[http-equiv]', 'content')).toContain("default-src 'none'");
      await page.waitForTimeout(100);
      expect(complaints).toEqual([]);
      await page.context().close();
    }
  });

  it.each(['light', 'dark'] as const)('has no serious violation that axe finds, %s', async (colorScheme) => {
    for (const one of [url, deviceUrl]) {
      const { page } = await openFile(browser, one, { colorScheme });
      expect(await seriousViolations(page)).toEqual([]);
      await page.context().close();
    }
  });

  it('is no wider than a narrow window', async () => {
    for (const one of [url, deviceUrl]) {
      const { page } = await openFile(browser, one, { width: 390 });
      const [width, shown] = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
      expect(width).toBeLessThanOrEqual(shown ?? 0);
      await page.context().close();
    }
  });

  it('is whole without its script', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(url);
    expect(await page.locator('#devices tbody tr').count()).toBe(report.devices.length);
    expect(await page.locator('#filter').isVisible()).toBe(false);
    await context.close();
  });
});

describe('the charts', () => {
  const json = () => JSON.parse([...complianceJsonText(report)].join(''));

  it('draw the verdicts of each point of the period as high as they are many', async () => {
    const { page } = await openFile(browser, url);
    const trend: readonly { at: string; verdicts: Record<string, number> }[] = json().trend;
    const wanted = trend.flatMap(({ at, verdicts }) =>
      Object.entries(verdicts)
        .filter(([, count]) => count > 0)
        .map(([verdict, count]) => `${at.slice(0, 10)}: ${count} ${verdict}`),
    );
    expect([...(await titlesIn(page, 'chart-verdicts'))].sort()).toEqual([...wanted].sort());
    const bars = await page.$$eval('#chart-verdicts svg.chart rect', (rects) =>
      rects.map((rect) => ({
        count: Number(/: (\d+) /.exec(rect.textContent ?? '')?.[1]),
        height: rect.getBoundingClientRect().height,
        colour: getComputedStyle(rect).fill,
        verdict: /: \d+ (.*)/.exec(rect.textContent ?? '')?.[1] ?? '',
      })),
    );
    const unit = (bars[0]?.height ?? 0) / (bars[0]?.count ?? 1);
    for (const { count, height } of bars) expect(height).toBeCloseTo(count * unit, 0);
    const colours = new Map(bars.map(({ verdict, colour }) => [verdict, colour]));
    expect(new Set(colours.values()).size).toBe(colours.size);
    await page.context().close();
  });

  it('tell how many devices run which release, against the baseline', async () => {
    const { page } = await openFile(browser, url);
    const counts = new Map<string, number>();
    for (const { platform, members, release, excluded } of json().devices) {
      if (excluded) continue;
      const runs: string =
        [...new Set(members.map(({ version }: { version: string | null }) => version ?? 'not read'))].join(' + ') ||
        'no evidence';
      const key = `${platform} ${runs}: RUNS, ${release}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    const wanted = [...counts].map(([key, count]) => key.replace('RUNS', String(count)));
    expect([...(await titlesIn(page, 'chart-releases'))].sort()).toEqual(wanted.sort());
    expect((await valuesIn(page, 'chart-releases')).reduce((sum, one) => sum + one, 0)).toBe(
      json().devices.filter(({ excluded }: { excluded: boolean }) => !excluded).length,
    );
    await page.context().close();
  });

  it('tell the age of the open findings', async () => {
    const { page } = await openFile(browser, url);
    const open: readonly { ageDays: number; status: string }[] = json().findings.filter(
      ({ status }: { status: string }) => status !== 'closed',
    );
    const within = (from: number, below: number): number =>
      open.filter(({ ageDays }) => ageDays >= from && ageDays < below).length;
    expect(await valuesIn(page, 'chart-ages')).toEqual([
      within(0, 7),
      within(7, 30),
      within(30, 90),
      within(90, Number.POSITIVE_INFINITY),
    ]);
    await page.context().close();
  });

  it('draw a time line with what ran and each verdict', async () => {
    const { page } = await openFile(browser, deviceUrl);
    const points = device.timeline?.points ?? [];
    expect(await page.locator('#chart-timeline circle').count()).toBe(points.length);
    const releases = await page.$$eval('#chart-timeline rect', (rects) =>
      rects.map((rect) => (rect.textContent ?? '').split(' ')[0]),
    );
    expect(releases).toEqual(['17.09.04a', '17.06.05']);
    await page.context().close();
  });
});

const many = (): ComplianceReport['devices'] =>
  Array.from({ length: 10_000 }, (_, index) => {
    const one = report.devices[index % report.devices.length];
    if (one === undefined) throw new Error('no device');
    return { ...one, device: deviceName(`${one.device}-${String(index).padStart(5, '0')}`) };
  });

describe('the table of devices', () => {
  const shown = (page: Page): Promise<readonly string[]> =>
    page.$$eval('#devices tbody tr:not([hidden]) th', (cells) =>
      cells.map((cell) => cell.firstChild?.textContent ?? ''),
    );

  it('is filtered by words, verdict and platform from the keyboard', async () => {
    const { page } = await openFile(browser, url);
    await page.focus('#filter input');
    await page.keyboard.type('c9300');
    await expect.poll(() => shown(page)).toEqual(['core2']);
    expect(await page.textContent('#shown')).toBe('1 of 8 devices');
    await page.fill('#filter input', '');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('name'))).toBe('verdict');
    await page.keyboard.type('unverified');
    await expect.poll(() => shown(page)).toEqual(['fw1', 'leaf1']);
    await page.keyboard.press('Tab');
    await page.keyboard.type('eos');
    await expect.poll(() => shown(page)).toEqual(['leaf1']);
    await page.context().close();
  });

  it('is sorted by any column from the keyboard, and says so', async () => {
    const { page } = await openFile(browser, url);
    expect((await shown(page))[0]).toBe('core2');
    await page.focus('#devices thead th:first-child button');
    await page.keyboard.press('Enter');
    expect(await page.getAttribute('#devices thead th:first-child', 'aria-sort')).toBe('ascending');
    expect(await shown(page)).toEqual([...(await shown(page))].sort());
    await page.keyboard.press('Space');
    expect(await page.getAttribute('#devices thead th:first-child', 'aria-sort')).toBe('descending');
    expect((await shown(page))[0]).toBe('spine1');
    await page.focus('#devices thead th[data-sort=verdict] button');
    await page.keyboard.press('Enter');
    expect((await shown(page)).slice(0, 2)).toEqual(['core2', 'spine1']);
    expect(await page.locator('#devices thead th[aria-sort]').count()).toBe(1);
    await page.context().close();
  });

  it('of 10 000 devices opens, scrolls to its end and is filtered', async () => {
    const html = complianceHtml({ ...report, devices: many() });
    expect(html.length).toBeLessThan(15_000_000);
    const { page, complaints } = await openFile(browser, pageFile('many.html', html));
    const began = Date.now();
    await page.$eval('.scroll.tall', (box) => {
      box.scrollTop = box.scrollHeight;
    });
    await page.waitForFunction(() => {
      const box = document.querySelector('.scroll.tall')?.getBoundingClientRect();
      const row = document.querySelector('#devices tbody tr:last-child')?.getBoundingClientRect();
      return box !== undefined && row !== undefined && row.height > 0 && row.bottom <= box.bottom + 1;
    });
    const head = await page.$eval('#devices thead th', (cell) => cell.getBoundingClientRect().top);
    const box = await page.$eval('.scroll.tall', (one) => one.getBoundingClientRect().top);
    expect(Math.abs(head - box)).toBeLessThan(3);
    await page.fill('#filter input', 'core2-00009');
    await expect.poll(() => page.textContent('#shown'), { timeout: 20_000 }).toMatch(/^[01] of 10000 devices$/);
    expect(Date.now() - began).toBeLessThan(30_000);
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});

describe('on paper', () => {
  const sheets = (file: string): { readonly pages: number; readonly size: string } => {
    const text = readFileSync(file, 'latin1');
    const [, width = '', height = ''] = /\/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)/.exec(text) ?? [];
    return {
      pages: text.match(/\/Type\s*\/Page[^s]/g)?.length ?? 0,
      size: `${Math.round(Number(width))} × ${Math.round(Number(height))}`,
    };
  };
  const print = async (html: string): Promise<ReturnType<typeof sheets>> => {
    const file = join(folder, 'print.pdf');
    const printed = await printPdf(html, file, process.env['PATH'] ?? '');
    if (!printed.ok) throw new Error(printed.error);
    return sheets(file);
  };

  it('comes in A4 and in Letter', async () => {
    expect((await print(complianceHtml(report, 'a4'))).size).toBe('595 × 842');
    expect((await print(complianceHtml(report, 'letter'))).size).toBe('612 × 792');
  });

  it('of 10 000 devices has the worst five hundred, and says where the others are', { timeout: 180_000 }, async () => {
    const html = complianceHtml({ ...report, devices: many() }, 'a4');
    expect(html).toContain('On paper: the first 500 of 10000 devices, worst first; the CSV report has all of them.');
    const { pages } = await print(html);
    expect(pages).toBeGreaterThan(30);
    expect(pages).toBeLessThan(150);
  });

  it('has a page of a device on one sheet', async () => {
    expect(await print(devicePageHtml(device, 'a4'))).toEqual({ pages: 1, size: '595 × 842' });
    expect(await print(devicePageHtml(device, 'letter'))).toEqual({ pages: 1, size: '612 × 792' });
  });

  it('keeps it on one sheet, however much there is to tell and however long the texts are', async () => {
    const long = 'a release name that does not want to end (build 4711) '.repeat(12);
    const fill = <T>(value: T | undefined): readonly T[] =>
      value === undefined ? [] : Array.from({ length: 60 }, () => value);
    const [member] = device.device.members;
    const [finding] = device.findings;
    const [event] = device.events;
    const crowded: DevicePage = {
      ...device,
      device: {
        ...device.device,
        reason: long,
        members: fill(member).map((one) => ({ ...one, version: long, model: long, serial: long, nextBoot: long })),
        exceptions: fill({
          kind: 'waiver',
          name: long,
          ticket: long,
          by: long,
          until: null,
          reason: long,
          finding: 'f',
        }),
      },
      findings: fill(finding).map((one) => ({ ...one, expected: long, observed: long })),
      events: fill(event).map((one) => ({ ...one, text: long })),
      evidence: fill(device.evidence[0]).map((one) => ({ ...one, audit: long })),
    };
    expect((await print(devicePageHtml(crowded, 'letter'))).pages).toBe(1);
    expect((await print(devicePageHtml(crowded, 'a4'))).pages).toBe(1);
  });
});
