import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ssh2 from 'ssh2';
import { afterEach, expect, test } from 'vitest';
import { type DeviceScript, newKey, type SshDevice, startSshDevice } from '../../src/demo/ssh-device.ts';
import type { SshFailure, SshTarget } from '../../src/ports.ts';
import { limits, never, script, secret, showVersion, target, transport } from './ssh-kit.ts';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

async function start(what: DeviceScript): Promise<SshDevice> {
  const device = await startSshDevice(what);
  stops.push(device.stop);
  return device;
}

const login = (changes: Partial<DeviceScript['login']>): DeviceScript =>
  script({}, { login: { username: 'audit', password: 'right', publicKey: null, methods: ['password'], ...changes } });

/** Null where the login and a command went through. */
async function failureOf(
  device: SshDevice,
  changes: Partial<SshTarget> = {},
  signal = never,
): Promise<SshFailure | null> {
  const opened = await transport(device.knownHosts).open(target(device, changes), signal);
  if (!opened.ok) return opened.error;
  expect((await opened.value.ask(showVersion, limits)).status).toBe('ok');
  await opened.value.end();
  return null;
}

/** A TCP server that does with a connection what it is told. */
async function rawServer(accept: (socket: Socket) => void): Promise<{ host: string; port: number }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    accept(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stops.push(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { host: '127.0.0.1', port: address.port };
}

test('S10: keyboard-interactive gets the password once, and an empty round an empty answer', async () => {
  const rounds = [[{ prompt: 'Password: ', echo: false }], []];
  const device = await start(login({ methods: ['keyboard-interactive'], rounds }));
  expect(await failureOf(device)).toBeNull();
  expect(device.attempts).toEqual(['none', 'keyboard-interactive']);
});

test('S10: a one-time code is not given the password', async () => {
  const rounds = [[{ prompt: 'One-time password: ', echo: false }]];
  const device = await start(login({ methods: ['keyboard-interactive'], rounds }));
  expect(await failureOf(device)).toMatchObject({
    reason: { code: 'auth', message: 'additional factor asked: "One-time password:"' },
    credentialsRefused: false,
  });
});

test('a second question after the password is another factor', async () => {
  const rounds = [[{ prompt: 'Password: ', echo: false }], [{ prompt: 'Password: ', echo: false }]];
  const device = await start(login({ methods: ['keyboard-interactive'], rounds }));
  expect((await failureOf(device))?.reason.message).toContain('additional factor asked');
});

test('a notice that asks for consent is accepted during keyboard-interactive', async () => {
  const rounds = [
    [{ prompt: 'Do you accept and acknowledge the statement above ? (yes/no) : ', echo: true }],
    [{ prompt: 'Password: ', echo: false }],
  ];
  const device = await start(login({ methods: ['keyboard-interactive'], rounds }));
  expect(await failureOf(device)).toBeNull();
});

test.each([[['password']], [['keyboard-interactive']], [['password', 'keyboard-interactive']]] as const)(
  'S11: a wrong password is tried once where %j is offered, and counts as refused',
  async (methods) => {
    const device = await start(login({ methods }));
    const failure = await failureOf(device, { password: secret('wrong') });
    expect(failure).toMatchObject({
      reason: { code: 'auth', message: 'the device refused password of "audit"' },
      credentialsRefused: true,
    });
    expect(device.attempts.filter((method) => method !== 'none')).toHaveLength(1);
    expect(JSON.stringify(failure)).not.toContain('wrong');
  },
);

test('no password goes to a device that takes keys only', async () => {
  const device = await start(login({ methods: ['publickey'] }));
  expect(await failureOf(device)).toMatchObject({ reason: { code: 'auth' }, credentialsRefused: false });
  expect(device.attempts).toEqual(['none']);
});

test('a key file logs in, with and without a passphrase; a wrong passphrase is told before any connection', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'pawl-key-'));
  const sealed = ssh2.utils.generateKeyPairSync('ed25519', {
    passphrase: 'open sesame',
    cipher: 'aes256-ctr',
    rounds: 16,
  });
  const plain = newKey();
  await writeFile(join(folder, 'plain'), plain.privateKey);
  await writeFile(join(folder, 'sealed'), sealed.private);
  const first = await start(login({ methods: ['publickey'], publicKey: plain.publicKey }));
  expect(await failureOf(first, { password: null, keyFile: join(folder, 'plain') })).toBeNull();
  const second = await start(login({ methods: ['publickey'], publicKey: sealed.public }));
  const withKey = { password: null, keyFile: join(folder, 'sealed') };
  expect(await failureOf(second, { ...withKey, passphrase: secret('open sesame') })).toBeNull();
  expect(await failureOf(second, { ...withKey, passphrase: secret('shut') })).toMatchObject({
    reason: { code: 'auth' },
  });
  expect(second.attempts).toHaveLength(3);
  await rm(folder, { recursive: true });
});

test('a refused key is followed by the password', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'pawl-key-'));
  await writeFile(join(folder, 'key'), newKey().privateKey);
  const device = await start(login({ methods: ['publickey', 'password'], publicKey: newKey().publicKey }));
  expect(await failureOf(device, { keyFile: join(folder, 'key') })).toBeNull();
  expect(device.attempts).toEqual(['none', 'publickey', 'password']);
  await rm(folder, { recursive: true });
});

test('an agent that is wanted and not there is told', async () => {
  const device = await start(script());
  expect((await failureOf(device, { agent: true }))?.reason.message).toContain('SSH_AUTH_SOCK');
});

test('a closed port is unreachable', async () => {
  const device = await start(script());
  await device.stop();
  stops.length = 0;
  expect(await failureOf(device)).toMatchObject({
    reason: { code: 'unreachable', message: expect.stringContaining('refused') },
    offer: null,
  });
});

test('a name that does not resolve is unreachable', async () => {
  const device = await start(script());
  expect((await failureOf(device, { host: 'no-such-host.invalid' }))?.reason.code).toBe('unreachable');
});

test('a server that closes before SSH begins has its session limits in the reason', async () => {
  const address = await rawServer((socket) => socket.end());
  const opened = await transport('').open(target(address), never);
  expect(opened).toMatchObject({ ok: false, error: { reason: { code: 'session-closed' } } });
});

test('a silent server ends at the connect limit', async () => {
  const address = await rawServer(() => undefined);
  const timeouts = { connectMs: 150, commandMs: 1000, deviceMs: 5000 };
  const opened = await transport('').open(target(address, { timeouts }), never);
  expect(opened).toMatchObject({ ok: false, error: { reason: { code: 'timeout' } } });
});

test.each([
  ['before the identification', Buffer.alloc(200_000, 'garbage ')],
  ['behind the identification', Buffer.concat([Buffer.from('SSH-2.0-x\r\n'), Buffer.alloc(70_000, 0xff)])],
  ['of another protocol', Buffer.from('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n')],
])('garbage %s is a result, not a crash', async (_, bytes) => {
  const address = await rawServer((socket) => socket.end(bytes));
  const opened = await transport('').open(target(address), never);
  expect(opened).toMatchObject({ ok: false, error: { reason: { code: 'session-closed' } } });
});

test('SSH version 1 is named', async () => {
  const address = await rawServer((socket) => socket.write('SSH-1.5-Cisco-1.25\r\n'));
  const timeouts = { connectMs: 500, commandMs: 1000, deviceMs: 5000 };
  const opened = await transport('').open(target(address, { timeouts }), never);
  expect(opened).toMatchObject({ ok: false, error: { reason: { code: 'no-common-algorithm' } } });
});

const old = {
  kex: ['diffie-hellman-group14-sha1'],
  cipher: ['aes128-cbc'],
  hmac: ['hmac-sha1'],
} as const;

test('an old offer is named with the setting that would allow it, and is recorded', async () => {
  const device = await start(
    script({}, { algorithms: { kex: [...old.kex], cipher: [...old.cipher], hmac: [...old.hmac] } }),
  );
  const failure = await failureOf(device);
  expect(failure?.reason.code).toBe('no-common-algorithm');
  expect(failure?.reason.message).toMatch(/diffie-hellman-group14-sha1.*`ssh.algorithms: compat`/);
  expect(failure?.offer?.ciphers).toEqual(['aes128-cbc']);
  expect(device.attempts).toEqual([]);
  expect(await failureOf(device, { algorithms: 'compat' })).toBeNull();
});

test('what only legacy has is not offered by compat', async () => {
  const device = await start(
    script({}, { algorithms: { kex: ['diffie-hellman-group1-sha1'], cipher: ['3des-cbc'], hmac: ['hmac-md5'] } }),
  );
  expect((await failureOf(device, { algorithms: 'compat' }))?.reason.message).toContain('`ssh.algorithms: legacy`');
  expect(await failureOf(device, { algorithms: 'legacy' })).toBeNull();
});

test('compat still takes a current algorithm from a current device', async () => {
  const device = await start(script());
  const opened = await transport(device.knownHosts).open(target(device, { algorithms: 'legacy' }), never);
  if (!opened.ok) throw new Error('not opened');
  expect(opened.value.offer.negotiated?.kex).toMatch(/^curve25519-sha256/);
  await opened.value.end();
});

test('S09: group exchange with a server that calls itself Cisco-1.25 is explained', async () => {
  const device = await start(
    script({}, { ident: 'Cisco-1.25', algorithms: { ...compatOnly(), kex: ['diffie-hellman-group-exchange-sha1'] } }),
  );
  const failure = await failureOf(device, { algorithms: 'compat' });
  expect(failure?.reason.code).toBe('no-common-algorithm');
  expect(failure?.reason.message).toMatch(/no common key exchange.*Cisco-1\.25.*group14/);
});

function compatOnly() {
  return { cipher: ['aes128-cbc' as const], hmac: ['hmac-sha1' as const] };
}

test('a cancelled run stops a login that hangs', async () => {
  const address = await rawServer(() => undefined);
  const stop = new AbortController();
  setTimeout(() => stop.abort(), 30);
  const opened = await transport('').open(target(address), stop.signal);
  expect(opened).toMatchObject({ ok: false, error: { reason: { code: 'cancelled' } } });
});

test('a device without a free line is a closed session', async () => {
  const device = await start(script({}, { maxConnections: 0 }));
  expect((await failureOf(device))?.reason.code).toBe('session-closed');
});
