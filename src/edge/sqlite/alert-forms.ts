import type { Alert, AlertStep } from '../../core/alert.ts';
import type { AlertBody, Evidence } from './evidence.ts';
import { canonical } from './links.ts';

export type AlertForms = {
  /** The alert as the link tells it. */
  readonly read: (link: number) => Alert;
  /** What is to be written for the alert, whose newest link is `link` (null: none); null where nothing changed. */
  readonly next: (link: number | null, alert: Alert) => AlertBody | null;
  readonly written: (link: number, alert: Alert, body: AlertBody) => void;
};

type Difference = NonNullable<AlertBody['after']>;

type Known = {
  readonly link: number;
  readonly alert: Alert;
  /** Links and steps since it was last written whole. */
  readonly added: number;
};

const maxKnown = 8192;

/**
 * An alert grows step by step, and each form is a link of the chain: written whole each time, a flood of one device would
 * write its hundreds of steps for every further one. So a form that goes on from the one before is written as the
 * difference, and whole again as soon as the differences are half as long: three steps at most are written for each that
 * came, and reading never goes back far. The forms that were written last are remembered; a link that is not the
 * remembered one (another process, a write that was rolled back) is written whole.
 */
export function alertForms(evidence: Pick<Evidence, 'body'>): AlertForms {
  const known = new Map<string, Known>();
  const read = (link: number): Alert => {
    const { after, ...newest } = evidence.body('alert', link);
    const later: { readonly steps: readonly AlertStep[]; readonly after: Difference }[] = [];
    let { steps } = newest;
    for (let base = after; base !== undefined; ) {
      later.push({ steps, after: base });
      const body = evidence.body('alert', base.link);
      steps = body.steps;
      base = body.after;
    }
    for (const { steps: added, after: from } of later.reverse())
      steps = [...steps.slice(0, from.keep), ...steps.slice(from.keep + from.skip), ...added];
    return { ...newest, steps };
  };
  return {
    read,
    next(link, alert) {
      const before = known.get(alert.id);
      if (link === null) return alert;
      if (before === undefined || before.link !== link)
        return canonical(read(link)) === canonical(alert) ? null : alert;
      const difference = differenceOf(before.alert.steps, alert.steps);
      if (difference === null) return canonical(before.alert) === canonical(alert) ? null : alert;
      const { keep, skip, added } = difference;
      if (added.length === 0 && skip === 0 && headOf(before.alert) === headOf(alert)) return null;
      if (before.added + Math.max(1, added.length) >= alert.steps.length / 2) return alert;
      return { ...alert, steps: added, after: { link, keep, skip } };
    },
    written(link, alert, body) {
      const added = body.after === undefined ? 0 : (known.get(alert.id)?.added ?? 0) + Math.max(1, body.steps.length);
      known.delete(alert.id);
      known.set(alert.id, { link, alert, added });
      const [oldest] = known.keys();
      if (known.size > maxKnown && oldest !== undefined) known.delete(oldest);
    },
  };
}

/** Canonical JSON of each step: a step is written up to three times, and made into text once. */
const stepTexts = new WeakMap<AlertStep, string>();

function stepText(step: AlertStep): string {
  let text = stepTexts.get(step);
  if (text === undefined) {
    text = shallowText(step) ?? canonical(step);
    stepTexts.set(step, text);
  }
  return text;
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * The same as `canonical` in a fraction of the time, for objects within objects one level deep and lists of texts: the
 * list of keys that JSON.stringify takes gives their order. Null where a text has halves of surrogate pairs, or an object
 * stands deeper.
 */
function shallowText(value: object): string | null {
  const inner = Object.values(value).filter(isObject);
  const isDeep = (one: unknown): boolean => isObject(one) || (Array.isArray(one) && one.some(isObject));
  if (inner.some((one) => Object.values(one).some(isDeep))) return null;
  if (Object.values(value).some((one) => Array.isArray(one) && one.some(isObject))) return null;
  const keys = new Set([...Object.keys(value), ...inner.flatMap((one) => Object.keys(one))]);
  const text = JSON.stringify(value, [...keys].sort());
  return text.includes('\\ud') ? null : text;
}

/** Canonical JSON of a body. In JSON a quote within a text is escaped, so what is replaced is the key itself. */
export function bodyText(body: AlertBody): string {
  const head = { ...body, steps: [] };
  const text = shallowText(head) ?? canonical(head);
  return text.replace('"steps":[]', () => `"steps":[${body.steps.map(stepText).join(',')}]`);
}

const headOf = ({ steps: _, ...head }: Alert): string => canonical(head);

/** How one list of steps goes on from another; null where it is another list. Steps are the same where they are one object. */
function differenceOf(
  before: readonly AlertStep[],
  now: readonly AlertStep[],
): { readonly keep: number; readonly skip: number; readonly added: readonly AlertStep[] } | null {
  let keep = 0;
  while (keep < before.length && before[keep] === now[keep]) keep += 1;
  const next = now[keep];
  const at = next === undefined ? before.length : before.indexOf(next, keep);
  const from = at === -1 ? before.length : at;
  const kept = before.length - from;
  for (let index = 0; index < kept; index++) if (before[from + index] !== now[keep + index]) return null;
  if (keep === 0 && kept === 0 && before.length > 0) return null;
  return { keep, skip: from - keep, added: now.slice(keep + kept) };
}
