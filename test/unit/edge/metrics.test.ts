import { describe, expect, it } from 'vitest';
import { metrics as table } from '../../../src/core/metrics.ts';
import { promMetrics } from '../../../src/edge/metrics.ts';

describe('the metrics', () => {
  it('are those of the table and of the process, each with its help and kind', async () => {
    const { contentType, body } = await promMetrics().text();
    expect(contentType).toContain('text/plain; version=0.0.4');
    for (const [name, { kind, help }] of Object.entries(table)) {
      expect(body).toContain(`# HELP ${name} ${help}\n# TYPE ${name} ${kind}\n`);
    }
    expect(body).toContain('process_resident_memory_bytes');
    expect(body).toContain('nodejs_eventloop_lag_seconds');
  });

  it('count, set and observe', async () => {
    const metrics = promMetrics();
    metrics.count('pawl_lines_received_total', { channel: 'udp', result: 'plain' }, 41);
    metrics.count('pawl_lines_received_total', { channel: 'udp', result: 'plain' });
    metrics.count('pawl_alerts_total');
    metrics.set('pawl_queue_depth', { queue: 'messages' }, 7);
    metrics.observe('pawl_receipt_delay_seconds', {}, 4);
    const { body } = await metrics.text();
    expect(body).toContain('pawl_lines_received_total{channel="udp",result="plain"} 42\n');
    expect(body).toContain('pawl_alerts_total 1\n');
    expect(body).toContain('pawl_queue_depth{queue="messages"} 7\n');
    expect(body).toContain('pawl_receipt_delay_seconds_bucket{le="1"} 0\n');
    expect(body).toContain('pawl_receipt_delay_seconds_bucket{le="5"} 1\n');
  });

  it('are refreshed before each reading, and belong to one agent alone', async () => {
    const [one, two] = [promMetrics(), promMetrics()];
    let reads = 0;
    one.onRead(() => {
      reads += 1;
      one.set('pawl_unknown_senders', {}, reads);
    });
    expect((await one.text()).body).toContain('pawl_unknown_senders 1\n');
    expect((await one.text()).body).toContain('pawl_unknown_senders 2\n');
    expect((await two.text()).body).toContain('pawl_unknown_senders 0\n');
  });

  it('refuse what the table does not have', () => {
    expect(() => promMetrics().count('pawl_alerts_total', { device: 'edge1' })).toThrow('device');
    expect(() => promMetrics().set('pawl_alerts_total', {}, 1)).toThrow('pawl_alerts_total is a counter');
  });

  it('escape what a label holds', async () => {
    const metrics = promMetrics();
    metrics.set('pawl_device_last_audit_timestamp_seconds', { device: 'a"b\\c\nd' }, 5);
    expect((await metrics.text()).body).toContain('{device="a\\"b\\\\c\\nd"} 5\n');
  });
});
