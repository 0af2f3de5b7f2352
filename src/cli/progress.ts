import type { JudgedDevice } from '../core/judgement.ts';
import { printable } from '../core/printable.ts';
import { because } from '../report/audit-table.ts';
import type { Terminal } from './command-line.ts';

export type Progress = { readonly result: (judgement: JudgedDevice, tookMs: number) => void; readonly end: () => void };

/** On a terminal one line with count, rate and slowest device; elsewhere a plain line a device. */
export function auditProgress(terminal: Terminal, total: number, quiet: boolean, now: () => number): Progress {
  const began = now();
  let done = 0;
  let slowest = { device: '', tookMs: -1 };
  if (quiet) return { result: () => undefined, end: () => undefined };
  return {
    result(judgement, tookMs) {
      done += 1;
      if (tookMs > slowest.tookMs) slowest = { device: judgement.device, tookMs };
      if (terminal.redraw === null) {
        terminal.say(
          printable(
            `${done}/${total} ${judgement.device} ${judgement.verdict} ${(tookMs / 1000).toFixed(1)} s${judgement.verdict === 'compliant' ? '' : `: ${because(judgement)}`}`,
          ),
        );
        return;
      }
      const seconds = Math.max(0.001, (now() - began) / 1000);
      const rate = done / seconds;
      const left = Math.ceil((total - done) / rate);
      terminal.redraw(
        printable(
          `${done}/${total} devices, ${rate.toFixed(1)}/s, slowest ${slowest.device} ${(slowest.tookMs / 1000).toFixed(1)} s, about ${left} s left`,
        ),
      );
    },
    end() {
      terminal.redraw?.('');
    },
  };
}
