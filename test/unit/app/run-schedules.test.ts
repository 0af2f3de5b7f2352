import { describe, expect, it } from 'vitest';
import { runSchedules } from '../../../src/app/run-schedules.ts';
import { epochMs } from '../../../src/core/brands.ts';

const nightly = { name: 'nightly', cron: '0 2 * * *', timeZone: 'UTC', select: {}, hash: true };

/** A memory that outlives agents, a clock that is set, and what was run and told. */
function stage() {
  const kept = new Map<string, unknown>();
  let now = Date.parse('2026-05-01T12:00Z');
  const ran: string[] = [];
  const told: string[] = [];
  let release: (() => void) | null = null;
  const agent = (holds = false) =>
    runSchedules({
      schedules: () => [nightly],
      memory: {
        get: (kind, name) => kept.get(`${kind} ${name}`) ?? null,
        put: (kind, name, value) => void kept.set(`${kind} ${name}`, value),
      },
      clock: { now: () => epochMs(now) },
      run: async (_, { due }) => {
        ran.push(new Date(due).toISOString().slice(0, 16));
        if (holds) await new Promise<void>((resolve) => (release = resolve));
      },
      tell: (_, what) => void told.push(what),
    });
  return { agent, ran, told, kept, at: (text: string) => (now = Date.parse(text)), release: () => release?.() };
}

describe('schedules', () => {
  it('have missed nothing when they are new', () => {
    const { agent, ran, told } = stage();
    agent().tick();
    expect([ran, told]).toEqual([[], []]);
  });

  it('run at their minute, once', () => {
    const { agent, ran, told, at } = stage();
    const one = agent();
    one.tick();
    at('2026-05-02T02:00Z');
    one.tick();
    at('2026-05-02T02:01Z');
    one.tick();
    expect([ran, told]).toEqual([['2026-05-02T02:00'], []]);
  });

  it('make up for runs that were missed while no agent ran, once, and tell it', () => {
    const { agent, ran, told, at } = stage();
    agent().tick();
    at('2026-05-04T09:00Z');
    const later = agent();
    later.tick();
    later.tick();
    expect([ran, told]).toEqual([['2026-05-04T02:00'], ['missed', 'made-up']]);
  });

  it('do not run together with themselves', async () => {
    const { agent, ran, told, at, release } = stage();
    const one = agent(true);
    one.tick();
    at('2026-05-02T02:00Z');
    one.tick();
    at('2026-05-03T02:00Z');
    one.tick();
    release();
    await one.idle();
    expect([ran, told]).toEqual([['2026-05-02T02:00'], ['overlap']]);
  });

  it('take a memory that was tampered with as new', () => {
    const { agent, ran, kept } = stage();
    kept.set('schedule nightly', { due: 'yesterday' });
    agent().tick();
    expect(ran).toEqual([]);
  });
});
