import { readLine } from '../syslog/read-line.ts';

/** Counts lines of no known format by shape: digits as 0, runs of letters as their first three. */
export type UnparsedShapes = {
  readonly add: (text: string, lineNumber: number) => void;
  readonly lines: () => readonly string[];
};

const maxShapes = 2_000;

export function unparsedShapes(): UnparsedShapes {
  const shapes = new Map<string, { count: number; readonly example: string; readonly lineNumber: number }>();
  let other = 0;
  let total = 0;
  return {
    add(text, lineNumber) {
      if (text.trim() === '') return;
      const event = readLine(text, { receivedAt: null });
      if (event.format !== 'syslog' || event.mnemonic !== null) return;
      total += 1;
      const shape = shapeOf(event.text);
      const known = shapes.get(shape);
      if (known !== undefined) known.count += 1;
      else if (shapes.size < maxShapes) shapes.set(shape, { count: 1, example: text.slice(0, 160), lineNumber });
      else other += 1;
    },
    lines: () => [
      `${total} lines of no known format, ${shapes.size} shapes`,
      ...[...shapes.entries()]
        .sort(([, a], [, b]) => b.count - a.count)
        .slice(0, 50)
        .map(([shape, { count, example, lineNumber }]) => `${count}  ${shape}  e.g. line ${lineNumber}: ${example}`),
      ...(other > 0 ? [`${other} lines of further shapes`] : []),
    ],
  };
}

const shapeOf = (text: string): string =>
  text
    .slice(0, 200)
    .replace(/\d+/g, '0')
    .replace(/[A-Za-z]{4,}/g, (word) => word.slice(0, 3))
    .slice(0, 60);
