import type { ForeignAlert, HookKind } from '../../agent-ports.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { isObject } from './json-walk.ts';
import { readAlertHook } from './read-alert-hook.ts';
import { readSentinelHook } from './read-sentinel-hook.ts';

/** More than any incident has; one that names more is refused whole, so that none is left out in silence. */
const mostHosts = 1000;

const lookedFor: Readonly<Record<HookKind, string>> = {
  sentinel:
    'no host and no address in it; looked for entities (objects whose `kind` or `Type` is host or ip), also in a text ' +
    '`Entities`, and for the columns Computer, HostName, HostIP, DeviceIP, DeviceName, DeviceAddress',
  any:
    'no host in it; looked for `hosts`, `host`, `devices`, `device` (generic), `result` with `sid` (Splunk), ' +
    '`host.name`, `host.ip`, `observer.name`, `observer.ip` (Elastic), `alerts[].labels` with device, host, hostname ' +
    'or instance (Alertmanager), and for the shapes of /hooks/sentinel',
};

/**
 * Reads what another system posted: which alerts, and which hosts they name. Pure; no payload makes it throw. Fields
 * that it does not know are ignored. An empty list: alerts that are over. The error names what was looked for.
 */
export function readHook(kind: HookKind, body: unknown): Result<readonly ForeignAlert[], string> {
  const alerts = (kind === 'any' ? readAny(body) : null) ?? sentinelOf(body);
  if (alerts === null) return err(lookedFor[kind]);
  const count = alerts.reduce((sum, { hosts }) => sum + hosts.length, 0);
  return count > mostHosts ? err(`${count} hosts in one alert; at most ${mostHosts} are taken`) : ok(alerts);
}

function readAny(body: unknown): readonly ForeignAlert[] | null {
  if (!Array.isArray(body)) return isObject(body) ? readAlertHook(body) : null;
  const read: ForeignAlert[] = [];
  for (const item of body) {
    const alerts = isObject(item) ? readAlertHook(item) : null;
    if (alerts === null) return null;
    read.push(...alerts);
  }
  return body.length === 0 ? null : read;
}

function sentinelOf(body: unknown): readonly ForeignAlert[] | null {
  const alert = readSentinelHook(body);
  return alert === null ? null : [alert];
}
