import { describe, expect, it } from 'vitest';
import { accountingFormat } from '../../../src/syslog/accounting-format.ts';

const context = { receivedAt: Date.UTC(2026, 2, 10, 3) };

function read(format: string, line: string) {
  const made = accountingFormat(format);
  return made.ok ? made.value(line, context) : made.error;
}

describe('a format of one’s own', () => {
  it('is read by its literal text', () => {
    const format = `%Y-%m-%d %H:%M:%S \${nas}::\${user}::\${port}::\${nac}::\${accttype}::\${result}::\${service}::\${cmd}`;
    expect(
      read(
        format,
        '2026-03-10 02:11:45 +0100 192.0.2.1::eve::tty2::2001:db8::9::stop::ok::shell::boot system flash:a::b.bin <cr>',
      ),
    ).toBe(null);
    expect(
      read(
        format,
        '2026-03-10 02:11:45 +0100 192.0.2.1::eve::tty2::192.0.2.9::stop::ok::shell::boot system flash:a::b.bin <cr>',
      ),
    ).toMatchObject({
      host: '192.0.2.1',
      user: 'eve',
      tty: 'tty2',
      source: '192.0.2.9',
      command: 'boot system flash:a::b.bin',
      time: { at: Date.UTC(2026, 2, 10, 1, 11, 45) },
      fields: { record: 'stop', service: 'shell', image: 'b.bin' },
    });
  });

  it('may have tabs and no time', () => {
    expect(read(`\${nas}\\t\${user}\${FS}\${cmd}`, 'r1\teve\treload <cr>\n')).toMatchObject({
      host: 'r1',
      user: 'eve',
      command: 'reload',
      time: null,
    });
    expect(read(`\${nas}\\t\${cmd}`, 'no tab here')).toBe(null);
  });

  it.each([`\${user} \${cmd}`, `\${nas} \${user}`, `\${nas}\${cmd}`])(
    'is refused where it cannot be read: %s',
    (format) => {
      expect(typeof read(format, 'x')).toBe('string');
    },
  );
});
