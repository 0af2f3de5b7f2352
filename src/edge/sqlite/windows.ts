import { epochMs } from '../../core/brands.ts';
import { RecordError, type RecordStore } from '../../record-ports.ts';
import { attempt, reading, recordFailure } from './failure.ts';
import type { RecordParts } from './record-parts.ts';

type RuleMethods = Pick<RecordStore, 'windows' | 'addWindow' | 'endWindow' | 'recordBaseline' | 'baselineText'>;

/** What judging goes by and what was entered: change windows, and the baselines in the words of their day. */
export function windowsAndBaselines({ db, file, evidence, blobs }: RecordParts): RuleMethods {
  const all = db.prepare<[], { link: number; ended: number | null }>(
    'SELECT window.link, window_end.at AS ended FROM window LEFT JOIN window_end USING (name) ORDER BY window.link',
  );
  const known = db.prepare<[string], number>('SELECT 1 FROM window WHERE name = ?').pluck();
  const ended = db.prepare<[string], number>('SELECT 1 FROM window_end WHERE name = ?').pluck();
  const revisionText = db.prepare<[string], string>('SELECT text FROM baseline_revision WHERE revision = ?').pluck();
  const refuse = (message: string): never => {
    throw new RecordError(recordFailure('conflict', message));
  };
  return {
    windows: () =>
      reading(file, () =>
        all.all().map((row) => {
          const { window } = evidence.body('window', row.link);
          return row.ended === null ? window : { ...window, to: epochMs(Math.min(window.to, row.ended)) };
        }),
      ),
    addWindow: (window, by) =>
      attempt(file, () =>
        db
          .transaction(() => {
            if (known.get(window.name) !== undefined) refuse(`a window "${window.name}" is recorded already`);
            evidence.add('window', window.name, { window, by });
          })
          .immediate(),
      ),
    endWindow: (end) =>
      attempt(file, () =>
        db
          .transaction(() => {
            if (known.get(end.name) === undefined) refuse(`no window "${end.name}" is recorded`);
            if (ended.get(end.name) !== undefined) refuse(`the window "${end.name}" was ended already`);
            evidence.add('window-end', end.name, end);
          })
          .immediate(),
      ),
    recordBaseline: (revision, text) =>
      attempt(file, () => {
        if (revisionText.get(revision) !== undefined) return;
        const staged = blobs.stage(text);
        db.transaction(() => {
          if (revisionText.get(revision) !== undefined) return;
          evidence.add('baseline', revision, { revision, text: blobs.store(staged) });
        }).immediate();
      }),
    baselineText: (revision) =>
      reading(file, () => {
        const key = revisionText.get(revision);
        return key === undefined ? null : blobs.get(key);
      }),
  };
}
