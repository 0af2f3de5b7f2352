import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A certificate for an address of this machine that vouches for itself, made by OpenSSL for this run. */
export async function certificateFor(
  address: string,
): Promise<{ readonly cert: string; readonly key: string; readonly folder: string; readonly remove: () => void }> {
  const folder = mkdtempSync(join(tmpdir(), 'pawl-tls-'));
  const options = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '1'];
  const names = ['-subj', '/CN=pawl-test', '-addext', `subjectAltName=IP:${address}`];
  const files = ['-keyout', join(folder, 'key.pem'), '-out', join(folder, 'cert.pem')];
  execFileSync('openssl', ['req', '-x509', ...options, ...names, ...files], { stdio: 'ignore' });
  return {
    cert: readFileSync(join(folder, 'cert.pem'), 'utf8'),
    key: readFileSync(join(folder, 'key.pem'), 'utf8'),
    folder,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
