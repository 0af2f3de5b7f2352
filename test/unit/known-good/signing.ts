import { execFileSync } from 'node:child_process';
import { sign } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type Identity = { readonly key: string; readonly pem: Buffer };

/** An authority of the test's own, with what it signed: OpenSSL makes what a vendor's release service would. */
export type OwnCa = {
  readonly root: Identity;
  readonly sub: Identity;
  readonly signer: Identity;
  readonly bigSigner: Identity;
  readonly expired: Identity;
  readonly otherPurpose: Identity;
  readonly elliptic: Identity;
  readonly device: Identity;
  readonly stranger: Identity;
};

export function makeCa(): OwnCa {
  const folder = mkdtempSync(join(tmpdir(), 'pawl-ca-'));
  const openssl = (...args: readonly string[]): void =>
    void execFileSync('openssl', [...args], { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  writeFileSync(join(folder, 'ca.ext'), 'basicConstraints=critical,CA:TRUE\n');
  writeFileSync(join(folder, 'code.ext'), 'basicConstraints=CA:FALSE\nextendedKeyUsage=codeSigning\n');
  writeFileSync(join(folder, 'web.ext'), 'basicConstraints=CA:FALSE\nextendedKeyUsage=serverAuth\n');
  writeFileSync(join(folder, 'plain.ext'), 'basicConstraints=CA:FALSE\n');
  const self = (name: string): Identity => {
    openssl(
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-keyout',
      `${name}.key`,
      '-out',
      `${name}.pem`,
      '-days',
      '3650',
      '-subj',
      `/CN=Test ${name}`,
      '-addext',
      'basicConstraints=critical,CA:TRUE',
    );
    return load(name);
  };
  const load = (name: string): Identity => ({
    key: readFileSync(join(folder, `${name}.key`), 'utf8'),
    pem: readFileSync(join(folder, `${name}.pem`)),
  });
  const issue = (
    name: string,
    by: string,
    extension: string,
    kind: readonly string[] = ['rsa:2048'],
    days = '3650',
  ): Identity => {
    openssl(
      'req',
      '-newkey',
      ...kind,
      '-nodes',
      '-keyout',
      `${name}.key`,
      '-out',
      `${name}.csr`,
      '-subj',
      `/CN=Test ${name}`,
    );
    openssl(
      'x509',
      '-req',
      '-in',
      `${name}.csr`,
      '-CA',
      `${by}.pem`,
      '-CAkey',
      `${by}.key`,
      '-CAcreateserial',
      '-days',
      days,
      '-extfile',
      `${extension}.ext`,
      '-out',
      `${name}.pem`,
    );
    return load(name);
  };
  try {
    const root = self('root');
    const stranger = self('stranger');
    const sub = issue('sub', 'root', 'ca');
    return {
      root,
      sub,
      stranger,
      signer: issue('signer', 'sub', 'code'),
      bigSigner: issue('big', 'sub', 'code', ['rsa:4096']),
      expired: issue('expired', 'sub', 'code', ['rsa:2048'], '1'),
      otherPurpose: issue('web', 'sub', 'web'),
      elliptic: issue('ec', 'sub', 'code', ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256']),
      device: issue('device', 'sub', 'plain'),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export const signed = (data: Uint8Array, by: Identity, digest: 'sha1' | 'sha256' | 'sha512'): Buffer =>
  sign(digest, data, by.key);

/** A tar of plain files, as `tar` writes it. */
export function tarOf(
  files: Readonly<Record<string, Uint8Array | string>>,
  change: (header: Buffer, name: string) => void = () => undefined,
): Buffer {
  const parts: Buffer[] = [];
  for (const [name, content] of Object.entries(files)) {
    const body = Buffer.from(content);
    const header = Buffer.alloc(512);
    header.write(name, 0, 100, 'utf8');
    header.write('0000644\0', 100);
    header.write('0000000\0', 108);
    header.write('0000000\0', 116);
    header.write(`${body.length.toString(8).padStart(11, '0')}\0`, 124);
    header.write('00000000000\0', 136);
    header.write('0', 156);
    header.write('ustar\x0000', 257, 'latin1');
    change(header, name);
    header.write('        ', 148);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    parts.push(header, body, Buffer.alloc((512 - (body.length % 512)) % 512));
  }
  return Buffer.concat([...parts, Buffer.alloc(1024)]);
}
