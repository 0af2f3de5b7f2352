import type { Hit, Indicator, LogEvent } from '../core/indicator.ts';
import { compareTexts } from '../core/version.ts';
import { type TypedCommand, typedCommand, withPhrase } from './command-words.ts';
import type { Rule, RuleBook } from './rule-book.ts';
import { hitScore } from './score.ts';

/** Judges one event by every rule; the first that fits decides. Null: none. Linear in the line. */
export function detectEvent(book: RuleBook, event: LogEvent, platform: string | null = event.platform): Hit | null {
  const typed = event.command === null ? null : typedCommand(event.command);
  const isText = event.command !== null && typed === null;
  if (isText) return null;
  for (const rule of book.order(event.format, platform)) {
    if (fits(rule, event, typed)) return hitOf(book, rule, event, platform);
  }
  return null;
}

/** Why a rule fits an event or does not, for a person; `null` where it has nothing to do with the line. */
export function explainRule({ indicator, phrases }: Rule, event: LogEvent): string | null {
  if (phrases.length > 0) {
    const typed = event.command === null ? null : typedCommand(event.command);
    const expanded = typed === null ? null : commandOf({ phrases }, typed);
    if (expanded === null) return null;
    return indicator.command === undefined || indicator.command.test(expanded)
      ? `first words fit: "${expanded.slice(0, 200)}"`
      : `first words fit ("${expanded.slice(0, 200)}"), the rest does not: ${String(indicator.command)}`;
  }
  const needle = needleIn(indicator, event);
  if (needle === undefined) return null;
  const wrong = wrongPart(indicator, event);
  return wrong === null ? `holds "${needle}" and all parts fit` : `holds "${needle}", but ${wrong}`;
}

function needleIn({ needles }: Indicator, { line, whole = line }: LogEvent): string | undefined {
  return needles?.find((text) => whole.includes(text));
}

function wrongPart({ mnemonic, message, fields }: Indicator, event: LogEvent): string | null {
  if (mnemonic !== undefined && !mnemonic.test(event.mnemonic ?? ''))
    return `the message is ${event.mnemonic ?? 'of no name'}, wanted ${String(mnemonic)}`;
  for (const [name, wanted] of Object.entries(fields ?? {})) {
    if (!wanted.test(event.fields[name] ?? ''))
      return `${name} is "${event.fields[name] ?? ''}", wanted ${String(wanted)}`;
  }
  return message === undefined || message.test(event.text.slice(0, 4096)) ? null : `the text is not ${String(message)}`;
}

function commandOf({ phrases }: Pick<Rule, 'phrases'>, typed: TypedCommand): string | null {
  for (const phrase of phrases) {
    const expanded = withPhrase(typed, phrase);
    if (expanded !== null) return expanded;
  }
  return null;
}

function fits({ indicator, phrases }: Rule, event: LogEvent, typed: TypedCommand | null): boolean {
  if (phrases.length === 0) {
    return needleIn(indicator, event) !== undefined && wrongPart(indicator, event) === null;
  }
  if (typed === null) return false;
  const expanded = commandOf({ phrases }, typed);
  if (expanded === null) return false;
  return indicator.command === undefined ? typed.before === '' : indicator.command.test(expanded);
}

function hitOf({ platforms }: RuleBook, rule: Rule, event: LogEvent, known: string | null): Hit {
  const { indicator } = rule;
  const writers = platforms.filter(({ id }) => rule.platforms.includes(id));
  const likely = writers.filter(({ id, logFormats }) =>
    known === null ? logFormats.includes(event.format) : id === known,
  );
  const candidates = likely.length > 0 ? likely : writers;
  const image = event.fields['image'] ?? null;
  const named = (): string | null => {
    for (const { versions } of candidates) {
      const version = image === null ? null : versions.image(image).version;
      if (version !== null) return version;
    }
    return null;
  };
  const version = event.fields['version'] ?? named();
  const before = version === null ? null : versionBefore(event.text.slice(0, 2048));
  const scheme = candidates[0]?.versions;
  const order =
    scheme === undefined || before === null || version === null ? null : compareTexts(scheme, version, before).order;
  const direction = order === 'incomparable' ? null : order;
  const outcome = indicator.outcome ?? event.outcome;
  const only = candidates.length === 1 ? (candidates[0]?.id ?? null) : null;
  return {
    rule: indicator.id,
    kind: indicator.kind,
    detail: direction === 'older' ? 'downgrade' : (indicator.detail ?? null),
    score: hitScore(indicator, { direction, outcome, image, command: event.command }),
    platform: known ?? only,
    host: event.host,
    user: event.user,
    source: event.source,
    command: event.command,
    image,
    version,
    direction,
    outcome,
    techniques: indicator.techniques,
  };
}

/** The version that a message names as the one before: `from 10.2.9 to 9.1.0`, `v7.2.5 build1517 -> v6.4.9 build1966`. */
function versionBefore(text: string): string | null {
  return (
    /\bfrom (?:version )?v?(\d{1,3}\.[\w.()-]{1,30}) to\b/.exec(text)?.[1] ??
    /\bv(\d{1,2}\.\d{1,2}\.\d{1,3})[^>]{0,40}-> ?v\d/.exec(text)?.[1] ??
    null
  );
}
