import { describe, expect, it } from 'vitest';
import { err, ok } from '../../../../src/core/result.ts';
import { agentConfiguration, memoryOf, start, testIntake } from './intake-kit.ts';

const fleet = agentConfiguration(`
edge1: {hostname: 192.0.2.1, platform: iosxe, username: audit, sources: [edge1-mgmt, "2001:db8::1"]}
edge2: {hostname: 192.0.2.2, platform: iosxe, username: audit}
`);
const boot = (image = 'cat9k_iosxe.17.06.05.SPA.bin') =>
  `<189>123: *Apr  2 02:00:00.101: %PARSER-5-CFGLOG_LOGGEDCMD: User:ops  logged command:boot system flash:${image}`;
const reload =
  '<189>124: %SYS-5-RELOAD: Reload requested by ops on vty0 (198.51.100.7). Reload Reason: Reload Command.';
const plain = '<189>125: %LINK-3-UPDOWN: Interface Gi1/0/1, changed state to up';
const named = (host: string, text = boot()) => text.replace('<189>', `<189>Apr  2 02:00:00 ${host} `);

describe('what is received', () => {
  it('is counted where it is plain, and becomes an alert of its sender where it is not', async () => {
    const { intake, send, heard, metric } = testIntake(fleet);
    send(plain);
    send(boot());
    await intake.stored();
    expect(heard.map(({ alert, step }) => [alert.device, step.kind, step.file])).toEqual([
      ['edge1', 'boot-change', 'udp:192.0.2.1'],
    ]);
    expect(metric('pawl_lines_received_total udp plain')).toBe(1);
    expect(metric('pawl_lines_received_total udp indicator')).toBe(1);
    expect(metric('pawl_indicators_total boot-change')).toBe(1);
  });

  it('is ordered by its receipt, whatever the clock of the device says', async () => {
    const { intake, send, heard, clock } = testIntake(fleet);
    send('<189>1: *Mar  1 1993 00:01:00: %SYS-5-RELOAD: Reload requested by console. Reload Reason: Reload Command.');
    await intake.stored();
    clock.at += 60_000;
    send(boot());
    await intake.stored();
    expect(heard.map(({ step }) => step.at)).toEqual([start, start + 60_000]);
    expect(heard[1]?.alert).toMatchObject({ openedAt: start, updatedAt: start + 60_000 });
  });

  it('extends its alert also after the clock of the agent was set back', async () => {
    const { intake, send, heard, clock } = testIntake(fleet);
    send(boot());
    await intake.stored();
    clock.at -= 3_600_000;
    send(reload);
    await intake.stored();
    expect(heard[1]?.alert).toMatchObject({ id: heard[0]?.alert.id, updatedAt: start });
    expect(heard[1]?.alert.steps).toHaveLength(2);
  });

  it('is one alert with one form a batch', async () => {
    const { intake, send, heard, batches } = testIntake(fleet);
    send(boot());
    send(reload);
    await intake.stored();
    expect(batches).toEqual([2]);
    expect(heard[0]?.alert).toBe(heard[1]?.alert);
    expect(heard[0]?.alert.steps).toHaveLength(2);
  });

  it('counts once where it comes by two channels', async () => {
    const { intake, send, heard, clock } = testIntake(fleet);
    send(boot(), '192.0.2.1', 'udp');
    clock.at += 900;
    send(boot(), '192.0.2.1', 'tcp');
    await intake.stored();
    expect(heard.at(-1)?.alert.steps).toHaveLength(1);
  });

  it('joins the lines of a restart that came as messages of their own', async () => {
    const { intake, send, heard } = testIntake(fleet);
    send('<189>51: *Apr  2 02:00:00.101: %SYS-5-RESTART: System restarted --');
    send('<189>52: *Apr  2 02:00:00.101: %LINK-3-UPDOWN: Interface Gi1/0/1, changed state to up', '192.0.2.2');
    send('Cisco IOS Software, C2960 Software (C2960-LANBASEK9-M), Version 12.2(58)SE2, RELEASE SOFTWARE (fc1)');
    send('Technical Support: http://www.cisco.com/techsupport');
    await intake.stored();
    expect(heard.map(({ step }) => [step.kind, step.version])).toEqual([['restarted', '12.2(58)SE2']]);
  });

  it('is taken line by line where lines come in blocks', async () => {
    const { intake, heard, metric } = testIntake(fleet);
    const lines = [
      plain,
      boot(),
      plain,
      '<189>51: *Apr  2 02:00:00.101: %SYS-5-RESTART: System restarted --',
      'Cisco IOS Software, C2960 Software (C2960-LANBASEK9-M), Version 12.2(58)SE2, RELEASE SOFTWARE (fc1)',
      plain,
      plain,
    ];
    const block = (given: readonly string[]) => ({
      bytes: Buffer.from(`${given.join('\n')}\n`),
      lines: given.length,
      from: '192.0.2.1',
    });
    for (let cut = 1; cut < lines.length; cut++) {
      intake.receive('tcp', block(lines.slice(0, cut)));
      intake.receive('tcp', block(lines.slice(cut)));
      await intake.stored();
      expect(heard.splice(0).map(({ step }) => [step.kind, step.version ?? step.image])).toEqual([
        ['boot-change', '17.06.05'],
        ['restarted', '12.2(58)SE2'],
      ]);
    }
    expect(metric('pawl_lines_received_total tcp indicator')).toBe(12);
    expect(intake.senders.lastSeen('edge1')).toBe(start);
  });

  it('gives a restart without the further lines when none came for a while', async () => {
    const { intake, send, heard, clock } = testIntake(fleet);
    send('<189>51: *Apr  2 02:00:00.101: %SYS-5-RESTART: System restarted --');
    clock.at += 10_000;
    await expect.poll(() => heard.length, { timeout: 3000 }).toBe(1);
    await intake.close();
  });

  it.each([
    ['NUL and bytes that are no UTF-8', Uint8Array.from([0, 255, 254, 60, 49, 0, 200, 10, 0])],
    ['nothing', new Uint8Array(0)],
    ['64 KB of a rule word', new TextEncoder().encode('copy tftp flash '.repeat(4096))],
    ['one very long command', new TextEncoder().encode(`${boot('x')}${'A'.repeat(65_000)}`)],
  ])('takes %s without harm', async (_, bytes) => {
    const { intake, send, heard } = testIntake(fleet);
    send(bytes);
    send(boot());
    await intake.stored();
    expect(heard.at(-1)?.step.image).toBe('cat9k_iosxe.17.06.05.SPA.bin');
    for (const { step } of heard) expect(step.line.length).toBeLessThan(8_300);
  });
});

describe('the device of a line', () => {
  const deviceOf = async (lines: readonly (readonly [string, string])[]): Promise<readonly (string | null)[]> => {
    const { intake, send, heard, clock } = testIntake(fleet);
    for (const [text, from] of lines) {
      send(text, from);
      await intake.stored();
      clock.at += 60_000;
    }
    return heard.map(({ alert }) => alert.device);
  };

  it('is the one that the line names, not the one that sent it', async () => {
    expect(await deviceOf([[named('edge2'), '192.0.2.1']])).toEqual(['edge2']);
  });
  it('is the sender where the line names none, by any of its addresses', async () => {
    expect(await deviceOf([[boot(), '2001:DB8:0:0::1']])).toEqual(['edge1']);
  });
  it('is the sender where the line has a name that the inventory lacks', async () => {
    expect(await deviceOf([[named('old-name'), '192.0.2.1']])).toEqual(['edge1']);
  });
  it('is never the sender once that was seen to forward for others', async () => {
    expect(
      await deviceOf([
        [named('edge2'), '192.0.2.1'],
        [named('far-away'), '192.0.2.1'],
        [boot(), '192.0.2.1'],
      ]),
    ).toEqual(['edge2', 'far-away', null]);
  });
  it('is not the sender where the line names another address', async () => {
    expect(await deviceOf([[named('203.0.113.9'), '192.0.2.1']])).toEqual(['203.0.113.9']);
  });
  it('is the accounted device, never the AAA server', async () => {
    const line =
      'Apr  2 02:00:00\t203.0.113.77\tops\ttty1\t198.51.100.7\tstop\ttask_id=9\tservice=shell\tcmd=copy tftp://198.51.100.1/c2960-lanbasek9-mz.122-58.SE2.bin flash: <cr>';
    expect(await deviceOf([[line, '192.0.2.1']])).toEqual(['203.0.113.77']);
  });
});

describe('a restart of the agent', () => {
  it('extends the alert that was open before, under the same id', async () => {
    const before = testIntake(fleet);
    before.send(boot());
    await before.intake.stored();
    const [first] = before.heard;
    const after = testIntake(fleet);
    if (first !== undefined) after.intake.restore([first.alert]);
    after.clock.at += 60_000;
    after.send(reload);
    await after.intake.stored();
    expect(after.heard[0]?.alert).toMatchObject({ id: first?.alert.id, openedAt: start });
    expect(after.heard[0]?.alert.steps.map(({ kind }) => kind)).toEqual(['boot-change', 'reload-requested']);
  });

  it('remembers what a device ran, so that an older version weighs more', async () => {
    const { intake, send, heard } = testIntake(fleet);
    intake.runs('edge1', '17.09.04a');
    send(boot());
    await intake.stored();
    expect(heard[0]?.step).toMatchObject({ direction: 'older', score: 75 });
  });

  it('remembers who sent and since when it listens', async () => {
    const memory = memoryOf();
    const before = testIntake(fleet, { memory });
    before.send(plain, '203.0.113.5');
    before.send(plain, '192.0.2.2');
    await before.intake.close();
    const after = testIntake(fleet, { memory });
    expect(after.intake.senders.unknown()).toMatchObject([{ address: '203.0.113.5', messages: 1, firstSeen: start }]);
    expect(after.intake.senders.lastSeen('edge2')).toBe(start);
    expect(after.metric('pawl_unknown_senders')).toBe(1);
    after.clock.at += 8 * 86_400_000;
    expect(after.metric('pawl_silent_devices')).toBe(2);
  });
});

describe('an alert that was decided', () => {
  it('is not extended any more', async () => {
    const { intake, send, heard, clock } = testIntake(fleet);
    send(boot());
    await intake.stored();
    const [first] = heard;
    intake.end(first?.alert.id ?? '');
    clock.at += 60_000;
    send(reload);
    await intake.stored();
    expect(heard[1]?.alert.id).not.toBe(first?.alert.id);
    expect(heard[1]?.alert.steps).toHaveLength(1);
  });
});

describe('new files of the operator', () => {
  it('leave open alerts open, and name devices anew', async () => {
    const { intake, send, heard } = testIntake(fleet);
    send(boot());
    send(named('edge3', boot('b.17.03.01.bin')), '203.0.113.3');
    await intake.stored();
    intake.reconfigure(
      agentConfiguration(`
edge1: {hostname: 192.0.2.1, platform: iosxe, username: audit}
edge3: {hostname: 203.0.113.3, platform: iosxe, username: audit}
`),
    );
    send(reload);
    send(plain, '203.0.113.3');
    await intake.stored();
    expect(heard[2]?.alert.id).toBe(heard[0]?.alert.id);
    expect(intake.senders.unknown()).toEqual([]);
    expect(intake.senders.lastSeen('edge3')).toBe(start);
  });
});

describe('a disk that cannot be written', () => {
  it('keeps indicators until there is room, and says both', async () => {
    let full = true;
    const { intake, send, heard, logged, metric } = testIntake(fleet, {
      refuse: () => (full ? err({ kind: 'full', message: 'no space', advice: 'free some' }) : null),
    });
    send(boot());
    await expect.poll(() => logged).toEqual(['error: indicators wait, they cannot be stored: no space']);
    expect(metric('pawl_queue_depth indicators')).toBe(1);
    let isStored = false;
    const stored = intake.stored().then(() => {
      isStored = true;
    });
    send(reload);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect([isStored, heard.length]).toEqual([false, 0]);
    full = false;
    await stored;
    expect(heard.map(({ step }) => step.kind)).toEqual(['boot-change', 'reload-requested']);
    expect(logged.at(-1)).toBe('info: indicators are stored again');
  });

  it('does not keep the agent from ending; what is lost is told', async () => {
    const { intake, send, logged, metric } = testIntake(fleet, {
      refuse: () => err({ kind: 'full', message: 'no space', advice: 'free some' }),
    });
    send(boot());
    await intake.close();
    expect(logged.at(-1)).toBe('error: indicators were not stored');
    expect(metric('pawl_indicators_lost_total')).toBe(1);
  });

  it('keeps the senders for the next time', async () => {
    const values = new Map<string, unknown>();
    const memory = memoryOf(values);
    let full = true;
    const given = testIntake(fleet, {
      memory: {
        get: memory.get,
        put(kind, name, value) {
          if (full) throw new Error('no space');
          memory.put(kind, name, value);
        },
      },
    });
    given.send(plain, '203.0.113.5');
    given.intake.save();
    expect(given.logged).toEqual(['error: who sent cannot be written down']);
    full = false;
    await given.intake.close();
    expect(values.get('senders unknown')).toMatchObject([{ address: '203.0.113.5' }]);
  });

  it('loses only the indicator that the store breaks at, and counts it', async () => {
    const { intake, send, heard, metric } = testIntake(fleet, {
      sink: {
        heard(batch) {
          if (batch.some(({ alert }) => alert.device === 'edge1')) throw new Error('bug');
          heard.push(...batch);
          return ok(undefined);
        },
      },
    });
    send(boot());
    send(boot(), '192.0.2.2');
    await intake.stored();
    expect(heard.map(({ alert }) => alert.device)).toEqual(['edge2']);
    expect(metric('pawl_indicators_lost_total')).toBe(1);
  });
});

describe('a flood', () => {
  it('fills a bounded queue; what is refused is counted and told', async () => {
    const { intake, send, metric, logged } = testIntake(fleet, { limits: { queue: { messages: 100, bytes: 1e6 } } });
    for (let n = 0; n < 300; n++) send(boot(`${n}.bin`));
    expect(intake.room()).not.toBeNull();
    const shed = metric('pawl_lines_received_total udp shed');
    expect(shed).toBe(250);
    await intake.room();
    intake.save();
    expect(logged).toEqual(['error: messages that may be indicators were refused: more came than can be judged']);
  });

  it('by a stream is kept waiting from half of the queue on, not refused', async () => {
    const { intake, send, heard, metric } = testIntake(fleet, { limits: { queue: { messages: 100, bytes: 1e6 } } });
    for (let n = 0; n < 80; n++) send(boot(`${n}.bin`), '192.0.2.1', 'tcp');
    expect(intake.room()).not.toBeNull();
    await intake.stored();
    expect(intake.room()).toBeNull();
    expect([heard.length, metric('pawl_lines_received_total tcp shed')]).toEqual([80, 0]);
  });

  it('of blocks of plain lines keeps none of their bytes', async () => {
    const { intake, heard } = testIntake(fleet);
    const bytes = Buffer.from(`${plain}\n${boot()}\n${plain}\n`);
    intake.receive('tcp', { bytes, lines: 3, from: '192.0.2.1' });
    bytes.fill(0);
    await intake.stored();
    expect(heard.map(({ step }) => step.image)).toEqual(['cat9k_iosxe.17.06.05.SPA.bin']);
  });

  it('of one sender leaves room for the others', async () => {
    const { intake, send, heard } = testIntake(fleet, { limits: { queue: { messages: 100, bytes: 1e6 } } });
    for (let n = 0; n < 300; n++) send(boot(`${n}.bin`), '192.0.2.1');
    send(boot(), '192.0.2.2');
    await intake.stored();
    expect(heard.some(({ alert }) => alert.device === 'edge2')).toBe(true);
  });

  it('of plain lines costs no indicator', async () => {
    const { intake, send, heard, metric } = testIntake(fleet, { limits: { queue: { messages: 10, bytes: 1e5 } } });
    for (let n = 0; n < 20_000; n++) send(plain);
    send(boot());
    for (let n = 0; n < 20_000; n++) send(plain);
    await intake.stored();
    expect(heard).toHaveLength(1);
    expect(metric('pawl_lines_received_total udp plain')).toBe(40_000);
  });

  it('from made-up sources fills no memory, and hides no sender that goes on sending', () => {
    const { intake, send } = testIntake(fleet);
    for (let n = 0; n < 50_000; n++) {
      send(plain, `203.${n >> 16}.${(n >> 8) & 255}.${n & 255}`);
      if (n % 100 === 0) send(plain, '198.51.100.77');
    }
    const listed = intake.senders.unknown();
    expect(listed.length).toBeLessThanOrEqual(4096);
    expect(listed[0]).toMatchObject({ address: '198.51.100.77', messages: 500 });
    expect(intake.senders.unlisted()).toBeGreaterThan(40_000);
  });

  it('about hosts that nobody knows does not fill the record, and does not hinder known devices', async () => {
    const { intake, send, heard, metric } = testIntake(fleet, { limits: { strangers: { perSecond: 1, burst: 10 } } });
    for (let n = 0; n < 100; n++) send(named(`made-up-${n}`), '203.0.113.9');
    send(boot());
    await intake.stored();
    expect(heard.filter(({ alert }) => alert.device !== 'edge1')).toHaveLength(10);
    expect(heard.at(-1)?.alert.device).toBe('edge1');
    expect(metric('pawl_indicators_lost_total')).toBe(90);
  });
});
