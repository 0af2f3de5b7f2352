import { isText, type PhraseWord, readPhrase, typedCommand, withPhrase } from './command-words.ts';
import type { Rule } from './rule-book.ts';

/**
 * Tells which lines can give an indicator at all, over raw bytes, before any line is cut or decoded. It is made of the
 * rules' own `needles` and first `words`, without which no rule fits, so it hides nothing.
 */
export type Prefilter = {
  /**
   * Calls `visit` with the bounds of each line of `bytes` between `from` and `to` that may hit, in order. `visit` gives
   * the index from which to go on; it must not scan with the same filter. `from` must be the begin of a line.
   */
  readonly scan: (
    bytes: Uint8Array,
    from: number,
    to: number,
    visit: (lineFrom: number, lineTo: number) => number,
  ) => void;
  readonly mayHit: (line: string) => boolean;
};

/** A text to look for. Letters of a `word` count in any case and after no letter; those of a `needle` as they stand. */
type Trigger = {
  readonly kind: 'needle' | 'word';
  readonly text: string;
  readonly codes: Uint8Array;
  /** Length of the part that ends in the rarest stretch: the search looks for that end. */
  readonly anchor: number;
  /** What may follow the shortest form of a word, one entry for each word that begins so. */
  readonly rests: readonly Uint8Array[];
};

/** Bytes that the search compares at once; every trigger has at least this many, the mark before a word included. */
const span = 4;
const LF = 10;

/** Searched in one go; what is found in it is looked at before the next. */
const blockBytes = 64 * 1024;
const lanes = 4;
/** Room for a stop at every byte of a lane. */
const laneRoom = blockBytes / lanes + lanes;
/** Steps are 1 to 3; this bit says that a trigger may end here. */
const stopBit = 4;

const isLetter = (byte: number | undefined): boolean => {
  const lower = (byte ?? 0) | 32;
  return lower >= 97 && lower <= 122;
};

/** After a backslash `n`, `r` and `t` are the end of a line or a tab in CEF and JSON. */
const isEscape = (byte: number | undefined, before: number | undefined): boolean =>
  before === 92 && (byte === 110 || byte === 114 || byte === 116);

export function prefilter(rules: readonly Rule[]): Prefilter {
  const needles = [...new Set(rules.flatMap(({ indicator }) => indicator.needles ?? []))];
  const phrases = rules.flatMap(({ indicator }) => (indicator.words ?? []).map(readPhrase));
  const byStart = new Map<string, { rests: Uint8Array[]; tokens: (readonly RegExp[])[] }>();
  for (const phrase of phrases) {
    const [first] = phrase;
    if (first === undefined) continue;
    const start = first.word.slice(0, first.min);
    const entry = byStart.get(start) ?? { rests: [], tokens: [] };
    entry.rests.push(codesOf(first.word.slice(first.min)));
    entry.tokens.push(phrase.map(tokenForm));
    byStart.set(start, entry);
  }
  const triggers = [
    ...needles.map(
      (text): Trigger => ({ kind: 'needle', text, codes: codesOf(text), anchor: rarestEnd(text), rests: [] }),
    ),
    ...[...byStart].map(
      ([text, { rests }]): Trigger => ({ kind: 'word', text, codes: codesOf(text), anchor: text.length, rests }),
    ),
  ];
  const { steps, tails, slots, lists } = searchTables(triggers);
  const stops = new Int32Array(lanes * laneRoom);
  const counts = new Int32Array(lanes);
  const wordsFit = (start: string, line: string): boolean => {
    const entry = byStart.get(start);
    const command = configurationCommand(line);
    if (command !== null && isText(command)) return false;
    if (entry?.tokens.some((tokens) => tokens.every((token) => token.test(line))) !== true) return false;
    if (command === null) return true;
    const typed = typedCommand(command);
    return typed !== null && phrases.some((phrase) => withPhrase(typed, phrase) !== null);
  };

  return {
    scan(bytes, from, to, visit) {
      // The begin of the first line counts as no letter: a word may stand there.
      let at = from + span - 2;
      let refused = -1;
      let line = '';
      /** Where to go on, having looked at a place where a trigger may end. */
      const look = (end: number): number => {
        const trigger = found(lists[slots[keyAt(bytes, end)] ?? 0], bytes, end, from, to);
        if (trigger === null) return end + 1;
        const lineFrom = bytes.lastIndexOf(LF, end) + 1;
        const feed = bytes.indexOf(LF, end);
        const lineTo = feed === -1 || feed > to ? to : feed;
        if (trigger.kind === 'word') {
          if (refused !== lineFrom) line = latin(bytes, Math.max(from, lineFrom), lineTo);
          refused = lineFrom;
          if (!wordsFit(trigger.text, line)) return end + 1;
        }
        return Math.max(visit(Math.max(from, lineFrom), lineTo), lineTo + 1) + span - 2;
      };
      while (at < to) {
        const end = Math.min(to, at + blockBytes);
        findStops(bytes, steps, at, end, stops, counts);
        for (let lane = 0; lane < lanes; lane++) {
          const first = lane * laneRoom;
          const last = first + (counts[lane] ?? 0);
          for (let index = first; index < last; index++) {
            const stop = stops[index] ?? 0;
            if (stop >= at && isTail(bytes, tails, stop)) at = look(stop);
          }
        }
        at = Math.max(at, end);
      }
    },
    mayHit: (line) =>
      needles.some((text) => line.includes(text)) || [...byStart.keys()].some((start) => wordsFit(start, line)),
  };
}

/**
 * Pairs without digits that log lines are full of, the commonest first, counted in the bench stream. A search that stops at
 * them stops for nothing.
 */
const commonPairs =
  ': r erpr  Aponteseti Ucestede=nt sine lo Aatcoacneet>A" ="TCUTiche cn or t %ioenro, th dotd d=INC:LO' +
  'toowge lSEesevOGmefarnree-andeigamra pssrfs taisidom_LviLI iESSSsingolus Iupt  r occabsharalmandty-l' +
  ' aUsG_AAfiogporcNE (imfrpe epaCCcaCEEtut Eocadt-c-op-b ueldib-rir:asoollmm fCMMDm byPAFGE:s-rtGEli-C' +
  'ipERvenftcur-fa--amsn-E_-pr-%S Cl nitrl=cpitchruhow ,ed,GPAuo DOInLiOWWN [] N:ROOT Llabodgck=se:t,os' +
  'bi bnsREARD:syysda vrvtt mna%PCFDCEDGGGLR-RSd:ggypdse"p=srt=vdytgicr]:_Cd[un_I-IleCoCOpt>:clfosucy_S' +
  'k nkACtspd-ATI_AFISU';

const ranks = new Map<string, number>();
for (let at = 0; at < commonPairs.length; at += 2) ranks.set(commonPairs.slice(at, at + 2), at / 2);

/** How often a pair is met: 0 for hardly ever, up to 20. */
function commonness(pair: string): number {
  if (/^\d\d$/.test(pair)) return 20;
  const rank = ranks.get(pair);
  return rank === undefined ? 0 : Math.max(2, 20 - rank / 14);
}

/** Where a needle is to be looked for: the end of its stretch of four that ends in the rarest pair and has rare pairs. */
function rarestEnd(text: string): number {
  let best = text.length;
  let least = Number.POSITIVE_INFINITY;
  for (let end = span; end <= text.length; end++) {
    const weight = (at: number): number => commonness(text.slice(at - 2, at));
    const sum = 4 * weight(end) + 2 * weight(end - 1) + weight(end - 2);
    if (sum < least) {
      least = sum;
      best = end;
    }
  }
  return best;
}

const otherCommand = /[\\#]|cmd=|CmdAV=|command '|CLI CMD/i;

/**
 * The command of a line of the IOS configuration logger, whose layout is plain; null for every other line and where
 * anything else in it could be a command. It spares reading the many descriptions that only mention one.
 */
function configurationCommand(line: string): string | null {
  const at = line.indexOf('%PARSER-5-CFGLOG_LOGGEDCMD: User:');
  const from = at === -1 ? -1 : line.indexOf('logged command:', at);
  if (from === -1 || otherCommand.test(line)) return null;
  return line.slice(from + 15);
}

const codesOf = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

const latin = (bytes: Uint8Array, from: number, to: number): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString('latin1');

/** The word or an abbreviation of it, standing alone. */
function tokenForm({ word, min }: PhraseWord): RegExp {
  const escaped = [...word].map((letter) => letter.replace(/[^a-z0-9]/g, '\\$&'));
  const rest = escaped.slice(min).reduceRight((tail, letter) => `(?:${letter}${tail})?`, '');
  return new RegExp(`(?<!(?<!\\\\)[a-z])${escaped.slice(0, min).join('')}${rest}(?![a-z])`, 'i');
}

/**
 * Tables of the search after Wu and Manber: how far the last two bytes of the window allow to step on, and which triggers
 * end in the last three.
 */
function searchTables(triggers: readonly Trigger[]): {
  /** By the last two bytes of the window: how far to step on, and `stopBit` where a trigger may end there. */
  readonly steps: Uint8Array;
  /** By `tailKey` of the last three bytes of a trigger: a bit for each class of bytes that may stand before them. */
  readonly tails: Uint8Array;
  /** By `tailKey`: the number of the list of triggers that end so. */
  readonly slots: Uint16Array;
  readonly lists: readonly (readonly Trigger[])[];
} {
  const shifts = new Uint8Array(65_536).fill(span - 1);
  const tails = new Uint8Array(65_536);
  const ending = new Map<number, Trigger[]>();
  const lower = (key: number, shift: number): void => {
    shifts[key] = Math.min(shifts[key] ?? 0, shift);
  };
  for (const trigger of triggers) {
    const tail = trigger.codes.subarray(Math.max(0, trigger.anchor - span), trigger.anchor);
    for (let at = 1; at < tail.length; at++) {
      const shift = tail.length - 1 - at;
      for (const key of pairsOf(trigger.kind, tail[at - 1] ?? 0, tail[at] ?? 0)) lower(key, shift);
    }
    const [third = 0, second = 0, last = 0] = tail.subarray(-3);
    const before =
      tail.length < span
        ? (1 << classOf(32)) | (1 << escapeClass)
        : casesOf(trigger.kind, tail[0] ?? 0).reduce((bits, code) => bits | (1 << classOf(code)), 0);
    for (const one of casesOf(trigger.kind, third)) {
      const key = tailKey(one, second, last);
      tails[key] = (tails[key] ?? 0) | before;
      ending.set(key, [...(ending.get(key) ?? []), trigger]);
    }
    // Any byte may stand before a word of three letters.
    for (const first of tail.length < span ? casesOf(trigger.kind, tail[0] ?? 0) : [])
      for (let any = 0; any < 256; any++) lower((any << 8) | first, span - 2);
  }
  const slots = new Uint16Array(65_536);
  const lists: (readonly Trigger[])[] = [[]];
  for (const [key, list] of ending) slots[key] = lists.push(list) - 1;
  return { steps: shifts.map((shift) => (shift === 0 ? stopBit | 1 : shift)), tails, slots, lists };
}

/** Six and twice five bits of three bytes: few other texts share them. */
const tailKey = (third: number, second: number, last: number): number =>
  ((third & 63) << 10) | ((second & 31) << 5) | (last & 31);

const escapeClass = 1;

/** One of eight classes: 0 for what is no letter, 1 for the letters of an escape, the other letters by their number. */
function classOf(byte: number): number {
  if (!isLetter(byte)) return 0;
  return isEscape(byte, 92) ? escapeClass : 2 + ((byte & 31) % 6);
}

const classes = Uint8Array.from({ length: 256 }, (_, byte) => classOf(byte));

const keyAt = (bytes: Uint8Array, at: number): number =>
  tailKey(bytes[at - 2] ?? 0, bytes[at - 1] ?? 0, bytes[at] ?? 0);

const isTail = (bytes: Uint8Array, tails: Uint8Array, at: number): boolean =>
  (((tails[keyAt(bytes, at)] ?? 0) >> (classes[bytes[at - 3] ?? 0] ?? 0)) & 1) === 1;

/**
 * Writes down where a trigger may end, in order within each of four stretches that are searched side by side: one search
 * only waits for its own last byte, and four of them wait together. Without a branch, as every branch here is a guess that
 * fails. The loop that everything waits for.
 */
function findStops(
  bytes: Uint8Array,
  steps: Uint8Array,
  from: number,
  to: number,
  stops: Int32Array,
  counts: Int32Array,
): void {
  const width = (to - from) >> 2;
  const endA = from + width;
  const endB = endA + width;
  const endC = endB + width;
  let a = from;
  let b = endA;
  let c = endB;
  let d = endC;
  let countA = 0;
  let countB = laneRoom;
  let countC = 2 * laneRoom;
  let countD = 3 * laneRoom;
  while (a < endA && b < endB && c < endC && d < to) {
    const stepA = stepAt(bytes, steps, a);
    const stepB = stepAt(bytes, steps, b);
    const stepC = stepAt(bytes, steps, c);
    const stepD = stepAt(bytes, steps, d);
    stops[countA] = a;
    stops[countB] = b;
    stops[countC] = c;
    stops[countD] = d;
    countA += stepA >> 2;
    countB += stepB >> 2;
    countC += stepC >> 2;
    countD += stepD >> 2;
    a += stepA & 3;
    b += stepB & 3;
    c += stepC & 3;
    d += stepD & 3;
  }
  counts[0] = findRest(bytes, steps, a, endA, stops, countA);
  counts[1] = findRest(bytes, steps, b, endB, stops, countB) - laneRoom;
  counts[2] = findRest(bytes, steps, c, endC, stops, countC) - 2 * laneRoom;
  counts[3] = findRest(bytes, steps, d, to, stops, countD) - 3 * laneRoom;
}

/** The end of one stretch; gives the index behind its last stop. */
function findRest(
  bytes: Uint8Array,
  steps: Uint8Array,
  from: number,
  to: number,
  stops: Int32Array,
  count: number,
): number {
  let next = count;
  for (let at = from; at < to; ) {
    const step = stepAt(bytes, steps, at);
    stops[next] = at;
    next += step >> 2;
    at += step & 3;
  }
  return next;
}

const stepAt = (bytes: Uint8Array, steps: Uint8Array, at: number): number =>
  steps[((bytes[at - 1] ?? 0) << 8) | (bytes[at] ?? 0)] ?? 1;

/** A letter of a word stands for both cases. */
const casesOf = (kind: Trigger['kind'], code: number): readonly number[] =>
  kind === 'word' && isLetter(code) ? [code, code & ~32] : [code];

const pairsOf = (kind: Trigger['kind'], first: number, second: number): readonly number[] =>
  casesOf(kind, first).flatMap((one) => casesOf(kind, second).map((two) => (one << 8) | two));

function found(
  candidates: readonly Trigger[] | undefined,
  bytes: Uint8Array,
  last: number,
  from: number,
  to: number,
): Trigger | null {
  if (candidates === undefined) return null;
  for (let at = 0; at < candidates.length; at++) {
    const trigger = candidates[at];
    if (trigger !== undefined && stands(trigger, bytes, last, from, to)) return trigger;
  }
  return null;
}

function stands(trigger: Trigger, bytes: Uint8Array, at: number, from: number, to: number): boolean {
  const { kind, codes, anchor, rests } = trigger;
  const first = at - anchor + 1;
  const last = first + codes.length - 1;
  if (first < from || last >= to) return false;
  for (let index = anchor - 1; index >= 0; index--)
    if (!same(kind, bytes[first + index] ?? 0, codes[index] ?? 0)) return false;
  for (let index = anchor; index < codes.length; index++)
    if (!same(kind, bytes[first + index] ?? 0, codes[index] ?? 0)) return false;
  if (kind === 'needle') return true;
  if (first > from && isLetter(bytes[first - 1]) && !isEscape(bytes[first - 1], bytes[first - 2])) return false;
  return rests.some((rest) => {
    let index = 0;
    while (index < rest.length && last + 1 + index < to && same(kind, bytes[last + 1 + index] ?? 0, rest[index] ?? 0))
      index += 1;
    return last + 1 + index >= to || !isLetter(bytes[last + 1 + index]);
  });
}

const same = (kind: Trigger['kind'], byte: number, wanted: number): boolean =>
  byte === wanted || (kind === 'word' && isLetter(byte) && (byte | 32) === wanted);
