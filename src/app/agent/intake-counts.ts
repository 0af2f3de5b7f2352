import { type AgentLog, type Channel, channels, type Metrics } from '../../agent-ports.ts';
import type { IndicatorKind } from '../../core/indicator.ts';

export type IntakeCounts = {
  readonly plain: (channel: Channel, messages: number) => void;
  readonly indicator: (channel: Channel, kind: IndicatorKind) => void;
  /** Refused although it may have been an indicator. */
  readonly shed: (channel: Channel, count: number) => void;
  /** Indicators that will never be stored. */
  readonly lost: (count: number) => void;
  /** Hands over to the metrics what was counted since. */
  readonly flush: () => void;
  /** Says what went wrong since it was last asked. */
  readonly tell: (log: AgentLog) => void;
};

/** Counts in plain numbers: at a hundred thousand messages a second a labelled counter for each is too dear. */
export function intakeCounts(metrics: Metrics): IntakeCounts {
  const plain: Record<Channel, number> = { udp: 0, tcp: 0, tls: 0, accounting: 0 };
  const untold = { shed: 0, lost: 0 };
  return {
    plain(channel, messages) {
      plain[channel] += messages;
    },
    indicator(channel, kind) {
      metrics.count('pawl_lines_received_total', { channel, result: 'indicator' });
      metrics.count('pawl_indicators_total', { kind });
    },
    shed(channel, count) {
      untold.shed += count;
      metrics.count('pawl_lines_received_total', { channel, result: 'shed' }, count);
    },
    lost(count) {
      if (count === 0) return;
      untold.lost += count;
      metrics.count('pawl_indicators_lost_total', {}, count);
    },
    flush() {
      for (const channel of channels) {
        if (plain[channel] === 0) continue;
        metrics.count('pawl_lines_received_total', { channel, result: 'plain' }, plain[channel]);
        plain[channel] = 0;
      }
    },
    tell(log) {
      if (untold.shed > 0)
        log('error', 'messages that may be indicators were refused: more came than can be judged', {
          messages: untold.shed,
        });
      if (untold.lost > 0) log('error', 'indicators were not stored', { indicators: untold.lost });
      untold.shed = untold.lost = 0;
    },
  };
}
