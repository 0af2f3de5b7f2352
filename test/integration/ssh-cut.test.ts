import { connect, createServer } from 'node:net';
import { expect, test } from 'vitest';
import { startSshDevice } from '../../src/demo/ssh-device.ts';
import { limits, never, script, showVersion, target, transport, versionText } from './ssh-kit.ts';

/** A TCP relay that cuts the connection after so many bytes from the server; `reset` cuts with RST. */
async function cutter(to: number): Promise<{
  port: number;
  passed: () => number;
  cutAfter: (bytes: number, reset: boolean) => void;
  stop: () => void;
}> {
  let limit = Number.POSITIVE_INFINITY;
  let withReset = false;
  let passed = 0;
  const server = createServer((client) => {
    const upstream = connect(to, '127.0.0.1');
    let left = limit;
    passed = 0;
    for (const socket of [client, upstream]) {
      socket.setNoDelay(true);
      socket.on('error', () => undefined);
    }
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
    client.on('data', (chunk) => upstream.write(chunk));
    upstream.on('data', (chunk) => {
      const part = chunk.subarray(0, Math.max(0, left));
      left -= part.length;
      passed += part.length;
      client.write(part);
      if (left > 0) return;
      if (withReset) client.resetAndDestroy();
      else client.destroySoon();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    port: address.port,
    passed: () => passed,
    cutAfter(bytes, reset) {
      limit = bytes;
      withReset = reset;
    },
    stop: () => server.close(),
  };
}

test('a connection that is cut after any number of bytes gives a reason or a whole answer, never a part as the whole', async () => {
  const device = await startSshDevice(script());
  const relay = await cutter(device.port);
  const known = device.knownHosts.replace(String(device.port), String(relay.port));
  const { open } = transport(known);
  const to = target({ host: '127.0.0.1', port: relay.port });

  const run = async (): Promise<string> => {
    const opened = await open(to, never);
    if (!opened.ok) return opened.error.reason.code;
    const answer = await opened.value.ask(showVersion, limits);
    await opened.value.end();
    if (answer.status === 'ok') expect(answer.text).toBe(`${versionText}\n`);
    else expect(answer.reason).not.toBeNull();
    return answer.status;
  };
  expect(await run()).toBe('ok');
  const whole = relay.passed();
  const seen = new Set<string>();
  for (let bytes = 0; bytes < whole; bytes += 23) {
    relay.cutAfter(bytes, bytes % 2 === 1);
    seen.add(await run());
  }
  expect(
    [...seen].every((word) => ['session-closed', 'truncated', 'not-asked', 'ok', 'prompt-lost'].includes(word)),
  ).toBe(true);
  expect(seen).toContain('session-closed');
  expect(seen).toContain('truncated');
  relay.stop();
  await device.stop();
}, 60_000);
