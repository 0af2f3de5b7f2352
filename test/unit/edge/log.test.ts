import { describe, expect, it } from 'vitest';
import type { LogLevel } from '../../../src/agent-ports.ts';
import { agentLog } from '../../../src/edge/log.ts';

function logged(
  message: string,
  fields: Readonly<Record<string, unknown>>,
  { level = 'info', pretty = false }: { readonly level?: LogLevel; readonly pretty?: boolean } = {},
): string {
  const lines: string[] = [];
  const log = agentLog({ write: (line) => void lines.push(line), level: 'info', pretty });
  log(level, message, fields);
  return lines.join('');
}

describe('the log', () => {
  it('is one JSON object a line, with time, level and message', () => {
    const text = logged('listening', { port: 5514 });
    expect(text.endsWith('}\n')).toBe(true);
    const entry: Record<string, unknown> = JSON.parse(text);
    expect(entry).toMatchObject({ level: 'info', message: 'listening', port: 5514 });
    expect(String(entry['time'])).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  });

  it('leaves out what is below its level', () => {
    expect(logged('detail', {}, { level: 'debug' })).toBe('');
  });

  it('masks what sounds like a secret, at any depth', () => {
    const text = logged('asked', {
      password: 'hunter2',
      headers: { Authorization: 'hunter2', accept: 'json' },
      list: [{ apiKey: 'hunter2', enable: 'hunter2' }],
    });
    expect(text).not.toContain('hunter2');
    expect(text).toContain('"accept":"json"');
  });

  it.each([
    'POST /hooks/alert/splunk/hunter2?x=1',
    'to https://user:hunter2@soar.example/hook',
    'Authorization: Bearer hunter2.hunter2',
  ])('masks the secret in "%s"', (message) => {
    expect(logged(message, { url: message })).not.toContain('hunter2');
  });

  it('takes what cannot be printed', () => {
    const ring: Record<string, unknown> = {};
    ring['self'] = ring;
    expect(logged('ring', { ring })).toContain('"message":"ring"');
    expect(logged('odd', { get: () => 1, big: 1n })).toContain('"message":"odd"');
    expect(logged('error', { error: new Error('no route') })).toContain('"error":"no route"');
    expect(logged('long', { text: 'x'.repeat(1e6) }).length).toBeLessThan(5000);
  });

  it('is a plain line at a terminal, without control characters of a device', () => {
    const text = logged('heard', { device: 'edge1', line: 'a \u001b[31mred\n' }, { pretty: true });
    expect(text).toMatch(/^\S+Z INFO {2}heard device=edge1 line=".*red/);
    expect(text.slice(0, -1)).not.toMatch(/[\u0000-\u001f]/);
  });
});
