import { type ComponentChild, h } from 'preact';
import { type EpochMs, isoTime } from '../core/brands.ts';
import { printable } from '../core/printable.ts';
import { type Severity, severities } from '../core/severity.ts';
import { type Verdict, verdicts } from '../core/verdict.ts';
import type { ReportDevice, ReportFinding, Timeline, TrendPoint } from './compliance-model.ts';

/** Charts as SVG with classes for their colours, so that one style sheet makes them light, dark and printable. */

const width = 720;
const day = (at: EpochMs): string => isoTime(at).slice(0, 10);

const chart = (height: number, title: string, text: string, ...parts: readonly ComponentChild[]): ComponentChild =>
  h(
    'svg',
    { class: 'chart', viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': `${title}. ${text}` },
    ...parts,
  );

const label = (
  x: number,
  y: number,
  text: string,
  options: { anchor?: 'start' | 'middle' | 'end'; class?: string } = {},
): ComponentChild =>
  h(
    'text',
    { x: round(x), y: round(y), 'text-anchor': options.anchor ?? 'start', class: options.class ?? 'tick' },
    text,
  );

const bar = (x: number, y: number, w: number, height: number, name: string, title: string): ComponentChild =>
  h('rect', { x: round(x), y: round(y), width: round(w), height: round(height), class: name }, h('title', null, title));

/** Centred below its column, or at the edge where it would be cut there. */
const dayLabel = (x: number, y: number, at: EpochMs): ComponentChild =>
  x > width - 44 ? label(width - 2, y, day(at), { anchor: 'end' }) : label(x, y, day(at), { anchor: 'middle' });

const round = (value: number): number => Math.round(value * 100) / 100;

/** A whole number of 1, 2 or 5 times a power of ten that is at least a fifth of the greatest value. */
function stepOf(most: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, most / 4)));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate * 5 >= most) ?? power * 10;
  return Math.max(1, step);
}

/** One column a point of time, stacked by verdict, worst at the bottom. `shown` leaves verdicts out of it. */
export function verdictChart(
  title: string,
  trend: readonly TrendPoint[],
  shown: readonly Verdict[] = verdicts,
): ComponentChild {
  const [left, top, bottom, height] = [48, 12, 34, 240];
  const inner = height - top - bottom;
  const totals = trend.map(({ verdicts: counts }) => shown.reduce((sum, verdict) => sum + counts[verdict], 0));
  const most = Math.max(1, ...totals);
  const slot = (width - left - 8) / Math.max(1, trend.length);
  const y = (count: number): number => top + inner - (count / most) * inner;
  const step = stepOf(most);
  const lines = Array.from({ length: Math.floor(most / step) + 1 }, (_, index) => index * step);
  const every = Math.max(1, Math.ceil(trend.length / 6));
  const last = trend.at(-1);
  return chart(
    height,
    title,
    last === undefined ? 'No points.' : `At the end: ${countsText(last.verdicts)}.`,
    h(
      'g',
      null,
      ...lines.flatMap((count) => [
        h('line', { x1: left, x2: width - 8, y1: round(y(count)), y2: round(y(count)), class: 'grid' }),
        label(left - 8, y(count) + 4, String(count), { anchor: 'end' }),
      ]),
    ),
    h(
      'g',
      null,
      ...trend.flatMap(({ at, verdicts: counts }, index) => {
        let below = 0;
        return shown.flatMap((verdict) => {
          const count = counts[verdict];
          if (count === 0) return [];
          const from = y(below);
          below += count;
          const name = `v-${verdict}`;
          return [
            bar(
              left + index * slot + slot * 0.1,
              y(below),
              slot * 0.8,
              from - y(below),
              name,
              `${day(at)}: ${count} ${verdict}`,
            ),
          ];
        });
      }),
    ),
    h(
      'g',
      null,
      ...trend.flatMap(({ at }, index) =>
        index % every === 0 ? [dayLabel(left + index * slot + slot / 2, height - bottom + 18, at)] : [],
      ),
    ),
  );
}

export const countsText = (counts: Readonly<Record<Verdict, number>>): string =>
  verdicts
    .filter((verdict) => counts[verdict] > 0)
    .map((verdict) => `${counts[verdict]} ${verdict}`)
    .join(', ') || 'no devices';

export type ReleaseCount = {
  readonly platform: string;
  readonly version: string;
  readonly release: ReportDevice['release'];
  readonly count: number;
};

/** How many devices of a platform run which release; the longer tail of a platform is one entry. */
export function releaseCounts(devices: readonly ReportDevice[], most = 6): readonly ReleaseCount[] {
  const counts = new Map<
    string,
    { platform: string; version: string; release: ReportDevice['release']; count: number }
  >();
  for (const { platform, members, release, excluded } of devices) {
    if (excluded) continue;
    const version = [...new Set(members.map((member) => member.version ?? 'not read'))].join(' + ') || 'no evidence';
    const key = `${platform}\n${version}\n${release}`;
    const known = counts.get(key);
    if (known === undefined) counts.set(key, { platform, version: printable(version), release, count: 1 });
    else known.count += 1;
  }
  const all = [...counts.values()];
  const platforms = [...new Set(all.map(({ platform }) => platform))].sort();
  return platforms.flatMap((platform) => {
    const own = all
      .filter((one) => one.platform === platform)
      .sort((a, b) => b.count - a.count || (a.version < b.version ? -1 : 1));
    const rest = own.slice(most);
    if (rest.length === 0) return own;
    const sum = (release: ReportDevice['release']): readonly ReleaseCount[] => {
      const of = rest.filter((one) => one.release === release);
      const count = of.reduce((total, one) => total + one.count, 0);
      return count === 0 ? [] : [{ platform, version: `${of.length} others`, release, count }];
    };
    return [...own.slice(0, most), ...sum('approved'), ...sum('not approved'), ...sum('not known')];
  });
}

const releaseClass: Readonly<Record<ReportDevice['release'], string>> = {
  approved: 'v-compliant',
  'not approved': 'v-noncompliant',
  'not known': 'v-unverified',
};

/** One row a release, grouped by platform, in the colour of what the baseline says about it. */
export function releaseChart(rows: readonly ReleaseCount[]): ComponentChild {
  const [left, right, line] = [230, 70, 24];
  const most = Math.max(1, ...rows.map(({ count }) => count));
  const platforms = [...new Set(rows.map(({ platform }) => platform))];
  const parts: ComponentChild[] = [];
  let y = 4;
  for (const platform of platforms) {
    parts.push(label(0, y + 16, platform, { class: 'group' }));
    for (const { version, release, count } of rows.filter((row) => row.platform === platform)) {
      const size = (count / most) * (width - left - right);
      parts.push(
        label(left - 8, y + 16, version.length > 22 ? `${version.slice(0, 21)}…` : version, { anchor: 'end' }),
        bar(
          left,
          y + 3,
          Math.max(1, size),
          line - 7,
          releaseClass[release],
          `${platform} ${version}: ${count}, ${release}`,
        ),
        label(left + size + 6, y + 16, String(count), { class: 'value' }),
      );
      y += line;
    }
    y += 8;
  }
  const approved = rows.filter(({ release }) => release === 'approved').reduce((sum, { count }) => sum + count, 0);
  return chart(
    Math.max(40, y),
    'Releases by platform against the baseline',
    `${approved} devices run an approved release.`,
    ...parts,
  );
}

/** Upper ends in days; the last is open. */
const ages = [
  { title: 'under 7 days', below: 7 },
  { title: '7 to 29 days', below: 30 },
  { title: '30 to 89 days', below: 90 },
  { title: '90 days and more', below: Number.POSITIVE_INFINITY },
] as const;

export type AgeRow = { readonly title: string; readonly counts: Readonly<Record<Severity, number>> };

/** Open findings by age and severity. */
export function ageRows(findings: readonly ReportFinding[]): readonly AgeRow[] {
  const open = findings.filter(({ status }) => status !== 'closed');
  return ages.map(({ title, below }, index) => {
    const from = ages[index - 1]?.below ?? 0;
    const counts = { critical: 0, high: 0, medium: 0, low: 0, info: 0 };
    for (const { ageDays, severity } of open) if (ageDays >= from && ageDays < below) counts[severity] += 1;
    return { title, counts };
  });
}

export function ageChart(rows: readonly AgeRow[]): ComponentChild {
  const [left, right, line] = [140, 60, 34];
  const sum = ({ counts }: AgeRow): number => severities.reduce((total, severity) => total + counts[severity], 0);
  const most = Math.max(1, ...rows.map(sum));
  return chart(
    rows.length * line + 6,
    'Open findings by age',
    rows.map((row) => `${row.title}: ${sum(row)}`).join(', '),
    ...rows.flatMap((row, index) => {
      let before = 0;
      const y = index * line + 4;
      const scale = (count: number): number => (count / most) * (width - left - right);
      const bars = severities.flatMap((severity) => {
        const count = row.counts[severity];
        if (count === 0) return [];
        const x = left + scale(before);
        before += count;
        return [bar(x, y, Math.max(1, scale(count)), line - 10, `s-${severity}`, `${row.title}: ${count} ${severity}`)];
      });
      return [
        label(left - 10, y + 16, row.title, { anchor: 'end' }),
        ...bars,
        label(left + scale(before) + 6, y + 16, String(sum(row)), { class: 'value' }),
      ];
    }),
  );
}

/** A lane of releases with the verdict of each audit below it. */
export function timelineChart({ device, points }: Timeline, from: EpochMs, until: EpochMs): ComponentChild {
  const [left, right, height] = [8, 8, 76];
  const span = Math.max(1, until - from);
  const x = (at: number): number =>
    left + ((Math.min(Math.max(at, from), until) - from) / span) * (width - left - right);
  const stretches: { runs: string; from: number; to: number }[] = [];
  for (const { at, runs } of points) {
    if (runs === '') continue;
    const last = stretches.at(-1);
    if (last !== undefined) last.to = at;
    if (last === undefined || last.runs !== runs) stretches.push({ runs, from: at, to: at });
  }
  const end = stretches.at(-1);
  if (end !== undefined) end.to = until;
  return chart(
    height,
    `Time line of ${printable(device)}`,
    `${stretches.map(({ runs }) => printable(runs)).join(', then ') || 'no release read'}; last verdict ${points.at(-1)?.verdict ?? 'none'}.`,
    ...stretches.flatMap(({ runs, from: begin, to }, index) => {
      const size = Math.max(2, x(to) - x(begin));
      const text = printable(runs);
      const fits = size > text.length * 7.4 + 8;
      return [
        bar(
          x(begin),
          6,
          size,
          26,
          index % 2 === 0 ? 'lane' : 'lane other',
          `${text} from ${isoTime(begin as EpochMs)}`,
        ),
        fits ? label(x(begin) + 6, 24, text, { class: 'lane-text' }) : null,
      ].filter((part) => part !== null);
    }),
    ...points
      .filter(({ at }) => at >= from)
      .map(({ at, verdict }) =>
        h(
          'circle',
          { cx: round(x(at)), cy: 44, r: verdict === 'compliant' ? 3.5 : 5, class: `v-${verdict}` },
          h('title', null, `${isoTime(at)}: ${verdict}`),
        ),
      ),
    label(left, height - 6, day(from)),
    label(width - right, height - 6, day(until), { anchor: 'end' }),
  );
}
