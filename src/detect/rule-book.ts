import type { Indicator } from '../core/indicator.ts';
import type { Platform } from '../platforms/platform.ts';
import { type PhraseWord, readPhrase } from './command-words.ts';

/** A rule made ready. */
export type Rule = {
  readonly indicator: Indicator;
  /** Empty for a rule of messages. */
  readonly phrases: readonly (readonly PhraseWord[])[];
  /** Ids of the platforms that have it, in the order of the registry. */
  readonly platforms: readonly string[];
};

/** All rules, and those of an event in the order in which they are tried. */
export type RuleBook = {
  readonly rules: readonly Rule[];
  readonly platforms: readonly Platform[];
  /** Rules of the platforms that write this way (or of the one that is known) first, then all others. */
  readonly order: (format: string, platform: string | null) => readonly Rule[];
};

/** Joins the rules of the platforms; one that several have stands once. */
export function ruleBook(platforms: readonly Platform[]): RuleBook {
  const found = new Map<string, { indicator: Indicator; platforms: string[] }>();
  for (const { id, indicators } of platforms) {
    for (const indicator of indicators) {
      const known = found.get(indicator.id);
      if (known === undefined) found.set(indicator.id, { indicator, platforms: [id] });
      else if (!known.platforms.includes(id)) known.platforms.push(id);
    }
  }
  const rules = [...found.values()].map(
    ({ indicator, platforms: ids }): Rule => ({
      indicator,
      phrases: (indicator.words ?? []).map(readPhrase),
      platforms: ids,
    }),
  );
  const byId = new Map(rules.map((rule) => [rule.indicator.id, rule]));
  const orders = new Map<string, readonly Rule[]>();
  const order = (format: string, platform: string | null): readonly Rule[] => {
    const key = `${format} ${platform ?? ''}`;
    let ordered = orders.get(key);
    if (ordered === undefined) {
      const first = platforms.filter(({ id, logFormats }) =>
        platform === null ? logFormats.includes(format) : id === platform,
      );
      const nearest = [...first, ...platforms].flatMap(({ indicators }) => indicators.map(({ id }) => id));
      ordered = [...new Set(nearest)].flatMap((id) => byId.get(id) ?? []);
      orders.set(key, ordered);
    }
    return ordered;
  };
  return { rules, platforms, order };
}
