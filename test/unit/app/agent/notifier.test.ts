import { describe, expect, it } from 'vitest';
import type { Deliver, ListQuery, OutgoingMessage } from '../../../../src/agent-ports.ts';
import { openOutbox } from '../../../../src/app/agent/notifier.ts';
import type { Notification, NotifiedEvent } from '../../../../src/core/agent.ts';
import type { AgentEvent } from '../../../../src/core/agent-event.ts';
import { epochMs } from '../../../../src/core/brands.ts';
import { err, ok } from '../../../../src/core/result.ts';
import { recordFailure } from '../../../../src/edge/sqlite/failure.ts';
import type { AgentMemory } from '../../../../src/ports.ts';
import { RecordError } from '../../../../src/record-ports.ts';

const event = (id: string, kind: NotifiedEvent = 'alert-confirmed'): AgentEvent => ({
  kind,
  id,
  at: epochMs(0),
  device: 'edge1',
  platform: null,
  verdict: null,
  reason: null,
  alert: null,
  finding: null,
  verification: null,
  audit: null,
  versionBefore: null,
  versionAfter: null,
  user: null,
  ticket: null,
});

const webhook = (url: string, ...on: readonly NotifiedEvent[]): Notification => ({
  kind: 'webhook',
  url,
  secret: null,
  on: on.length === 0 ? ['alert-confirmed'] : on,
});

/** Memory, time and receivers of our own: a day passes in a millisecond. */
function bench(memory = new Map<string, unknown>()) {
  let now = 0;
  let timers: { at: number; run: () => void }[] = [];
  let full = false;
  const sent: { url: string; message: OutgoingMessage; at: number }[] = [];
  const counted: string[] = [];
  const logged: string[] = [];
  const answers: Awaited<ReturnType<Deliver>>[] = [];
  let always: Awaited<ReturnType<Deliver>> | null = null;
  const refuseWhenFull = (): void => {
    if (full) throw new RecordError(recordFailure('full', 'no space'));
  };
  const store: Pick<AgentMemory, 'put' | 'remove' | 'list' | 'together'> = {
    put: (kind, name, value) => {
      refuseWhenFull();
      memory.set(`${kind}\n${name}`, structuredClone(value));
    },
    remove: (kind, name) => {
      refuseWhenFull();
      memory.delete(`${kind}\n${name}`);
    },
    list: (kind) =>
      [...memory]
        .filter(([key]) => key.startsWith(`${kind}\n`))
        .map(([key, value]) => ({ name: key.slice(kind.length + 1), value }))
        .sort((a, b) => (a.name < b.name ? -1 : 1)),
    together: (run) => run(),
  };
  const open = (notify: readonly Notification[]) =>
    openOutbox(notify, {
      memory: store,
      async deliver(to, message) {
        sent.push({ url: to.kind === 'webhook' ? to.url : to.to.host, message, at: now });
        return answers.shift() ?? always ?? ok(undefined);
      },
      origin: { host: 'auditor', version: '1' },
      clock: { now: () => epochMs(now) },
      after(ms, run) {
        const timer = { at: now + ms, run };
        timers.push(timer);
        return () => {
          timers = timers.filter((one) => one !== timer);
        };
      },
      chance: () => 1,
      metrics: {
        count: (name, labels) => void counted.push(`${name} ${Object.values(labels ?? {}).join(' ')}`),
        set: () => undefined,
        onRead: () => undefined,
      },
      log: (level, message, fields) => void logged.push(`${level} ${message} ${JSON.stringify(fields)}`),
    });
  return {
    open,
    memory,
    sent,
    counted,
    logged,
    answers,
    fail: (what: Awaited<ReturnType<Deliver>> | null) => {
      always = what;
    },
    fill: (is: boolean) => {
      full = is;
    },
    /** Lets so much time pass, timer after timer. */
    async pass(ms: number): Promise<void> {
      const end = now + ms;
      for (;;) {
        for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
        const next = timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
        if (next === undefined) break;
        timers = timers.filter((one) => one !== next);
        now = Math.max(now, next.at);
        next.run();
      }
      now = end;
    },
  };
}

const query: ListQuery = {
  limit: 100,
  cursor: null,
  device: null,
  type: null,
  status: null,
  disposition: null,
  since: null,
};
const down = err({ message: 'connection refused', retry: true });
const listed = (outbox: ReturnType<ReturnType<typeof bench>['open']>, change: Partial<ListQuery> = {}) => {
  const list = outbox.list({ ...query, ...change });
  if (!list.ok) throw new Error(list.error.message);
  return list.value;
};

describe('the outbox', () => {
  it('sends an event to each receiver that wants its kind, and to no other', async () => {
    const { open, sent, pass } = bench();
    const outbox = open([webhook('https://a.example/x'), webhook('https://b.example/x', 'finding-opened')]);
    outbox.tell(event('e1'));
    outbox.tell(event('e2', 'finding-opened'));
    outbox.tell(event('e3', 'alert-refuted'));
    await pass(100);
    expect(sent.map(({ url, message }) => [url, message.id])).toEqual([
      ['https://a.example/x', 'e1'],
      ['https://b.example/x', 'e2'],
    ]);
  });

  it('two entries with one target are one receiver', async () => {
    const { open, sent, pass } = bench();
    const outbox = open([
      webhook('https://a.example/x'),
      webhook('https://a.example/x', 'alert-confirmed', 'alert-refuted'),
    ]);
    outbox.tell(event('e1'));
    outbox.tell(event('e2', 'alert-refuted'));
    await pass(100);
    expect(sent.map(({ message }) => message.id)).toEqual(['e1', 'e2']);
  });

  it('an event that is told twice is sent once, before and after it was sent', async () => {
    const { open, sent, pass } = bench();
    const outbox = open([webhook('https://a.example/x')]);
    outbox.tell(event('e1'));
    outbox.tell(event('e1'));
    await pass(100);
    outbox.tell(event('e1'));
    await pass(100);
    expect(sent.length).toBe(1);
  });

  it('waits 1 s, 2 s, 4 s, … up to 15 min, and keeps the order meanwhile', async () => {
    const { open, sent, answers, pass, counted } = bench();
    const outbox = open([webhook('https://a.example/x')]);
    answers.push(...Array.from({ length: 13 }, () => down));
    outbox.tell(event('e1'));
    outbox.tell(event('e2'));
    await pass(3 * 3_600_000);
    expect(sent.map(({ message }) => message.id)).toEqual([...Array(14).fill('e1'), 'e2']);
    const waits = sent.slice(1, 14).map(({ at }, index) => (at - (sent[index]?.at ?? 0)) / 1000);
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]);
    expect(new Set(sent.slice(0, 14).map(({ message }) => message.body)).size).toBe(1);
    expect(counted.filter((line) => line.endsWith('retried')).length).toBe(13);
    expect(counted.filter((line) => line.endsWith('sent')).length).toBe(2);
  });

  it('leaves a receiver alone for as long as it says, at most 15 min', async () => {
    const { open, sent, answers, pass } = bench();
    const outbox = open([webhook('https://a.example/x')]);
    answers.push(
      err({ message: 'busy', retry: true, afterMs: 60_000 }),
      err({ message: 'busy', retry: true, afterMs: 9e9 }),
    );
    outbox.tell(event('e1'));
    await pass(3_600_000);
    expect(sent.map(({ at }) => at)).toEqual([0, 60_000, 960_000]);
  });

  it('gives a message up after a day, and the ones behind it have their turn', async () => {
    const { open, sent, fail, pass, logged, counted } = bench();
    const outbox = open([webhook('https://a.example/x')]);
    fail(down);
    outbox.tell(event('e1'));
    await pass(23 * 3_600_000);
    outbox.tell(event('e2'));
    await pass(2 * 3_600_000);
    expect(listed(outbox, { status: 'dead' }).items).toMatchObject([
      { id: 'e1', receiver: 'webhook a.example', state: 'dead', why: 'connection refused' },
    ]);
    fail(null);
    await pass(3_600_000);
    expect(sent.at(-1)?.message.id).toBe('e2');
    expect(counted).toContain('pawl_notifications_total webhook a.example dead');
    expect(logged.some((line) => line.startsWith('error a notification is given up'))).toBe(true);
  });

  it('gives up at once what is of no use to send again', async () => {
    const { open, sent, answers, pass } = bench();
    const outbox = open([webhook('https://a.example/x')]);
    answers.push(err({ message: 'answered 400', retry: false }));
    outbox.tell(event('e1'));
    outbox.tell(event('e2'));
    await pass(1000);
    expect(sent.map(({ message }) => message.id)).toEqual(['e1', 'e2']);
    expect(listed(outbox).items).toMatchObject([{ id: 'e1', state: 'dead', tries: 1 }]);
  });

  it('one receiver that is down holds no other up', async () => {
    const { open, sent, pass, answers } = bench();
    const outbox = open([webhook('https://a.example/x'), webhook('https://b.example/x')]);
    answers.push(down);
    for (const id of ['e1', 'e2', 'e3']) outbox.tell(event(id));
    await pass(500);
    expect(sent.filter(({ url }) => url.startsWith('https://b')).map(({ message }) => message.id)).toEqual([
      'e1',
      'e2',
      'e3',
    ]);
    expect(listed(outbox, { status: 'waiting' }).items.length).toBe(3);
  });
});

describe('over a restart', () => {
  it('what waits is sent in its order, with the same bytes, before what comes new', async () => {
    const first = bench();
    const before = first.open([webhook('https://a.example/x')]);
    first.fail(down);
    for (const id of ['e1', 'e2']) before.tell(event(id));
    await first.pass(5_000);
    await before.close();
    const second = bench(first.memory);
    const after = second.open([webhook('https://a.example/x')]);
    after.tell(event('e3'));
    await second.pass(100);
    expect(second.sent.map(({ message }) => message.id)).toEqual(['e1', 'e2', 'e3']);
    expect(second.sent[0]?.message.body).toBe(first.sent[0]?.message.body);
    await after.close();
    expect([...second.memory.keys()]).toEqual([]);
  });

  it('dead letters stay listed, and what waits for a receiver that is gone becomes one', async () => {
    const first = bench();
    const before = first.open([webhook('https://a.example/x')]);
    first.answers.push(err({ message: 'answered 400', retry: false }));
    first.fail(down);
    for (const id of ['e1', 'e2']) before.tell(event(id));
    await first.pass(5_000);
    await before.close();
    const second = bench(first.memory);
    const after = second.open([webhook('https://c.example/x')]);
    await second.pass(100);
    expect(second.sent).toEqual([]);
    expect(listed(after).items).toMatchObject([
      { id: 'e1', why: 'answered 400' },
      { id: 'e2', why: 'the receiver is no longer in agent.yaml', state: 'dead' },
    ]);
  });

  it('entries in a form that nobody knows are left alone', () => {
    const kept = new Map<string, unknown>([
      ['outbox\n1', { seq: 'x' }],
      ['outbox\n2', null],
    ]);
    const { open } = bench(kept);
    expect(listed(open([webhook('https://a.example/x')])).items).toEqual([]);
  });
});

describe('limits and faults', () => {
  it('a receiver for which 10,000 wait gets no more, and of dead letters the newest 1,000 are kept', async () => {
    const { open, fail, pass, memory } = bench();
    const outbox = open([webhook('https://a.example/x')]);
    fail(down);
    for (let index = 0; index < 11_500; index += 1) outbox.tell(event(`e${index}`));
    await pass(100);
    const dead = listed(outbox, { status: 'dead', limit: 1000 });
    expect(dead.items.length).toBe(1000);
    expect(dead.items[0]).toMatchObject({ id: 'e10500', why: '10000 notifications wait for this receiver' });
    expect([...memory.keys()].filter((key) => key.startsWith('dead-letter')).length).toBe(1000);
    expect([...memory.keys()].filter((key) => key.startsWith('outbox')).length).toBe(10_000);
  }, 60_000);

  it('a full disk loses nothing while the agent runs', async () => {
    const { open, sent, fill, pass, logged, memory, fail } = bench();
    const outbox = open([webhook('https://a.example/x')]);
    fill(true);
    fail(down);
    outbox.tell(event('e1'));
    await pass(1_000);
    expect(logged.some((line) => line.includes('cannot be stored'))).toBe(true);
    fill(false);
    await pass(40_000);
    expect(memory.size).toBe(1);
    fail(null);
    await pass(900_000);
    expect(sent.at(-1)?.message.id).toBe('e1');
    expect(memory.size).toBe(0);
  });

  it('the path of a webhook stands in no log, list or metric', async () => {
    const { open, answers, pass, logged, counted } = bench();
    const outbox = open([webhook('https://a.example/services/T0/SECRETPATH')]);
    answers.push(down, err({ message: 'answered 404', retry: false }));
    outbox.tell(event('e1'));
    await pass(10_000);
    const told = JSON.stringify([logged, counted, listed(outbox)]);
    expect(told).toContain('a.example');
    expect(told).not.toContain('SECRETPATH');
  });

  it('the list comes in pages', async () => {
    const { open, fail, pass } = bench();
    const outbox = open([webhook('https://a.example/x')]);
    fail(down);
    for (const id of ['e1', 'e2', 'e3']) outbox.tell(event(id));
    await pass(100);
    const first = listed(outbox, { limit: 2 });
    const second = listed(outbox, { limit: 2, cursor: first.next });
    expect([first, second].map(({ items }) => items.length)).toEqual([2, 1]);
    expect(second.next).toBeNull();
    expect(outbox.list({ ...query, status: 'lost' }).ok).toBe(false);
  });

  it('other receivers take effect without losing what waits', async () => {
    const { open, fail, pass, sent } = bench();
    const outbox = open([webhook('https://a.example/x')]);
    fail(down);
    outbox.tell(event('e1'));
    await pass(500);
    outbox.reconfigure([webhook('https://a.example/x', 'alert-refuted'), webhook('https://b.example/x')]);
    fail(null);
    outbox.tell(event('e2'));
    await pass(10_000);
    expect(sent.map(({ url, message }) => `${url} ${message.id}`)).toEqual([
      'https://a.example/x e1',
      'https://b.example/x e2',
      'https://a.example/x e1',
    ]);
  });
});
