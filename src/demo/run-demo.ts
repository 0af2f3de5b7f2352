import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { auditFleet, type Observe, overSsh } from '../app/audit-fleet.ts';
import { complianceReport } from '../app/compliance-report.ts';
import { type Configuration, configurationOf } from '../app/configuration.ts';
import { trustedFiles } from '../compare/trusted-files.ts';
import type { ConfigurationFiles } from '../config/configuration.ts';
import { epochMs, hexDigest } from '../core/brands.ts';
import type { JudgedDevice } from '../core/judgement.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { Verdict } from '../core/verdict.ts';
import { writeFileAtomically } from '../edge/files.ts';
import { secretStore } from '../edge/secrets.ts';
import { openAgentMemory } from '../edge/sqlite/agent-memory.ts';
import { openRecord } from '../edge/sqlite/record-store.ts';
import { knownHostsStore } from '../edge/ssh/known-hosts.ts';
import { sshTransport } from '../edge/ssh/ssh-transport.ts';
import type { RecordStore } from '../record-ports.ts';
import { auditSummary, auditTable } from '../report/audit-table.ts';
import { complianceHtml } from '../report/compliance-html.ts';
import { readPeriod } from '../report/report-period.ts';
import { iosxe } from './devices/iosxe.ts';
import { type Fleet, type FleetDevice, startFleet } from './fleet.ts';
import { playAlertLoop } from './play-alert-loop.ts';

type Account = { readonly username: string; readonly password: string };

export type DemoOutput = { readonly print: (text: string) => Promise<void>; readonly width: number };

/** What is done to the fleet between the two audits, and what the second one has to say about it. */
const changes: readonly {
  readonly os: string;
  readonly does: string;
  readonly change: (device: FleetDevice) => void | Promise<void>;
  readonly expect: Verdict;
}[] = [
  {
    os: 'iosxe',
    does: 'is reloaded into an older release',
    change: (device) => device.downgrade(),
    expect: 'downgraded',
  },
  {
    os: 'ios',
    does: 'gets an older image and a boot statement for it; no reload yet',
    change: (device) => device.bootOlder(),
    expect: 'downgrade-pending',
  },
  {
    os: 'eos',
    does: 'has bytes of its image file changed; name, size and date stay',
    change: (device) => device.changeImage(),
    expect: 'tampered',
  },
  { os: 'iosxr', does: 'stops answering', change: (device) => device.stop(), expect: 'unverified' },
];

/** The main job on a simulated fleet: audit, tamper, audit again; then the agent's. True when all came out as intended. */
export async function runDemo(files: ConfigurationFiles, output: DemoOutput): Promise<Result<boolean, string>> {
  const account = { username: 'pawl', password: 'simulated' };
  const fleet = await startFleet({ ...account, latencyMs: 2, now: Date.now });
  const folder = await mkdtemp(join(tmpdir(), 'pawl-demo-'));
  const opened = openRecord(join(folder, 'demo.db'), { mode: 'create', now: () => epochMs(Date.now()) });
  try {
    if (!opened.ok) return err(opened.error.message);
    const configuration = demoConfiguration(files, fleet, account);
    if (!configuration.ok) return configuration;
    const audited = await play(configuration.value, fleet, opened.value, output);
    const report = await writeReport(configuration.value, opened.value);
    const listened = await listen(files, account, folder, output.print);
    await output.print(report.ok ? `\nHTML report: ${report.value}\n` : `\n${report.error}\n`);
    return ok(audited && listened && report.ok);
  } finally {
    if (opened.ok) opened.value.close();
    await fleet.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function play(
  configuration: Configuration,
  fleet: Fleet,
  record: RecordStore,
  { print, width }: DemoOutput,
): Promise<boolean> {
  const audit = async (id: string): Promise<readonly JudgedDevice[]> => {
    const clock = { now: () => epochMs(Date.now()) };
    const signal = new AbortController().signal;
    const result = await auditFleet(
      {
        id,
        trigger: 'manual',
        devices: configuration.inventory.devices,
        hashing: true,
        alert: null,
        afterAlert: false,
        resumed: false,
        bounds: configuration.settings.concurrency,
        signal,
        stop: signal,
        onResult: () => undefined,
      },
      { configuration, record, clock, observe: sessions(configuration, fleet) },
    );
    if (!result.ok) throw new Error(result.error.message);
    return result.value.judgements;
  };

  await print('Eight simulated devices answer over real SSH on loopback. First audit:\n\n');
  const before = await audit('demo-1');
  await print(`${auditTable(before, width)}\n\n${auditSummary(before)}\n\nThen somebody gets in:\n`);
  for (const { os, does, change } of changes) {
    const device = fleet.devices.find((one) => one.os === os);
    if (device === undefined) throw new Error(`the simulated fleet has no ${os}`);
    await change(device);
    await print(`  ${device.hostname} ${does}\n`);
  }
  const after = await audit('demo-2');
  await print(`\nSecond audit:\n\n${auditTable(after, width)}\n\n${auditSummary(after)}\n`);
  const chain = record.verifyChain();
  await print(`evidence chain: ${chain.ok ? `holds, ${chain.links} links` : `broken: ${chain.why}`}\n`);
  const wrong = [
    ...before
      .filter(({ verdict }) => verdict !== 'compliant')
      .map((one) => `${one.device} was ${one.verdict} in the first audit`),
    ...after.flatMap((one) => {
      const expected = changes.find(({ os }) => os === one.platform)?.expect ?? 'compliant';
      return one.verdict === expected ? [] : [`${one.device} is ${one.verdict}, not ${expected}`];
    }),
    ...(chain.ok ? [] : ['the evidence chain is broken']),
  ];
  await print(
    wrong.length === 0 ? '\nEvery verdict came out as intended.\n' : `\nNot as intended: ${wrong.join('; ')}\n`,
  );
  return wrong.length === 0;
}

/** The second part: the agent listens for one router, which is fresh and has a record of its own. */
async function listen(
  files: ConfigurationFiles,
  account: Account,
  folder: string,
  print: DemoOutput['print'],
): Promise<boolean> {
  const fleet = await startFleet({ ...account, latencyMs: 2, now: Date.now }, [iosxe]);
  const file = join(folder, 'agent.db');
  const record = openRecord(file, { mode: 'create', now: () => epochMs(Date.now()) });
  const memory = openAgentMemory(file);
  try {
    const configuration = demoConfiguration(files, fleet, account);
    const [device] = fleet.devices;
    if (!record.ok || !memory.ok || !configuration.ok || device === undefined) return false;
    await print(`\nThen the agent listens, and ${device.hostname} is as it was at first:\n\n`);
    const wrong = await playAlertLoop({
      configuration: configuration.value,
      device,
      observe: sessions(configuration.value, fleet),
      record: record.value,
      memory: memory.value,
      print,
    });
    await print(
      wrong.length === 0 ? '\nThe alert loop went as intended.\n' : `\nNot as intended: ${wrong.join('; ')}\n`,
    );
    return wrong.length === 0;
  } finally {
    if (record.ok) record.value.close();
    if (memory.ok) memory.value.close();
    await fleet.stop();
  }
}

function sessions(configuration: Configuration, fleet: Fleet): Observe {
  const clock = { now: () => epochMs(Date.now()) };
  const knownHosts = knownHostsStore(fleet.knownHosts, async () => undefined);
  return overSsh(configuration, sshTransport({ knownHosts, clock, agentSocket: null }), secretStore({}), clock);
}

/** The report of both audits, where a browser can open it after the demo. */
async function writeReport(configuration: Configuration, record: RecordStore): Promise<Result<string, string>> {
  const now = epochMs(Date.now());
  const period = readPeriod('90d', now);
  if (!period.ok) return period;
  const report = complianceReport(
    {
      program: 'pawl demo',
      period: period.value,
      asOf: null,
      devices: configuration.inventory.devices,
      selection: null,
      failOn: 'medium',
      list: null,
      walk: 'always',
      senders: null,
    },
    configuration,
    record,
  );
  const folder = await mkdtemp(join(tmpdir(), 'pawl-report-'));
  const file = join(folder, 'report.html');
  const written = writeFileAtomically(file, complianceHtml(report));
  return written.ok ? ok(file) : err(written.error.message);
}

/** The example inventory with the addresses of the simulated devices, and the published digests of their images. */
function demoConfiguration(files: ConfigurationFiles, fleet: Fleet, account: Account): Result<Configuration, string> {
  const { configuration, problems } = configurationOf(files);
  const [problem] = problems.filter(({ severity }) => severity === 'error');
  if (problem !== undefined) return err(`${problem.file}:${problem.line}: ${problem.message}`);
  const devices = configuration.inventory.devices.flatMap((device) => {
    const simulated = fleet.devices.find(({ os }) => os === device.platform);
    if (simulated === undefined) return [];
    const secret = { kind: 'text' as const, text: account.password };
    return [
      {
        ...device,
        hostname: simulated.host,
        port: simulated.port,
        username: account.username,
        password: secret,
        enable: secret,
        ssh: { ...device.ssh, jump: null, keyFile: null, agent: false },
      },
    ];
  });
  const published = fleet.devices.map(({ os, release, imageSha512, imageBytes }) => {
    const digest = imageSha512 === null ? null : hexDigest('sha512', imageSha512);
    const files =
      digest?.ok === true
        ? [
            {
              file: release.image,
              sizeBytes: imageBytes,
              digests: [{ algorithm: 'sha512' as const, value: digest.value }],
              source: 'simulated vendor',
              learned: false,
              withdrawn: false,
            },
          ]
        : [];
    return { platform: os, files };
  });
  return ok({ ...configuration, inventory: { devices }, trusted: trustedFiles(configuration.baselines, published) });
}
