import type { z } from 'zod';
import type { AgentSettings } from '../core/agent.ts';
import type { ChangeWindow, Match, Place } from '../core/baseline.ts';
import type { Inventory } from '../core/inventory.ts';
import { matches, subjectOf } from '../core/match.ts';
import { agentSchema } from './agent-schema.ts';
import { type Reporter, reporter } from './baseline-values.ts';
import { checkHttp, httpOf, tlsOf, uniqueNames } from './http-settings.ts';
import type { PlatformRules } from './platform-rules.ts';
import { type ConfigProblem, inOrder } from './problem.ts';
import { checkTarget, selectOf, targetOf } from './selection.ts';
import { validate } from './validate.ts';
import { readYaml, type SourceFile } from './yaml-document.ts';

export type AgentRead = {
  /** The defaults where the file has errors or is absent. */
  readonly settings: AgentSettings;
  readonly problems: readonly ConfigProblem[];
  /** Where each window stands, in the order of `settings.windows`. */
  readonly windowPlaces: readonly Place[];
};

/** Which keys something in this version acts on. A key that is only validated is told, so that nobody relies on it. */
const usedKeys: Readonly<Record<keyof z.output<typeof agentSchema>, boolean>> = {
  database: true,
  concurrency: true,
  windows: true,
  syslog: true,
  accounting: true,
  http: true,
  verification: true,
  schedules: true,
  automation: true,
  notify: true,
  retention: true,
};

/** Reads `agent.yaml`; null stands for an absent file. */
export function readAgentSettings(
  source: SourceFile | null,
  { platformId }: Pick<PlatformRules, 'platformId'>,
): AgentRead {
  if (source === null) return { settings: build({}, null, platformId), problems: [], windowPlaces: [] };
  const document = readYaml(source);
  const problems = [...document.problems];
  const read = document.readable ? validate(document, agentSchema) : { value: null, problems: [] };
  problems.push(...read.problems);
  const report = reporter(document, problems);
  for (const [key, used] of Object.entries(usedKeys))
    if (
      !used &&
      typeof document.value === 'object' &&
      document.value !== null &&
      Reflect.get(document.value, key) != null
    )
      report.atKey([key], `${key}: checked, but nothing in this version uses it`, 'warning');
  const settings = build(read.value ?? {}, report, platformId);
  return {
    settings,
    problems: inOrder(problems),
    windowPlaces: settings.windows.map((_, index) => report.place(['windows', index])),
  };
}

function build(
  given: Partial<z.output<typeof agentSchema>>,
  report: Reporter | null,
  platformId: PlatformRules['platformId'],
): AgentSettings {
  const { syslog, verification, concurrency, retention } = given;
  if (report !== null) {
    for (const key of ['schedules', 'windows', 'automation'] as const) uniqueNames([key], given[key] ?? [], report);
    checkHttp(given.http, report);
  }
  const selected = (written: Parameters<typeof selectOf>[0], path: readonly (string | number)[]): Match =>
    report === null ? {} : selectOf(written, path, platformId, report);
  return {
    database: given.database ?? null,
    syslog: {
      udp: syslog?.udp ?? null,
      tcp: syslog?.tcp ?? null,
      tls: syslog?.tls === undefined ? null : { ...tlsOf(syslog.tls), listen: syslog.tls.listen },
    },
    accounting: given.accounting ?? [],
    http: httpOf(given.http),
    verification: {
      threshold: verification?.threshold ?? 35,
      settleMs: verification?.settle ?? 20_000,
      waitReloadMs: verification?.waitReload ?? 86_400_000,
      concurrency: verification?.concurrency ?? 8,
      perDeviceEveryMs: verification?.perDeviceEvery ?? 60_000,
      afterRestart: verification?.afterRestart ?? true,
    },
    concurrency: {
      total: concurrency?.total ?? 64,
      perSite: concurrency?.perSite ?? 16,
      hashPerSite: concurrency?.hashPerSite ?? 2,
    },
    schedules: (given.schedules ?? []).map(({ name, cron, timeZone, select, hash, offBoxEvery }, index) => ({
      name,
      cron,
      timeZone: timeZone ?? 'UTC',
      select: select === undefined ? {} : selected(select, ['schedules', index, 'select']),
      hash: hash ?? true,
      ...(offBoxEvery === undefined ? {} : { offBoxEvery }),
    })),
    windows: (given.windows ?? []).map(
      ({ name, select, from, to, ticket, approvedBy, target }, index): ChangeWindow => {
        if (to <= from) report?.at(['windows', index, 'to'], 'ends before it begins');
        if (report !== null) checkTarget(target, ['windows', index, 'target'], report);
        if (approvedBy === undefined)
          report?.at(['windows', index], `nobody approved the window "${name}"; reports will say so`, 'warning');
        return {
          name,
          select: selected(select, ['windows', index, 'select']),
          from,
          to,
          ticket: ticket ?? null,
          approvedBy: approvedBy ?? null,
          target: targetOf(target),
          enteredAt: null,
        };
      },
    ),
    automation: given.automation ?? [],
    notify: (given.notify ?? []).flatMap(({ webhook, syslog: target, secret, on }, index): AgentSettings['notify'] => {
      if ((webhook === undefined) === (target === undefined))
        report?.at(['notify', index], 'either `webhook` or `syslog` is needed');
      if (webhook !== undefined) return [{ kind: 'webhook', url: webhook, secret: secret ?? null, on }];
      return target === undefined ? [] : [{ kind: 'syslog', ...target.to, format: target.format, on }];
    }),
    retention: { logLinesMs: retention?.logLines ?? null, observationsMs: retention?.observations ?? null },
  };
}

/** Windows that select no device, and targets that no selected device can read. */
export function checkWindows(
  read: AgentRead,
  inventory: Inventory,
  { schemeOf }: Pick<PlatformRules, 'schemeOf'>,
): readonly ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  read.settings.windows.forEach(({ name, select, target }, index) => {
    const place = read.windowPlaces[index];
    if (place === undefined) return;
    const devices = inventory.devices.filter(
      (device) => matches(select, subjectOf(device, { platform: null, models: [], serials: [] })).matched !== 'no',
    );
    if (devices.length === 0)
      problems.push({ ...place, message: `the window "${name}" selects no device`, severity: 'warning' });
    const { version } = target;
    if (version === null || devices.length === 0) return;
    const readable = devices.some(({ platform }) => schemeOf(platform)?.parse(version).ok === true);
    if (!readable)
      problems.push({
        ...place,
        message: `target: "${version}" is no release of any selected device`,
        severity: 'error',
      });
  });
  return problems;
}
