import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { messageFor, receiversOf } from '../../src/app/agent/receivers.ts';
import type { Notification } from '../../src/core/agent.ts';
import type { AgentEvent } from '../../src/core/agent-event.ts';
import { epochMs } from '../../src/core/brands.ts';
import { sendSyslog } from '../../src/edge/notify/syslog.ts';

/** What rsyslog reads of the messages that pawl sends it. */

let folder = '';
let port = 0;
let daemon: ChildProcess;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pawl-notify-'));
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  port = (probe.address() as AddressInfo).port;
  await new Promise((done) => probe.close(done));
  const fields = ['pri', 'timereported', 'hostname', 'app-name', 'msgid', 'structured-data', 'msg'];
  const shown = fields.map(
    (name) =>
      `property(outname="${name}" name="${name}" format="jsonf"${name === 'timereported' ? ' dateFormat="rfc3339"' : ''})`,
  );
  await writeFile(
    join(folder, 'rsyslog.conf'),
    `global(workDirectory="${folder}")
module(load="imtcp") module(load="imudp")
input(type="imtcp" port="${port}" address="127.0.0.1") input(type="imudp" port="${port}" address="127.0.0.1")
template(name="fields" type="list") { constant(value="{") ${shown.join(' constant(value=",") ')} constant(value="}\\n") }
action(type="omfile" file="${join(folder, 'out')}" template="fields")
`,
  );
  daemon = spawn('rsyslogd', ['-n', '-f', join(folder, 'rsyslog.conf'), '-i', join(folder, 'pid')], {
    stdio: 'ignore',
  });
  for (let tries = 0; tries < 100; tries += 1) {
    const outcome = await sendSyslog(
      'tcp',
      { host: '127.0.0.1', port },
      '<13>1 - - - - - - ready',
      new AbortController().signal,
    );
    if (outcome.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('rsyslogd does not listen');
});
afterAll(async () => {
  const gone = once(daemon, 'exit');
  daemon.kill();
  await gone;
  await rm(folder, { recursive: true, force: true });
});

const event = (user: string): AgentEvent => ({
  kind: 'alert-confirmed',
  id: `A-1:${user.length}`,
  at: epochMs(Date.UTC(2026, 11, 1, 20, 5, 6, 70)),
  device: 'edge1',
  platform: 'alpha',
  verdict: 'downgraded',
  reason: null,
  alert: null,
  finding: null,
  verification: null,
  audit: null,
  versionBefore: '2',
  versionAfter: '1',
  user,
  ticket: null,
});

async function received(transport: 'udp' | 'tcp', format: 'cef' | 'rfc5424', one: AgentEvent) {
  const to: Notification = {
    kind: 'syslog',
    transport,
    to: { host: '127.0.0.1', port },
    format,
    on: ['alert-confirmed'],
  };
  expect(receiversOf([to]).map(({ label }) => label)).toEqual([`${transport}://127.0.0.1:${port}`]);
  const { body } = messageFor(to, one, { host: 'auditor.example', version: '1.2.3' });
  const before = (await readFile(join(folder, 'out'), 'utf8')).split('\n').length;
  const outcome = await sendSyslog(transport, to.to, body, new AbortController().signal);
  expect(outcome.ok).toBe(true);
  for (let tries = 0; tries < 100; tries += 1) {
    const lines = (await readFile(join(folder, 'out'), 'utf8')).split('\n');
    if (lines.length > before) {
      expect(lines.length).toBe(before + 1);
      return JSON.parse(lines.at(-2) ?? '');
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('nothing arrived');
}

it.each(['udp', 'tcp'] as const)('RFC 5424 over %s: header, structured data and text come apart', async (transport) => {
  const seen = await received(transport, 'rfc5424', event('o"p]s\\ grün'));
  expect(seen).toMatchObject({
    pri: '82',
    timereported: '2026-12-01T20:05:06.070Z',
    hostname: 'auditor.example',
    'app-name': 'pawl',
    msgid: 'alert-confirmed',
  });
  expect(seen['structured-data']).toMatch(/^\[pawl@32473 eventId=.* user="o\\"p\\\]s\\\\ grün"\]$/);
  expect(seen.msg).toContain('edge1: Image downgrade confirmed (2 to 1); verdict downgraded');
});

it.each(['udp', 'tcp'] as const)(
  'CEF over %s: host and tag are read, and line ends in a value end no message',
  async (transport) => {
    const seen = await received(transport, 'cef', event('ops\n<13>forged: line'));
    expect(seen).toMatchObject({ pri: '82', hostname: 'auditor.example', 'app-name': 'CEF' });
    expect(seen.msg).toContain('0|pawl|pawl|1.2.3|alert-confirmed|Image downgrade confirmed|10|rt=1796155506070 ');
    expect(seen.msg).toContain(' suser=ops <13>forged: line ');
  },
);
