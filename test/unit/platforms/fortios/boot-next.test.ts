import { describe, expect, test } from 'vitest';
import { epochMs } from '../../../../src/core/brands.ts';
import { reason } from '../../../../src/core/reason.ts';
import { type FlashEvidence, inactiveSoftware, nextBoot } from '../../../../src/platforms/fortios/boot-next.ts';
import { firmwareLabel, orderOf, softwareOf } from '../../../../src/platforms/fortios/builds.ts';
import { fortios } from '../../../../src/platforms/fortios/index.ts';
import { type Device, play } from '../play-collection.ts';

const quiet: FlashEvidence = {
  running: { release: '7.2.8', build: 1639 },
  runningGap: null,
  virtual: false,
  partitions: [],
  gap: null,
};

const rows = (...labels: readonly (readonly [label: string, active: boolean])[]) =>
  labels.map(([image, active], index) => ({ id: String(index + 1), image, active }));

describe('the label of a partition', () => {
  test.each([
    ['FGT3KD-6.02-FW-build1175-201110', { branch: '6.2', build: 1175 }],
    ['FWF60D-5.06-FW-build1486-170816', { branch: '5.6', build: 1486 }],
    ['FG181F-7.00-FW-build0566-231024', { branch: '7.0', build: 566 }],
    ['FGT40F-7.0.2-FW-build1639-240313', { branch: '7.2', build: 1639 }],
    ['FGT40F-7.4.1-FW-build2463-230830', { branch: null, build: 2463 }],
    ['EXDB-1.00000', null],
    ['', null],
  ])('%s', (label, told) => {
    expect(firmwareLabel(label)).toEqual(told);
  });
});

test('a partition is named by its release only where the build is known, else by branch and build', () => {
  const running = { release: '7.2.8', build: 1639 };
  expect(softwareOf({ branch: '7.0', build: 601 }, running)).toBe('7.0.14');
  expect(softwareOf({ branch: '7.2', build: 1575 }, running)).toBe('v7.2,build1575');
  expect(softwareOf({ branch: '7.4', build: 601 }, running)).toBe('v7.4,build0601');
  expect(softwareOf({ branch: null, build: 601 }, running)).toBe('build0601');
  expect(softwareOf({ branch: '6.4', build: 1803 }, { release: '6.4.4', build: 1803 })).toBe('6.4.4');
});

test('branch, then build give the order, special builds none', () => {
  const running = { release: '7.2.8', build: 1639 };
  expect(orderOf({ branch: '7.2', build: 1575 }, running)).toBe('older');
  expect(orderOf({ branch: '7.2', build: 1706 }, running)).toBe('newer');
  expect(orderOf({ branch: '6.4', build: 2093 }, running)).toBe('older');
  expect(orderOf({ branch: '7.4', build: 1 }, running)).toBe('newer');
  expect(orderOf({ branch: '7.2', build: 7605 }, running)).toBeUndefined();
  expect(orderOf({ branch: null, build: 1 }, running)).toBeUndefined();
});

describe('the next boot', () => {
  test('is the running release where the active row has the running build', () => {
    const partitions = rows(['FGT60F-7.02-FW-build1639-240313', true], ['FGT60F-7.00-FW-build0566-231024', false]);
    expect(nextBoot({ ...quiet, partitions })).toMatchObject({ version: '7.2.8', versionFrom: 'partition' });
    expect(inactiveSoftware({ ...quiet, partitions })).toMatchObject([
      { version: '7.0.13', kind: 'slot', order: 'older' },
    ]);
  });
  test('is the other build where the active row has one: the switch is pending', () => {
    const partitions = rows(['FGT60F-7.02-FW-build1575-231004', true], ['FGT60F-7.02-FW-build1639-240313', false]);
    expect(nextBoot({ ...quiet, partitions })).toMatchObject({ version: 'v7.2,build1575', order: 'older' });
    expect(inactiveSoftware({ ...quiet, partitions })).toEqual([]);
  });
  test('is unresolved without a table, with two active rows, or with a label that cannot be read', () => {
    const denied = reason('command-denied', 'x');
    expect(nextBoot({ ...quiet, gap: denied })).toEqual({ kind: 'unresolved', reason: denied });
    const two = rows(['FGT60F-7.02-FW-build1639-240313', true], ['FGT60F-7.00-FW-build0566-231024', true]);
    expect(nextBoot({ ...quiet, partitions: two }).kind).toBe('unresolved');
    expect(nextBoot({ ...quiet, partitions: rows(['?', true]) }).kind).toBe('unresolved');
  });
  test('is the only image of a virtual machine', () => {
    expect(nextBoot({ ...quiet, virtual: true })).toMatchObject({ kind: 'image', version: '7.2.8' });
  });
});

const status = (vdom: string, version = 'FortiGate-60F v7.2.8,build1639,240313 (GA.M)') =>
  `Version: ${version}\nSerial-Number: FGT60FTK26000815\nHostname: a\nVirtual domain configuration: ${vdom}\nCurrent HA mode: standalone\n`;
const device =
  (texts: Readonly<Record<string, string>>): Device =>
  ({ command }) =>
    texts[command.text] ?? '';
const collect = (texts: Readonly<Record<string, string>>) =>
  play(fortios.collect({ now: epochMs(0), hash: () => [] }), device(texts), fortios.session);

test('with VDOMs the global context is entered before and left after the global facts', () => {
  const { asked } = collect({ 'get system status': status('multiple') });
  expect(asked[1]).toBe('config global');
  expect(asked.at(-1)).toBe('end');
  expect(collect({ 'get system status': status('disable') }).asked).not.toContain('config global');
});

test('an account that may not enter the global context goes on without leaving it', () => {
  const { asked } = collect({
    'get system status': status('multiple'),
    'config global': 'Command fail. Return code -37\n',
  });
  expect(asked).not.toContain('end');
  expect(asked).toContain('diagnose sys flash list');
});

test('interim, special and old releases are named with their build', () => {
  const version = (text: string) => collect({ 'get system status': status('disable', text) }).facts.members[0]?.version;
  expect(version('FortiGate-60F v7.2.8,build1639,240313 (GA.M)')).toBe('7.2.8');
  expect(version('FortiGate-60F v7.4.2,build2492,230908 (interim)')).toBe('v7.4.2,build2492 (interim)');
  expect(version('FortiGate-60F v5.4.4,build7605,170405 (GA)')).toBe('v5.4.4,build7605 (GA)');
  expect(version('Fortigate-50B v4.0,build0689,140731 (MR3 Patch 18)')).toBe('v4.0,build0689 (MR3 Patch 18)');
});

test('every version that is told can be read by the order of versions', () => {
  for (const text of [
    'v7.4.2,build2492 (interim)',
    'v5.4.4,build7605 (GA)',
    'v4.0,build0689 (MR3 Patch 18)',
    '7.0.14',
  ]) {
    expect(fortios.versions.parse(text).ok, text).toBe(true);
  }
});

test('the notice is answered with one key, and prompts with context and role are known', () => {
  const { prompt, promptTail, notices, pagers } = fortios.session;
  expect(notices.find(({ match }) => match.test("# AUTHORIZED USE #\n\n(Press 'a' to accept):"))?.answer).toBe('a');
  for (const line of ['FGT-EDGE # ', 'FGT-EDGE (global) # ', 'FGT-EDGE (root) $ ', 'FGT-EDGE(Primary) (global) # ']) {
    expect(prompt.exec(line)?.[1], line).toBe('FGT-EDGE');
    expect(new RegExp(`^FGT-EDGE${promptTail} ?$`).test(line), line).toBe(true);
  }
  expect(prompt.test('# AUTHORIZED USE #')).toBe(false);
  expect(pagers.some((pattern) => pattern.test('System time: x\n--More-- '))).toBe(true);
});

test('a firewall is claimed, another product with the same layout is not', () => {
  expect(fortios.claims(status('disable'))).toBe(true);
  expect(fortios.claims('Version: FortiSwitch-108F v7.2.7,build0479,240214 (GA)\n')).toBe(false);
});
