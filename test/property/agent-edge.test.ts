import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hostText } from '../../src/app/agent/hook-hosts.ts';
import { cursorOf, readCursor } from '../../src/app/agent/list-cursor.ts';
import { readHook } from '../../src/app/agent/read-hook.ts';
import type { AgentEvent } from '../../src/core/agent-event.ts';
import { epochMs } from '../../src/core/brands.ts';
import { BodyError, readJsonBody } from '../../src/edge/http/json-body.ts';
import { eventCef, eventRfc5424 } from '../../src/report/event-syslog.ts';

const event = (text: string): AgentEvent => ({
  kind: 'alert-confirmed',
  id: text,
  at: epochMs(0),
  device: text,
  platform: text,
  verdict: 'downgraded',
  reason: { code: 'timeout', message: text },
  alert: null,
  alerts: [text],
  finding: null,
  verification: text,
  audit: text,
  versionBefore: text,
  versionAfter: text,
  user: text,
  ticket: text,
});

describe('what other systems post', () => {
  it('is read without an exception, whatever it is, and names hosts that are names', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (body) => {
        for (const kind of ['any', 'sentinel'] as const) {
          const read = readHook(kind, body);
          for (const host of read.ok ? read.value.flatMap(({ hosts }) => hosts) : []) expect(hostText(host)).toBe(host);
        }
      }),
    );
  });

  it('is read to the end in the shapes that it knows, whatever stands in them', () => {
    const leaf = fc.oneof(fc.string({ unit: 'grapheme' }), fc.jsonValue({ maxDepth: 2 }));
    const keys = fc.constantFrom(
      'hosts',
      'host',
      'result',
      'sid',
      'alerts',
      'labels',
      'device',
      'kind',
      'Type',
      'Entities',
      'properties',
    );
    const shaped = fc.letrec((tie) => ({
      node: fc.oneof({ maxDepth: 5 }, leaf, fc.array(tie('node'), { maxLength: 4 }), fc.dictionary(keys, tie('node'))),
    })).node;
    fc.assert(fc.property(shaped, (body) => void [readHook('any', body), readHook('sentinel', body)]));
  });
});

describe('bodies', () => {
  it('that JSON can write come back as they were, if no member is called as a prototype', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 8 }), (value) => {
        const text = JSON.stringify(value);
        fc.pre(!text.includes('__proto__') && !text.includes('"constructor"'));
        expect(JSON.stringify(readJsonBody(Buffer.from(text)))).toBe(text);
      }),
    );
  });

  it('of any bytes are read or refused', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          readJsonBody(Buffer.from(bytes));
        } catch (error) {
          expect(error).toBeInstanceOf(BodyError);
        }
      }),
    );
  });
});

describe('cursors', () => {
  it('come back as they were given, and any other text is refused or one', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.string({ unit: 'grapheme' }), (at, id) => {
        expect(readCursor(cursorOf(at, id))).toEqual({ ok: true, value: { at, id } });
      }),
    );
    fc.assert(fc.property(fc.string(), (text) => void readCursor(text)));
  });
});

describe('syslog messages', () => {
  it('stay one line, and no text ends a value, whatever it holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        const origin = { host: text, version: text };
        const structured = eventRfc5424(event(text), origin);
        expect(structured).not.toMatch(/[\u0000-\u001f\u007f]/);
        // Header of seven words, then one element whose values hold no bare quote, backslash or bracket.
        expect(structured).toMatch(
          /^<\d{1,3}>1 \S+ [!-~]{1,255} pawl - alert-confirmed \[pawl@32473(?: [a-zA-Z]+="(?:[^"\\\]]|\\["\\\]])*")+\] \ufeff/u,
        );
        const cef = eventCef(event(text), origin);
        expect(cef).not.toMatch(/[\u0000-\u001f\u007f]/);
        const [head = '', ...parts] = cef.split(/(?<!(?<!\\)(?:\\\\)*\\)\|/).slice(0, 8);
        expect(head).toMatch(/ CEF:0$/);
        expect(parts.slice(0, 2)).toEqual(['pawl', 'pawl']);
        expect(parts.slice(3, 6)).toEqual(['alert-confirmed', 'Image downgrade confirmed', '10']);
      }),
    );
  });
});
