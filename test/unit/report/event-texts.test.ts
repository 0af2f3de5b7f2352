import { describe, expect, it } from 'vitest';
import type { AgentEvent } from '../../../src/core/agent-event.ts';
import type { Alert } from '../../../src/core/alert.ts';
import { deviceName, epochMs } from '../../../src/core/brands.ts';
import type { Finding } from '../../../src/core/finding.ts';
import { reason } from '../../../src/core/reason.ts';
import { eventJson } from '../../../src/report/event-json.ts';
import { eventCef, eventRfc5424 } from '../../../src/report/event-syslog.ts';

const alert: Alert = {
  id: 'A-1',
  device: 'edge1',
  platform: 'alpha',
  stage: 'restarted',
  score: 90,
  disposition: 'confirmed',
  labels: [],
  openedAt: 0,
  updatedAt: 0,
  steps: [],
};

const finding: Finding = {
  id: 'F-1',
  device: deviceName('edge1'),
  type: 'os-downgraded',
  subject: '1.2.3',
  member: null,
  severity: 'critical',
  expected: '1.2.4',
  observed: '1.2.3',
  status: 'open',
  labels: [],
  authorizedBy: null,
  closedBecause: null,
  closedNote: null,
  firstSeen: epochMs(0),
  lastSeen: epochMs(0),
  closedAt: null,
  evidence: [],
  step: null,
  baselineRevision: null,
};

const confirmed: AgentEvent = {
  kind: 'alert-confirmed',
  id: 'A-1:alert-confirmed:a9',
  at: epochMs(Date.UTC(2026, 11, 1, 20, 5, 6, 70)),
  device: 'edge1',
  platform: 'alpha',
  verdict: 'downgraded',
  reason: null,
  alert,
  finding,
  verification: 'v7',
  audit: 'a9',
  versionBefore: '17.12.04',
  versionAfter: '17.09.04a',
  user: 'ops',
  ticket: null,
};
const origin = { host: 'auditor.example', version: '1.2.3' };

describe('CEF', () => {
  it('names device, verdict, disposition, ids, versions, user and classification', () => {
    expect(eventCef(confirmed, origin)).toBe(
      '<82>Dec  1 20:05:06 auditor.example CEF:0|pawl|pawl|1.2.3|alert-confirmed|Image downgrade confirmed|10|' +
        'rt=1796155506070 dvchost=auditor.example dhost=edge1 cat=alert-confirmed externalId=A-1 act=confirmed ' +
        'outcome=TruePositive suser=ops cs1Label=verdict cs1=downgraded cs2Label=versionBefore cs2=17.12.04 ' +
        'cs3Label=versionAfter cs3=17.09.04a cs4Label=findingId cs4=F-1 cs6Label=alertId cs6=A-1 ' +
        'flexString1Label=findingType flexString1=os-downgraded flexString2Label=platform flexString2=alpha ' +
        'msg=edge1: Image downgrade confirmed: Runs an older release than before (17.12.04 to 17.09.04a); verdict downgraded',
    );
  });

  it('what a device or a person wrote cannot end a field, a key or the message', () => {
    const text = eventCef(
      { ...confirmed, user: 'a=b\\c|d\ne msg=x\u001b[31m\u0000', ticket: 'CHG\r\n<82>forged' },
      { host: 'audi\ntor x', version: '1|2\\3' },
    );
    expect(text).not.toMatch(/[\n\r\u0000\u001b]/);
    expect(text).toContain('suser=a\\=b\\\\c|d e msg\\=x');
    expect(text).toContain('cs5=CHG <82>forged');
    expect(text).toContain(' auditorx CEF:0|pawl|pawl|1\\|2\\\\3|');
  });
});

describe('RFC 5424', () => {
  it('names the same as structured data', () => {
    expect(eventRfc5424(confirmed, origin)).toBe(
      '<82>1 2026-12-01T20:05:06.070Z auditor.example pawl - alert-confirmed [pawl@32473 ' +
        'eventId="A-1:alert-confirmed:a9" device="edge1" platform="alpha" verdict="downgraded" disposition="confirmed" ' +
        'classification="TruePositive" alertId="A-1" findingId="F-1" findingType="os-downgraded" ' +
        'versionBefore="17.12.04" versionAfter="17.09.04a" user="ops" verification="v7" audit="a9"] ' +
        '\ufeffedge1: Image downgrade confirmed: Runs an older release than before (17.12.04 to 17.09.04a); verdict downgraded',
    );
  });

  it('escapes what ends a value, and an empty host is the nil value', () => {
    const text = eventRfc5424({ ...confirmed, user: 'a"] b\\[x="y\n' }, { ...origin, host: 'ü' });
    expect(text).toContain('user="a\\"\\] b\\\\[x=\\"y "');
    expect(text).toContain('Z - pawl - ');
  });

  it.each([
    ['alert-confirmed', 82],
    ['alert-pending', 83],
    ['alert-opened', 84],
    ['alert-authorized', 85],
    ['alert-refuted', 86],
    ['finding-opened', 82],
    ['verification-finished', 82],
    ['audit-finished', 86],
  ] as const)('%s has the priority %i', (kind, priority) => {
    expect(eventRfc5424({ ...confirmed, kind }, origin)).toMatch(new RegExp(`^<${priority}>`));
  });

  it('an audit that is over names no device', () => {
    const bare: AgentEvent = {
      ...confirmed,
      kind: 'audit-finished',
      device: null,
      alert: null,
      finding: null,
      verdict: null,
      versionBefore: null,
      versionAfter: null,
      user: null,
      verification: null,
      platform: null,
    };
    expect(eventRfc5424(bare, origin)).toContain(
      '[pawl@32473 eventId="A-1:alert-confirmed:a9" audit="a9"] \ufeffAudit finished',
    );
  });

  it('very long texts are cut', () => {
    const long = 'x'.repeat(1_000_000);
    for (const write of [eventCef, eventRfc5424])
      expect(write({ ...confirmed, user: long, ticket: long }, origin).length).toBeLessThan(4_000);
  });
});

describe('pawl/event/v1', () => {
  it('answers who asked for a verification, by the verdict', () => {
    const asked = {
      ...confirmed,
      kind: 'verification-finished',
      alert: null,
      finding: null,
      alerts: ['siem:7', 'A-1'],
    } as const;
    expect(eventJson(asked)).toMatchObject({
      classification: 'TruePositive',
      disposition: null,
      alerts: ['siem:7', 'A-1'],
    });
    expect(eventJson({ ...asked, verdict: 'compliant' })).toMatchObject({ classification: 'FalsePositive' });
    expect(eventJson({ ...asked, verdict: 'downgrade-pending' })).toMatchObject({ classification: null });
    expect(eventRfc5424(asked, origin)).toContain('alertId="siem:7 A-1"');
    expect(eventCef({ ...asked, verdict: 'authorized' }, origin)).toContain(
      ' externalId=siem:7 A-1 outcome=BenignPositive ',
    );
  });

  it('has every member in every event', () => {
    expect(eventJson({ ...confirmed, reason: reason('timeout', 'no answer') })).toMatchObject({
      schema: 'pawl/event/v1',
      id: 'A-1:alert-confirmed:a9',
      kind: 'alert-confirmed',
      at: '2026-12-01T20:05:06.070Z',
      device: 'edge1',
      verdict: 'downgraded',
      reason: 'timeout: no answer',
      disposition: 'confirmed',
      classification: 'TruePositive',
      versionBefore: '17.12.04',
      versionAfter: '17.09.04a',
      user: 'ops',
      ticket: null,
      alert: { schema: 'pawl/alert/v1', id: 'A-1' },
      finding: { device: 'edge1', id: 'F-1', type: 'os-downgraded' },
    });
    const bare = eventJson({ ...confirmed, alert: null, finding: null });
    expect(bare).toMatchObject({ alert: null, finding: null, disposition: null, classification: null });
  });
});
