// Wall time, CPU and peak memory of a whole process, as the operating system accounts it (GNU time).
import { spawnSync } from 'node:child_process';

export function timed(program, args, cwd) {
  const began = process.hrtime.bigint();
  const run = spawnSync('/usr/bin/time', ['-f', '%U %S %M', program, ...args], {
    cwd,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  const wall = Number(process.hrtime.bigint() - began) / 1e9;
  const [user, system, rss] = (run.stderr.trim().split('\n').at(-1) ?? '').split(' ').map(Number);
  if (run.status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${run.status}: ${run.stderr}`);
  return { wall, cpu: user + system, rss };
}

export const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
