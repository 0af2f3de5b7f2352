import type { ForeignAlert } from '../../agent-ports.ts';
import { distinct, hostsIn } from './hook-hosts.ts';
import { at, isObject, type JsonObject, member, textAt } from './json-walk.ts';

type Reader = (body: JsonObject) => readonly ForeignAlert[] | null;

/** The shapes of `/hooks/alert`, the most particular one first. Null: it is none of them, or names no host. */
export function readAlertHook(body: JsonObject): readonly ForeignAlert[] | null {
  for (const read of [alertmanager, splunk, generic, elastic]) {
    const alerts = read(body);
    if (alerts !== null) return alerts;
  }
  return null;
}

const hostsAt = (object: JsonObject, paths: readonly string[]): readonly string[] =>
  distinct(paths.flatMap((path) => hostsIn(at(object, path))));

/**
 * Prometheus Alertmanager (webhook version 4), also as Grafana sends it. Each alert of a group is one of ours, known by
 * its fingerprint and start; a resolved one asks for nothing.
 */
const alertmanager: Reader = (body) => {
  const alerts = member(body, 'alerts');
  if (!Array.isArray(alerts) || alerts.length === 0) return null;
  const labelled = alerts.filter((alert): alert is JsonObject => isObject(alert) && isObject(member(alert, 'labels')));
  if (labelled.length === 0) return null;
  const firing = labelled.filter((alert) => textAt(alert, 'status')?.toLowerCase() !== 'resolved');
  const read = firing.map((alert): ForeignAlert => {
    const fingerprint = textAt(alert, 'fingerprint');
    const startsAt = textAt(alert, 'startsAt');
    return {
      id: fingerprint === null ? null : `${fingerprint} ${startsAt ?? ''}`.trim(),
      title: textAt(alert, 'labels.alertname', 'annotations.summary') ?? 'alert of Alertmanager',
      hosts: alertmanagerHosts(alert),
    };
  });
  return read.length > 0 && read.every(({ hosts }) => hosts.length === 0) ? null : read;
};

/** `instance` is what was scraped, mostly an exporter: it counts only where no label names a device. */
function alertmanagerHosts(alert: JsonObject): readonly string[] {
  const named = hostsAt(alert, ['labels.device', 'labels.host', 'labels.hostname', 'labels.target']);
  return named.length > 0 ? named : hostsAt(alert, ['labels.instance']);
}

/**
 * The built-in webhook of Splunk: the first row of the result under `result` (Splunk manual, Use a webhook alert
 * action). `sid` is one run of the search, and the same for every row of it.
 */
const splunk: Reader = (body) => {
  const result = member(body, 'result');
  if (!isObject(result) || textAt(body, 'sid', 'search_name', 'results_link') === null) return null;
  const hosts = hostsAt(result, rowColumns);
  const title = textAt(body, 'search_name') ?? textAt(result, 'signature', 'rule_name') ?? 'alert of Splunk';
  return hosts.length === 0 ? null : [{ id: textAt(body, 'sid'), title, hosts }];
};

const rowColumns = [
  'device',
  'device_name',
  'dvc',
  'dvc_ip',
  'dvc_name',
  'dest',
  'dest_ip',
  'dest_host',
  'host',
  'hostname',
  'orig_host',
  'Computer',
  'HostName',
  'HostIP',
  'DeviceIP',
];

/** The documented least: `{"hosts": […], "id", "title"}`. */
const generic: Reader = (body) => {
  const hosts = distinct([
    ...['hosts', 'devices'].flatMap((name) => hostsIn(member(body, name))),
    ...['host', 'device', 'hostname'].flatMap((name) => {
      const value = member(body, name);
      return isObject(value) ? [] : hostsIn(value);
    }),
  ]);
  if (hosts.length === 0) return null;
  return [{ id: textAt(body, 'id', 'alert_id', 'alertId'), title: titleOf(body), hosts }];
};

/** A document in the Elastic Common Schema, as Kibana's alerts are: alone, or several under `alerts` or `hits`. */
const elastic: Reader = (body) => {
  const inner = ['alerts', 'hits', 'context.alerts', 'context.hits', 'alert.hits']
    .map((path) => at(body, path))
    .find((value) => Array.isArray(value) && value.length > 0);
  const documents = (Array.isArray(inner) ? inner.slice(0, mostDocuments) : [body]).flatMap((value) => {
    const source = isObject(value) ? (member(value, '_source') ?? value) : null;
    return isObject(source) ? [source] : [];
  });
  const read = documents.flatMap((document): readonly ForeignAlert[] => {
    const hosts = hostsAt(document, ecsHosts);
    return hosts.length === 0
      ? []
      : [
          {
            id: textAt(document, 'kibana.alert.uuid', 'alert.uuid', 'alert.id', 'event.id', '_id', 'id'),
            title: textAt(document, 'kibana.alert.rule.name', 'rule.name') ?? titleOf(body),
            hosts,
          },
        ];
  });
  return read.length === 0 ? null : read;
};

const mostDocuments = 1000;
const ecsHosts = ['host.name', 'host.hostname', 'host.ip', 'observer.name', 'observer.hostname', 'observer.ip'];

const titleOf = (body: JsonObject): string =>
  textAt(body, 'title', 'rule', 'rule.name', 'name', 'alertname', 'message') ?? 'alert of another system';
