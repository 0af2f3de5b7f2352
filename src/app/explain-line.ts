import { explainRule } from '../detect/detect-event.ts';
import { kindChains } from '../report/chain-text.ts';
import type { FoundIndicator } from '../report/indicator-json.ts';
import { readLine } from '../syslog/read-line.ts';
import type { LineJudge } from './judge-line.ts';

/** How one line is read and which rules fit it, which nearly, in plain sentences. */
export function explainLine(judge: LineJudge, text: string, receivedAt: number): readonly string[] {
  const event = readLine(text, { receivedAt });
  const judged = judge.line(text, { file: 'line', lineNumber: 1 }, receivedAt);
  const told = (
    [
      ['format', event.format],
      ['host', event.host],
      ['time', event.time?.text ?? null],
      ['message', event.mnemonic],
      ['user', event.user],
      ['source', event.source],
      ['command', event.command],
      ['outcome', event.outcome],
    ] as const
  ).flatMap(([name, value]) => (value === null ? [] : [`  ${name}: ${value}`]));
  const rules = judge.book.order(event.format, null).flatMap((rule) => {
    const why = explainRule(rule, event);
    return why === null ? [] : [{ id: rule.indicator.id, why }];
  });
  const { found } = judged ?? {};
  return [
    'read as',
    ...told,
    ...(found === undefined ? ['no indicator'] : indicatorLines(judge, found)),
    ...rules.filter(({ id }) => id !== found?.hit.rule).map(({ id, why }) => `  ${id}: ${why}`),
  ];
}

function indicatorLines({ book }: LineJudge, { hit, sentinelScore }: FoundIndicator): readonly string[] {
  const rule = book.rules.find(({ indicator }) => indicator.id === hit.rule)?.indicator;
  return [
    `indicator ${hit.kind}${hit.detail === null ? '' : ` (${hit.detail})`}, score ${hit.score}, by the rule ${hit.rule}`,
    `  why: ${rule?.why ?? ''}`,
    `  harmless where: ${rule?.benign ?? ''}`,
    `  can be part of: ${kindChains(hit.kind)}`,
    `  the public rule: ${sentinelScore === 0 ? 'nothing' : `score ${sentinelScore}`}`,
  ];
}
