// A record of a large fleet over a year, written through the store itself: devices × weekly audits, with upgrades,
// findings that open and close, devices that cannot be reached, and one bad step back in a hundred.
// Saved devices of the fixtures are audited once; every simulated device is one of them with its own serial number.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const dist = new URL('../../dist/', import.meta.url);
const fixtures = fileURLToPath(new URL('../fixtures/devices/', import.meta.url));
const week = 7 * 86_400_000;
export const firstWeek = Date.UTC(2026, 0, 5, 2);

/** One steady fixture of each platform, and the release that its simulated devices ran before their upgrade. */
const models = [
  ['ios', 'c2911_15.4-3.M9_old-image-next', '15.4(3)M7'],
  ['iosxe', 'isr4331_17.09.04a_install', '17.06.05'],
  ['iosxr', '8201_7.10.2_steady', '7.8.2'],
  ['nxos', 'n9k_10.3-6_old-image-next', '10.2(5)'],
  ['junos', 'qfx5120_21.4R3-S5.4_staged-older', '21.4R3-S2.3'],
  ['eos', '7050sx3_4.28.3M_steady', '4.27.6M'],
  ['fortios', 'fgt-100f_7.2.8_after-downgrade', '7.2.5'],
];

/** Mulberry32: the same fleet at every run. */
function chance(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export const deviceNameAt = (index) =>
  `site${String(index % 200).padStart(3, '0')}-sw${String(index).padStart(5, '0')}`;

/** Inventory and baselines of the fleet, as an operator would have them. */
export function writeFiles(folder, devices) {
  mkdirSync(join(folder, 'inventory'), { recursive: true });
  mkdirSync(join(folder, 'baselines'), { recursive: true });
  const hosts = Array.from({ length: devices }, (_, index) => {
    const [platform] = models[index % models.length];
    return `${deviceNameAt(index)}: {hostname: 10.${index >> 16}.${(index >> 8) & 255}.${index & 255}, groups: [${platform}], data: {site: s${index % 200}}}`;
  });
  writeFileSync(join(folder, 'inventory/hosts.yaml'), `${hosts.join('\n')}\n`);
  writeFileSync(
    join(folder, 'inventory/groups.yaml'),
    models.map(([platform]) => `${platform}: {platform: ${platform}}\n`).join(''),
  );
  writeFileSync(join(folder, 'inventory/defaults.yaml'), 'username: audit\npassword: {env: PAWL_PASSWORD}\n');
  for (const model of models) writeFileSync(join(folder, `baselines/${model[0]}.yaml`), approvedText(model));
}

const newest = {
  ios: '15.4(3)M9',
  iosxe: '17.09.04a',
  iosxr: '7.10.2',
  nxos: '10.3(6)',
  junos: '21.4R3-S5.4',
  eos: '4.28.3M',
  fortios: '7.2.8',
};
const baseline = (platform, versions) =>
  `name: ${platform}-all\napprovedBy: R. Bench\nmatch: {platform: ${platform}}\napproved:\n${versions.map((version) => `  - version: "${version}"\n`).join('')}`;

const approvedText = ([platform, , before]) => baseline(platform, [before, newest[platform]]);
const revisions = new Map(
  models.map((model) => [model[0], `sha256:${createHash('sha256').update(approvedText(model)).digest('hex')}`]),
);

/** Observation, judgement and memory of one real audit of each model. */
async function templates() {
  const folder = mkdtempSync(join(tmpdir(), 'pawl-report-'));
  try {
    mkdirSync(join(folder, 'inventory'));
    mkdirSync(join(folder, 'captures'));
    mkdirSync(join(folder, 'baselines'));
    for (const [platform, name] of models) {
      const from = readdirSync(join(fixtures, platform)).find((entry) => entry === name);
      if (from === undefined) throw new Error(`no fixture ${name}`);
      cpSync(join(fixtures, platform, from), join(folder, 'captures', platform), { recursive: true });
      writeFileSync(join(folder, `baselines/${platform}.yaml`), baseline(platform, [newest[platform]]));
    }
    writeFileSync(
      join(folder, 'inventory/hosts.yaml'),
      models.map(([platform]) => `${platform}: {platform: ${platform}}\n`).join(''),
    );
    spawnSync(
      process.execPath,
      [
        fileURLToPath(new URL('main.js', dist)),
        'audit',
        '-q',
        '--from-captures',
        'captures',
        '--db',
        'one.db',
        '-o',
        'one.txt',
      ],
      { cwd: folder, stdio: 'inherit' },
    );
    const { openRecord } = await import(new URL('edge/sqlite/record-store.js', dist).href);
    const opened = openRecord(join(folder, 'one.db'), { mode: 'read', now: Date.now });
    if (!opened.ok) throw new Error(opened.error.message);
    const found = opened.value.lastJudgements().map((judgement) => ({
      platform: judgement.device,
      judgement,
      observation: opened.value.observation(judgement.observation.seq),
      state: opened.value.deviceState(judgement.device),
    }));
    opened.value.close();
    return models.map(([platform]) => found.find((one) => one.platform === platform));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** One simulated device: what it answers each week. */
function simulated(template, index, seed) {
  const [platform, , before] = models[index % models.length];
  const random = chance(seed);
  const device = deviceNameAt(index);
  const serial = template.judgement.members[0]?.facts?.serial ?? null;
  const own = `SIM${String(index).padStart(8, '0')}`;
  const renamed = (value, version) => {
    let text = JSON.stringify(value);
    if (serial !== null) text = text.replaceAll(serial, own);
    return JSON.parse(version === newest[platform] ? text : text.replaceAll(newest[platform], version));
  };
  const at = (version) => {
    const observation = renamed(template.observation, version);
    const {
      audit: _,
      seq: __,
      observation: ___,
      recordedAt: ____,
      ...judgement
    } = renamed(template.judgement, version);
    return {
      observation: { ...observation, device, source: 'ssh' },
      judgement: { ...judgement, device },
      state: { ...renamed(template.state, version), device },
    };
  };
  const fate = random();
  return {
    device,
    versions: { old: at(before), new: at(newest[platform]), oldText: before, newText: newest[platform] },
    upgradeAt: Math.floor(random() * 52),
    findingFrom: fate < 0.12 ? Math.floor(random() * 50) : null,
    findingWeeks: 1 + Math.floor(random() * 16),
    bad: fate < 0.01,
    awayAt: random() < 0.3 ? Math.floor(random() * 52) : null,
    restarted: firstWeek - Math.floor(random() * 300) * 86_400_000,
  };
}

function finding(one, index, at, closed) {
  const downgrade = one.bad;
  const since = firstWeek + one.findingFrom * week;
  return {
    id: `f${index.toString(16).padStart(15, '0')}`,
    device: one.device,
    type: downgrade ? 'os-downgraded' : 'os-not-approved',
    subject: one.versions.oldText,
    member: 'self',
    severity: downgrade ? 'critical' : 'medium',
    expected: one.versions.newText,
    observed: one.versions.oldText,
    status: closed ? 'closed' : 'open',
    labels: [],
    authorizedBy: null,
    closedBecause: closed ? 'fixed' : null,
    closedNote: null,
    firstSeen: since,
    lastSeen: at,
    closedAt: closed ? at : null,
    evidence: ['show version'],
    step: downgrade ? { from: one.versions.newText, to: one.versions.oldText, at: since, between: null } : null,
    baselineRevision: null,
  };
}

/** What one device gives in one week; null facts where it was away. */
function result(one, index, weekNumber) {
  const at = firstWeek + weekNumber * week + (index % 3_600) * 1_000;
  const upgraded =
    weekNumber >= one.upgradeAt &&
    !(
      one.bad &&
      one.findingFrom !== null &&
      weekNumber >= one.findingFrom &&
      weekNumber < one.findingFrom + one.findingWeeks
    );
  const { observation, judgement, state } = upgraded ? one.versions.new : one.versions.old;
  if (one.awayAt === weekNumber) {
    const failure = { code: 'unreachable', message: 'no answer within 10 s' };
    return {
      observation: { ...observation, takenAt: at, facts: null, answers: [], failure },
      judgement: {
        ...judgement,
        verdict: 'unverified',
        reason: failure,
        assurance: null,
        digestAgeMs: null,
        evidenceAt: at,
        facts: null,
        members: [],
        images: [],
        findings: [],
        changes: [],
        state,
      },
    };
  }
  const startedAt = upgraded && one.upgradeAt > 0 ? firstWeek + one.upgradeAt * week - 3_600_000 * 20 : one.restarted;
  const jitter = startedAt + ((index * 31 + weekNumber * 17) % 3) * 1_000;
  const uptime = Math.floor((at - jitter) / 60_000);
  const spoken = `uptime is ${Math.floor(uptime / 10_080)} weeks, ${Math.floor(uptime / 1_440) % 7} days, ${Math.floor(uptime / 60) % 24} hours, ${uptime % 60} minutes`;
  const answers = observation.answers.map((answer, number) => ({
    ...answer,
    text: answer.text.replace(/uptime is [^\r\n]*/i, spoken).replace(/uptime [^\r\n]*/i, number === 0 ? spoken : '$&'),
    startedAt: at + number * 400,
    tookMs: 120 + ((index + number * 7 + weekNumber * 13) % 90),
  }));
  const started = (members) => members.map((member) => ({ ...member, startedAt: jitter }));
  const facts =
    observation.facts === null
      ? null
      : { ...observation.facts, members: started(observation.facts.members), deviceClock: at };
  const members = judgement.members.map((member) =>
    member.facts === null ? member : { ...member, verdict: 'compliant', facts: { ...member.facts, startedAt: jitter } },
  );
  const open =
    one.findingFrom !== null && weekNumber >= one.findingFrom && weekNumber < one.findingFrom + one.findingWeeks;
  const closes = one.findingFrom !== null && weekNumber === one.findingFrom + one.findingWeeks;
  const own = open || closes ? [finding(one, index, at, closes)] : [];
  const current = own.filter(({ status }) => status === 'open');
  return {
    observation: { ...observation, takenAt: at, facts, answers },
    judgement: {
      ...judgement,
      verdict: open ? (one.bad ? 'downgraded' : 'noncompliant') : 'compliant',
      reason: null,
      assurance: 'version',
      evidenceAt: at,
      facts,
      members,
      historySince: firstWeek,
      baseline: {
        name: `${observation.platform}-all`,
        rule: 'platform',
        revision: revisions.get(observation.platform),
      },
      findings: current,
      changes: own.map((each) => ({
        kind: closes ? 'closed' : weekNumber === one.findingFrom ? 'opened' : 'seen-again',
        finding: each,
      })),
      state: { ...state, last: facts, lastGood: facts, lastObservedAt: at, findings: current },
    },
  };
}

/** Writes the record. Links are dated as the audits ran. */
export async function writeRecord(file, devices, weeks) {
  const { openRecord } = await import(new URL('edge/sqlite/record-store.js', dist).href);
  let now = firstWeek;
  const opened = openRecord(file, { mode: 'create', now: () => now });
  if (!opened.ok) throw new Error(opened.error.message);
  const record = opened.value;
  for (const model of models) record.recordBaseline(revisions.get(model[0]), approvedText(model));
  const all = await templates();
  const fleet = Array.from({ length: devices }, (_, index) =>
    simulated(all[index % all.length], index, 7_919 * index + 1),
  );
  for (let number = 0; number < weeks; number += 1) {
    const id = `week-${String(number + 1).padStart(2, '0')}`;
    now = firstWeek + number * week;
    record.startAudit({
      id,
      trigger: 'schedule',
      startedAt: now,
      selected: fleet.map(({ device }) => device),
      alert: null,
      by: null,
    });
    for (let first = 0; first < devices; first += 1_000) {
      const done = record.together(() => {
        for (let index = first; index < Math.min(devices, first + 1_000); index += 1) {
          const { observation, judgement } = result(fleet[index], index, number);
          now = Math.max(now, observation.takenAt);
          const stored = record.recordResult({ auditId: id, observation, judgement });
          if (!stored.ok) throw new Error(stored.error.message);
        }
      });
      if (!done.ok) throw new Error(done.error.message);
    }
    now += 60_000;
    record.finishAudit({ id, finishedAt: now, outcome: 'finished' });
  }
  record.close();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [folder = '.', devices = '1000', weeks = '12'] = process.argv.slice(2);
  mkdirSync(folder, { recursive: true });
  writeFiles(folder, Number(devices));
  const began = Date.now();
  await writeRecord(join(folder, 'pawl.db'), Number(devices), Number(weeks));
  console.log(`${devices} devices × ${weeks} weeks in ${((Date.now() - began) / 1000).toFixed(1)} s`);
}
