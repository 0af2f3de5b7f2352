import { describe, expect, it } from 'vitest';
import type { AlertStep } from '../../../src/core/alert.ts';
import { alertChains } from '../../../src/correlate/chains.ts';

const step = (kind: AlertStep['kind'], more: Partial<AlertStep> = {}): AlertStep => ({
  file: 'a.log',
  lineNumber: 1,
  at: 0,
  kind,
  detail: null,
  score: 45,
  rule: 'r',
  user: 'ops',
  source: null,
  command: null,
  image: null,
  version: null,
  direction: null,
  outcome: null,
  line: '',
  ...more,
});
const transfer = step('image-transfer', { image: 'old.bin' });
const boot = step('boot-change', { image: 'old.bin', command: 'boot system flash:old.bin' });
const noBoot = step('boot-change', { image: 'old.bin', command: 'no boot system flash:old.bin' });
const reload = step('reload-requested');
const scheduled = step('reload-scheduled');
const cancelled = step('reload-cancelled');
const restarted = step('restarted');
const install = step('install-op', { detail: 'activate' });
const older = step('restarted', { direction: 'older' });
const noLog = step('logging-disabled');

describe('the chain of an alert', () => {
  it.each([
    ['C1', 'an image brought, named to boot, and a restart', [transfer, boot, reload, restarted]],
    ['C1', 'the same where the transfer does not tell its file', [step('image-transfer'), boot, restarted]],
    ['C4', 'the same as long as the restart is to come', [transfer, boot]],
    ['C4', 'another image named than was brought', [step('image-transfer', { image: 'x.bin' }), boot]],
    ['C2', 'software installed and a restart', [install, restarted]],
    [
      'C2',
      'the same behind a boot change of another file',
      [step('image-transfer', { image: 'x' }), boot, install, reload],
    ],
    ['C2', 'a boot change and a restart, where no line told of the transfer', [boot, reload]],
    ['C2', 'all boot lines taken away and a restart', [step('boot-change', { detail: 'removed' }), restarted]],
    ['C3', 'an older release after a restart, and nothing before', [older]],
    ['C3', 'the same after a restart that somebody asked for', [reload, older]],
    ['C4', 'a boot change with a schedule to come', [boot, scheduled]],
    ['C4', 'a boot change after the restart', [restarted, boot]],
    ['C4', 'software installed, not restarted', [install]],
    ['C4', 'all boot lines taken away', [step('boot-change', { detail: 'removed' })]],
    ['C5 only beside other steps', 'a log target taken away', [noLog]],
    ['C5', 'a log target taken away before a restart', [noLog, reload]],
    ['C5', 'a counter that begins anew unheard', [step('image-transfer', { signs: ['sequence-fell'] })]],
    ['C4 C6', 'a schedule taken back behind a boot change', [boot, scheduled, cancelled]],
    ['C4 C5 C6', 'all at once', [noLog, boot, scheduled, cancelled]],
    ['none', 'a schedule taken back by itself', [scheduled, cancelled]],
    ['none', 'a boot line named and taken out again', [boot, noBoot]],
    ['none', 'an attempt that failed', [step('install-op', { outcome: 'failed' })]],
    ['none', 'a restart by itself', [reload, restarted]],
    ['none', 'an image deleted', [step('image-transfer', { detail: 'deleted' })]],
    ['none', 'the order turned round: a restart, then a transfer', [reload, transfer]],
    ['none', 'no steps', []],
  ])('is %s: %s', (wanted, _, steps) => {
    const ids = wanted.startsWith('none') || wanted.includes('only') ? '' : wanted;
    expect(alertChains(steps).join(' ')).toBe(ids);
  });
});
