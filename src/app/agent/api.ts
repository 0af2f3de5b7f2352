import type {
  AgentApi,
  ApiCollection,
  ApiProblem,
  Audits,
  Listed,
  ListQuery,
  Verifications,
} from '../../agent-ports.ts';
import { type Alert, dispositions } from '../../core/alert.ts';
import { deviceName } from '../../core/brands.ts';
import type { Finding } from '../../core/finding.ts';
import { type FindingType, findingTypes } from '../../core/finding-types.ts';
import { err, ok, type Result } from '../../core/result.ts';
import type { AgentMemory, Clock } from '../../ports.ts';
import type { RecordStore } from '../../record-ports.ts';
import { alertDetailJson, alertJson } from '../../report/alert-json.ts';
import { findingJson } from '../../report/audit-json.ts';
import type { Configuration } from '../configuration.ts';
import { listAudits, oneAudit } from './api-audits.ts';
import { listDevices, oneDevice } from './api-devices.ts';
import { listSenders } from './api-senders.ts';
import { enterWindow, listWindows, oneWindow, withPlatformIds } from './api-windows.ts';
import { parts, words } from './api-words.ts';
import { takeForeignAlerts } from './foreign-alerts.ts';
import { pageOf, readCursor } from './list-cursor.ts';
import type { Outbox } from './notifier.ts';
import { readHook } from './read-hook.ts';
import type { Senders } from './senders.ts';
import { verificationJson } from './verification-json.ts';

export type ApiParts = {
  /** As it is now: it changes when the files are read again. */
  readonly configuration: () => Configuration;
  readonly record: RecordStore;
  readonly verifications: Verifications;
  readonly audits: Audits;
  readonly notifications: Pick<Outbox, 'list'>;
  readonly senders: Pick<Senders, 'unknown' | 'silent'>;
  /** Of the agent's memory: several requests wait for the disk once. */
  readonly together: AgentMemory['together'];
  readonly readiness: AgentApi['readiness'];
  readonly clock: Clock;
};

const onlyListed = err<ApiProblem>({ kind: 'not-found', message: 'these are only listed' });

const types = Object.keys(findingTypes).filter((type): type is FindingType => Object.hasOwn(findingTypes, type));

/** What the agent answers from outside, over its record and its queues. Objects are those of the audit JSON. */
export function agentApi(given: ApiParts): AgentApi {
  const { configuration, record, verifications, audits, clock } = given;
  const devices = () => configuration().inventory.devices;
  const lists: Readonly<Record<ApiCollection, (query: ListQuery) => ReturnType<AgentApi['list']>>> = {
    devices: (query) => listDevices(record, devices(), query),
    findings: (query) => listFindings(record, query),
    alerts: (query) => listAlerts(record, query),
    audits: (query) => listAudits(record, query),
    windows: (query) => listWindows(record, configuration(), query),
    notifications: (query) => given.notifications.list(query),
    senders: (query) => listSenders(given.senders, clock, query),
  };
  const ones: Readonly<Record<ApiCollection, (id: string) => Result<object, ApiProblem>>> = {
    devices: (id) => oneDevice(record, devices(), id),
    findings: (id) => found(record.findingById(id), findingItem, 'finding'),
    alerts: (id) => found(record.alertById(id), alertDetailJson, 'alert'),
    audits: (id) => oneAudit(record, id),
    windows: (id) => oneWindow(record, configuration(), id),
    notifications: () => onlyListed,
    senders: () => onlyListed,
  };
  return {
    readiness: given.readiness,
    list: (what, query) => lists[what](query),
    one: (what, id) => ones[what](id),
    requestVerification: (request) => verifications.request(request),
    verification(id) {
      const job = verifications.job(id);
      return job === null
        ? err({ kind: 'not-found', message: 'no verification of this id, or it is too long ago' })
        : ok(verificationJson(job, record.alertById));
    },
    requestAudit({ select, ...request }) {
      const known = withPlatformIds(select);
      return known.ok ? audits.request({ ...request, select: known.value }) : known;
    },
    addWindow: (window, by) => enterWindow(record, configuration(), clock, window, by),
    hook(kind, body, by) {
      const alerts = readHook(kind, body);
      if (!alerts.ok) return err({ kind: 'invalid', message: alerts.error });
      let answer: ReturnType<AgentApi['hook']> | null = null;
      given.together(() => {
        answer = takeForeignAlerts(alerts.value, devices(), verifications, by);
      });
      return answer ?? err({ kind: 'unavailable', message: 'nothing could be taken' });
    },
  };
}

function found<T>(value: T | null, json: (value: T) => object, what: string): Result<object, ApiProblem> {
  return value === null ? err({ kind: 'not-found', message: `no ${what} of this id on record` }) : ok(json(value));
}

const findingItem = (finding: Finding): object => ({ device: finding.device, ...findingJson(finding) });

function listFindings(record: Pick<RecordStore, 'findings'>, query: ListQuery): Result<Listed, ApiProblem> {
  const after = readCursor(query.cursor);
  if (!after.ok) return after;
  const asked = words('type', query.type, types);
  if (!asked.ok) return asked;
  const statuses = words('status', query.status, ['open', 'acknowledged', 'closed']);
  if (!statuses.ok) return statuses;
  const names = parts(query.device)?.map(deviceName);
  const findings = record.findings({
    ...(names === undefined ? {} : { devices: names }),
    ...(asked.value === null ? {} : { types: asked.value }),
    ...(statuses.value === null ? {} : { statuses: statuses.value }),
    ...(query.since === null ? {} : { since: query.since }),
    page: { after: after.value, limit: query.limit + 1 },
  });
  const keyOf = ({ firstSeen, id }: Finding) => ({ at: firstSeen, id });
  return ok(pageOf('pawl/findings/v1', findings, query.limit, keyOf, findingItem));
}

function listAlerts(record: Pick<RecordStore, 'alerts'>, query: ListQuery): Result<Listed, ApiProblem> {
  const after = readCursor(query.cursor);
  if (!after.ok) return after;
  const asked = words('disposition', query.disposition, dispositions);
  if (!asked.ok) return asked;
  const names = parts(query.device);
  const alerts = record.alerts({
    ...(names === null ? {} : { devices: names }),
    ...(asked.value === null ? {} : { dispositions: asked.value }),
    ...(query.since === null ? {} : { since: query.since }),
    page: { after: after.value, limit: query.limit + 1 },
  });
  const keyOf = ({ openedAt, id }: Alert) => ({ at: openedAt ?? 0, id });
  return ok(pageOf('pawl/alerts/v1', alerts, query.limit, keyOf, alertJson));
}
