import { describe, expect, it } from 'vitest';
import { baseline, day, facts, member, scene } from './scene.ts';

const unapproved = facts([member('17.06.05')]);
describe('an acknowledgement', () => {
  const begun = () => {
    const s = scene({ baseline: baseline(['17.12.04']) });
    const type = s.look(unapproved, 0).findings.find(({ type: one }) => one.startsWith('os-'))?.type;
    return { s, type: type ?? 'os-below-baseline' };
  };

  it('without an end lasts as long as the finding, and leaves the verdict alone', () => {
    const { s, type } = begun();
    s.decide('acknowledge', type, 1, null);
    for (const when of [day, 40 * day, 400 * day]) {
      const judged = s.look(unapproved, when);
      expect(judged.findings.find((one) => one.type === type)?.status).toBe('acknowledged');
      expect(judged.verdict).toBe('noncompliant');
    }
  });

  it('with an end counts as open again when it is seen after it, and can be given anew', () => {
    const { s, type } = begun();
    s.decide('acknowledge', type, 1, null, 7 * day);
    const status = (when: number) => s.look(unapproved, when).findings.find((one) => one.type === type)?.status;
    expect(status(6 * day)).toBe('acknowledged');
    expect(status(8 * day)).toBe('open');
    expect(status(9 * day)).toBe('open');
    s.decide('acknowledge', type, 9 * day + 1, null, 20 * day);
    expect(status(10 * day)).toBe('acknowledged');
    expect(status(21 * day)).toBe('open');
  });
});
