import { execFile } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  type Certificate,
  type Daemon,
  listeningIntake,
  selfSigned,
  startRsyslog,
  startSyslogNg,
} from './syslog-kit.ts';

const run = promisify(execFile);

let certificate: Certificate;
let given: Awaited<ReturnType<typeof listeningIntake>>;
beforeAll(async () => {
  certificate = await selfSigned(await mkdtemp(join(tmpdir(), 'pawl-senders-')));
  given = await listeningIntake(certificate);
});
afterAll(() => given.close());

const command = 'boot system flash:cat9k_iosxe.17.06.05.SPA.bin';

describe('logger', () => {
  const text = `%PARSER-5-CFGLOG_LOGGEDCMD: User:ops  logged command:${command}`;
  it.each([
    ['UDP', ['--udp', '--rfc3164'], 'udp'],
    ['UDP with the header of RFC 5424', ['--udp', '--rfc5424'], 'udp'],
    ['TCP, counted', ['--tcp', '--octet-count', '--rfc5424'], 'tcp'],
    ['TCP, line by line', ['--tcp', '--rfc3164'], 'tcp'],
  ] as const)('by %s reaches the intake', async (_, words, channel) => {
    given.clock.at += 60_000;
    given.heard.length = 0;
    const place = ['--server', '127.0.0.1', '--port', String(given.ports[channel])];
    await run('logger', [...place, ...words, '-p', 'local7.notice', '-t', 'device', text]);
    await vi.waitFor(() => expect(given.heard.map(({ step }) => step.command)).toEqual([command]), { timeout: 5_000 });
    expect(given.heard[0]?.step.file).toBe(`${channel}:127.0.0.1`);
  });
});

/** Two devices' lines among plain ones, in the order in which they are sent. */
const lines = (mark: string): readonly string[] => [
  '<189>Apr  2 02:00:00 edge7 51: Apr  2 02:00:00.101 UTC: %LINK-3-UPDOWN: Interface Gi1/0/1, changed state to up',
  `<189>Apr  2 02:00:01 edge7 52: Apr  2 02:00:01.101 UTC: %PARSER-5-CFGLOG_LOGGEDCMD: User:ops  logged command:boot system flash:${mark}.bin`,
  '<189>Apr  2 02:00:02 edge7 53: Apr  2 02:00:02.101 UTC: %SYS-5-RELOAD: Reload requested by ops on vty0 (198.51.100.7). Reload Reason: Reload Command.',
  `<189>Apr  2 02:00:03 far-away 9: Apr  2 02:00:03.101 UTC: %PARSER-5-CFGLOG_LOGGEDCMD: User:ops  logged command:boot system flash:${mark}.bin`,
];

async function relays(started: Promise<Daemon>, channel: string): Promise<void> {
  given.clock.at += 8 * 86_400_000;
  given.heard.length = 0;
  const relay = await started;
  const mark = `image-${channel}-${given.clock.at}`;
  try {
    await relay.feed(lines(mark));
    await vi
      .waitFor(() => expect(given.heard).toHaveLength(3), { timeout: 20_000, interval: 100 })
      .catch((error: unknown) => {
        throw new Error(`${String(error)}\n${relay.said()}`);
      });
  } finally {
    await relay.stop();
  }
  const told = given.heard.map(({ alert, step }) => [alert.device, step.kind, step.image]);
  expect(told.sort()).toEqual([
    ['edge7', 'boot-change', `${mark}.bin`],
    ['edge7', 'reload-requested', null],
    ['far-away', 'boot-change', `${mark}.bin`],
  ]);
  expect(given.heard.map(({ step }) => step.file)).toEqual(Array(3).fill(`${channel}:127.0.0.1`));
}

describe('rsyslog', () => {
  const to = (words: string): Promise<Daemon> => startRsyslog(words, certificate.cert);
  const tls =
    'StreamDriver="gtls" StreamDriverMode="1" StreamDriverAuthMode="x509/name" StreamDriverPermittedPeers="localhost"';
  it('relays by UDP', () => relays(to(`port="${given.ports.udp}" protocol="udp"`), 'udp'));
  it('relays by TCP, line by line', () =>
    relays(to(`port="${given.ports.tcp}" protocol="tcp" TCP_Framing="traditional"`), 'tcp'));
  it('relays by TCP, counted', () =>
    relays(to(`port="${given.ports.tcp}" protocol="tcp" TCP_Framing="octet-counted"`), 'tcp'));
  it('relays by TLS with the header of RFC 5424', () =>
    relays(to(`port="${given.ports.tls}" protocol="tcp" template="RSYSLOG_SyslogProtocol23Format" ${tls}`), 'tls'));
});

describe('syslog-ng', () => {
  it('relays by UDP', () =>
    relays(startSyslogNg(`network("127.0.0.1" port(${given.ports.udp}) transport("udp"))`), 'udp'));
  it('relays by TCP, line by line', () =>
    relays(startSyslogNg(`network("127.0.0.1" port(${given.ports.tcp}) transport("tcp"))`), 'tcp'));
  it('relays by TCP, counted, with the header of RFC 5424', () =>
    relays(startSyslogNg(`syslog("127.0.0.1" port(${given.ports.tcp}) transport("tcp"))`), 'tcp'));
  it('relays by TLS', () => {
    const tls = `tls(ca-file("${certificate.cert}") peer-verify(required-trusted))`;
    return relays(startSyslogNg(`syslog("localhost" port(${given.ports.tls}) transport("tls") ${tls})`), 'tls');
  });
});
