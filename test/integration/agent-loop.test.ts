import { afterEach, expect, test } from 'vitest';
import { type AgentScene, agentScene, logLine } from './agent-kit.ts';

let scene: AgentScene | null = null;
afterEach(async () => {
  await scene?.stop();
  scene = null;
});

test('a line, an alert, a verification over SSH, pending, the reload, confirmed', async () => {
  scene = await agentScene();
  await scene.audited();
  const agent = await scene.start();
  scene.device.bootOlder();
  await scene.send(agent, logLine.bootOlder('r1'));
  const pending = await scene.alert('pending');
  expect(pending).toMatchObject({ device: 'r1', stage: 'boot-changed', score: 75 });
  expect(pending.outcome).toMatchObject({
    verdict: 'downgrade-pending',
    versionBefore: '17.09.04a',
    versionAfter: '17.6.5',
  });

  await scene.send(agent, logLine.reload('r1'));
  const waiting = await scene.alert(
    ({ stage, outcome }) => stage === 'reload-pending' && outcome?.audit !== pending.outcome?.audit,
  );
  expect(waiting).toMatchObject({ id: pending.id, disposition: 'pending' });
  scene.device.reload();
  await scene.send(agent, logLine.restarted('r1'));
  const confirmed = await scene.alert('confirmed');
  expect(confirmed).toMatchObject({ id: pending.id, stage: 'restarted' });
  const finding = scene.record((record) => record.findingById(confirmed.outcome?.finding ?? ''));
  expect(finding).toMatchObject({ type: 'os-downgraded', status: 'open' });
  expect(confirmed.outcome).toMatchObject({ verdict: 'downgraded', versionAfter: '17.06.05' });
  const audits = scene.record((record) => record.audits());
  expect(audits.find(({ id }) => id === confirmed.outcome?.audit)).toMatchObject({
    trigger: 'alert',
    alert: confirmed.id,
    outcome: 'finished',
  });
  expect(scene.record((record) => record.verifyChain().ok)).toBe(true);
});

test('an alert of which nothing is to be seen on the device is refuted, and the next line begins another', async () => {
  scene = await agentScene();
  await scene.audited();
  const agent = await scene.start();
  await scene.send(agent, logLine.bootOlder('r1'));
  const refuted = await scene.alert('refuted');
  expect(refuted.outcome).toMatchObject({ verdict: 'compliant', reason: null, finding: null });
  scene.device.bootOlder();
  await scene.send(agent, logLine.bootOlder('r1'));
  const next = await scene.alert('pending');
  expect(next.id).not.toBe(refuted.id);
});

test('a step that a window covers is authorized with its ticket', async () => {
  scene = await agentScene();
  await scene.audited();
  const [from, to] = [-1, 1].map((hours) => new Date(Date.now() + hours * 3_600_000).toISOString());
  const agent = await scene.start(
    `windows: [{name: CHG0042, select: {device: r1}, from: "${from}", to: "${to}", ticket: CHG0042, approvedBy: board, target: {version: 17.06.05}}]\n`,
  );
  scene.device.bootOlder();
  await scene.send(agent, logLine.bootOlder('r1'));
  // Nothing vouches for the file before it runs.
  const before = await scene.alert('inconclusive');
  expect(before.outcome?.reason).toMatch(/^boot-unresolved: /);
  scene.device.reload();
  await scene.send(agent, logLine.restarted('r1'));
  const after = await scene.alert('authorized');
  expect(after.id).toBe(before.id);
  expect(after.outcome).toMatchObject({ verdict: 'authorized', ticket: 'CHG0042', versionAfter: '17.06.05' });
});

test('a device that does not answer leaves the alert inconclusive with the reason, and nothing is refuted', async () => {
  scene = await agentScene();
  await scene.audited();
  const agent = await scene.start();
  await scene.device.stop();
  await scene.send(agent, logLine.bootOlder('r1'));
  const alert = await scene.alert('inconclusive');
  expect(alert.outcome).toMatchObject({ verdict: 'unverified', evidenceAt: null });
  expect(alert.outcome?.reason).toMatch(/^unreachable: /);
});

test('an agent that was ended takes up what it was asked and what is pending', async () => {
  scene = await agentScene();
  await scene.audited();
  const first = await scene.start();
  scene.device.bootOlder();
  await scene.send(first, logLine.bootOlder('r1'));
  const pending = await scene.alert('pending');
  await first.stop();
  scene.device.reload();
  await scene.start();
  const confirmed = await scene.alert('confirmed');
  expect(confirmed.id).toBe(pending.id);
});
