import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { findingTypes } from '../src/core/finding-types.ts';
import { reasonAdvice } from '../src/core/reason.ts';
import { verdicts } from '../src/core/verdict.ts';
import { platforms } from '../src/platforms/index.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const files = (folder: string): readonly string[] =>
  readdirSync(join(root, folder)).flatMap((name) => {
    const path = join(folder, name);
    return statSync(join(root, path)).isDirectory() ? files(path) : path.endsWith('.ts') ? [path] : [];
  });
const text = (path: string): string => readFileSync(join(root, path), 'utf8');
/** Comments may name what code must not use. */
const code = (path: string): string => text(path).replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');

describe('the shape of the source', () => {
  const pure = [
    'core',
    'known-good',
    'platforms',
    'syslog',
    'detect',
    'correlate',
    'collect',
    'compare',
    'report',
    'import',
  ].flatMap((folder) => files(join('src', folder)));

  it.each(pure)('%s reads no clock, no chance, no process and no console', (path) => {
    expect(code(path)).not.toMatch(
      /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bprocess\.(?:env|argv|exit|std|hrtime|cwd|uptime|pid)|\bconsole\.(?:log|error|warn|info|debug)/,
    );
  });

  const others = files('src').filter((path) => !/^src\/(?:platforms|demo)\//.test(path));
  const names = platforms.map(({ id }) => id).join('|');
  it.each(others)('%s names no platform', (path) => {
    expect(code(path)).not.toMatch(new RegExp(`['"\`](?:${names})['"\`]`));
  });

  it('every import goes in the direction of the layers', () => {
    const program = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
    const run = spawnSync(process.execPath, [program, '--config', 'test/tooling/dependency-cruiser.cjs', 'src'], {
      cwd: root,
      encoding: 'utf8',
    });
    expect(run.stdout).toContain('no dependency violations found');
    expect(run.status).toBe(0);
  });

  it('has no drawer for everything', () => {
    expect(files('src').filter((path) => /\/(?:utils|helpers|common|types|misc)\.ts$/.test(path))).toEqual([]);
    expect(
      files('src').filter((path) => /\/index\.ts$/.test(path) && !path.startsWith(join('src', 'platforms'))),
    ).toEqual([]);
  });

  it('no file of the project tells of machines or registries', () => {
    const told = [...files('src'), ...files('test')].filter(
      (path) => path !== relative(root, fileURLToPath(import.meta.url)),
    );
    expect(told.filter((path) => /(?:^|[^A-Za-z0-9.])\/(?:work|home|root)\//.test(text(path)))).toEqual([]);
  });
});

describe('the README', () => {
  const readme = text('README.md');
  it.each(verdicts)('explains the verdict %s', (verdict) => {
    expect(readme).toContain(`\`${verdict}\``);
  });
  it.each(Object.keys(reasonAdvice))('explains the reason %s', (code) => {
    expect(readme).toContain(`\`${code}\``);
  });
  it.each(Object.keys(findingTypes))('has the finding %s in docs/findings.md', (type) => {
    expect(text('docs/findings.md')).toContain(`\`${type}\``);
  });
});
