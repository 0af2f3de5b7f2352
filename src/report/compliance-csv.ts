import { stringify } from 'csv-stringify/sync';
import { isoTime } from '../core/brands.ts';
import { printable } from '../core/printable.ts';
import { type ComplianceReport, noApprover, type ReportDevice } from './compliance-model.ts';

/** The columns of the public contract, one row a device of the inventory. */
const columns = [
  'device',
  'platform',
  'site',
  'model',
  'serial',
  'version',
  'image',
  'digest',
  'digestBy',
  'digestSource',
  'nextBoot',
  'startedAt',
  'verdict',
  'assurance',
  'reason',
  'baseline',
  'rule',
  'waiver',
  'ticket',
  'until',
  'evidenceAt',
  'evidenceSha256',
] as const;

/**
 * RFC 4180 with CRLF and a heading. Cells are made printable, and one that a spreadsheet would take for a formula
 * (`=`, `+`, `-`, `@` first, in ASCII or full width) begins with an apostrophe; so does what follows a semicolon, which
 * divides cells where the decimal sign is a comma. Several values of a cell are joined by blanks.
 */
export function complianceCsv({ devices }: ComplianceReport): string {
  const rows = devices.map((device) => row(device).map((cell) => safeCell(cell)));
  return stringify([[...columns], ...rows], { record_delimiter: 'windows' });
}

/** Blanks before the sign do not stop a spreadsheet; a lone sign is text. */
export const safeCell = (cell: string | null): string => {
  const text = printable(cell ?? '');
  const whole = /^\s*[=+\-@＝＋－＠]/.test(text) ? `'${text}` : text;
  return whole.replaceAll(/;(?=[\s"']*[=+\-@＝＋－＠])/g, ";'");
};

function row(device: ReportDevice): readonly (string | null)[] {
  const { members, digests, exceptions, evidence, baseline } = device;
  const each = (values: readonly (string | null)[]): string =>
    [...new Set(values.filter((value) => value !== null && value !== ''))].join(' ');
  const [exception = null] = exceptions;
  const digest = digests.find(({ path }) => members.some(({ image }) => image === path)) ?? digests[0] ?? null;
  const started = members.flatMap(({ startedAt }) => startedAt ?? []);
  return [
    device.device,
    device.platform,
    device.site,
    each(members.map(({ model }) => model)),
    each(members.map(({ serial }) => serial)),
    each(members.map(({ version }) => version)),
    each(members.map(({ image }) => image)),
    digest === null ? null : `${digest.algorithm}:${digest.value}`,
    digest?.computedBy ?? null,
    digest?.source ?? null,
    each(members.map(({ nextBoot }) => nextBoot)),
    started[0] === undefined ? null : isoTime(started[0]),
    device.verdict,
    device.assurance,
    device.reason,
    baseline?.name ?? null,
    baseline?.rule ?? null,
    exception === null ? null : `${exception.kind} ${exception.name}, ${exception.by ?? noApprover}`,
    exception?.ticket ?? null,
    exception?.until == null ? null : isoTime(exception.until),
    evidence === null ? null : isoTime(evidence.at),
    evidence?.sha256 ?? null,
  ];
}
