import { describe, expect, it } from 'vitest';
import { matchedLines } from '../../../src/collect/matched-lines.ts';

const whole =
  'version 17.9\nusername ops secret 9 abc\nboot-start-marker\nboot system flash:x.bin\nenable secret 5 def\n';

describe('what is stored of a filtered configuration', () => {
  it('is the matched lines alone, also from a device that ignores its filter', () => {
    expect(matchedLines('show startup-config | include ^version|^boot', whole)).toBe(
      'version 17.9\nboot-start-marker\nboot system flash:x.bin\n',
    );
    expect(matchedLines('show startup-config | include "^version|^boot|^no boot"', whole)).not.toMatch(/secret/);
  });

  it('is everything of a command without a filter, and of one that only counts', () => {
    expect(matchedLines('show version', whole)).toBe(whole);
    expect(matchedLines('diagnose debug config-error-log read | grep -c error', '3\n')).toBe('3\n');
  });

  it('is nothing where nothing matches', () => {
    expect(matchedLines('show system global | grep restart', 'set hostname x\n')).toBe('');
  });
});
