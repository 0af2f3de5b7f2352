import { expect, test } from 'vitest';
import { startSshDevice } from '../../src/demo/ssh-device.ts';
import { limits, never, script, showVersion, target, transport, versionText } from './ssh-kit.ts';

test('a password login learns the prompt and reads an answer without echo and prompt', async () => {
  const device = await startSshDevice(script());
  const opened = await transport(device.knownHosts).open(target(device), never);
  if (!opened.ok) throw new Error(opened.error.reason.message);
  const answer = await opened.value.ask(showVersion, limits);
  expect(answer).toMatchObject({ status: 'ok', text: `${versionText}\n`, reason: null, slug: 'show-version' });
  await opened.value.end();
  await device.stop();
  expect(device.commands).toEqual(['terminal length 0', 'show version', 'exit']);
});
