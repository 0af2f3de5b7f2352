import { expect, test } from 'vitest';
import { helloReader, nothingSaid } from '../../../../src/edge/ssh/server-offer.ts';

const list = (names: string): Buffer => {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(names.length);
  return Buffer.concat([length, Buffer.from(names)]);
};

function kexInit(): Buffer {
  const lists = ['kex-a,kex-b', 'ssh-rsa', 'aes128-cbc', '3des-cbc', 'hmac-sha1', 'hmac-md5', 'none', 'none', '', ''];
  const payload = Buffer.concat([Buffer.from([20]), Buffer.alloc(16, 9), ...lists.map(list), Buffer.alloc(5)]);
  const padding = 8;
  const head = Buffer.alloc(5);
  head.writeUInt32BE(1 + payload.length + padding);
  head.writeUInt8(padding, 4);
  return Buffer.concat([head, payload, Buffer.alloc(padding)]);
}

const bytes = Buffer.concat([Buffer.from('Welcome\r\nSSH-1.99-Cisco-1.25\r\n'), kexInit()]);
const expected = {
  identification: 'SSH-1.99-Cisco-1.25',
  kex: ['kex-a', 'kex-b'],
  hostKeys: ['ssh-rsa'],
  ciphers: ['aes128-cbc', '3des-cbc'],
  macs: ['hmac-sha1', 'hmac-md5'],
};

test('identification and algorithm lists are read however the bytes are cut', () => {
  for (const size of [1, 7, bytes.length]) {
    const reader = helloReader();
    for (let at = 0; at < bytes.length; at += size) reader.feed(bytes.subarray(at, at + size));
    expect(reader.hello()).toEqual(expected);
    expect(reader.feed(Buffer.from('more'))).toBe(false);
  }
});

test('a server that ends early has said what came', () => {
  const reader = helloReader();
  reader.feed(bytes.subarray(0, 40));
  expect(reader.hello()).toEqual({ ...nothingSaid, identification: 'SSH-1.99-Cisco-1.25' });
});

test('garbage says nothing and ends', () => {
  const reader = helloReader();
  expect(reader.feed(Buffer.alloc(70_000, 0x41))).toBe(false);
  expect(reader.hello()).toEqual(nothingSaid);
  const lying = Buffer.concat([Buffer.from('SSH-2.0-x\n'), Buffer.from([0, 0, 0, 30, 4, 20]), Buffer.alloc(30, 0xff)]);
  const second = helloReader();
  second.feed(lying);
  expect(second.hello().identification).toBe('SSH-2.0-x');
});
