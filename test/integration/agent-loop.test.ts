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
