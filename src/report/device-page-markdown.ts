import { inert, markdownTable } from './compliance-markdown.ts';
import { eventTime } from './device-events.ts';
import type { DevicePage } from './device-page-model.ts';
import { deviceFacts, findingCells, findingColumns, memberCells, memberColumns } from './device-page-text.ts';

const all = (rows: readonly (readonly string[])[]): readonly (readonly string[])[] =>
  rows.map((cells) => cells.map(inert));

/** The page of a device as GitHub-flavoured Markdown. */
export function devicePageMarkdown(page: DevicePage): string {
  const { device, events, findings, evidence, outputs, note } = page;
  const parts = [
    `# Device ${inert(device.device)}, ${inert(page.scope.period.text)}`,
    ...(note === null ? [] : [`**${inert(note)}**`]),
    deviceFacts(page)
      .map(([name, text]) => `- ${name}: ${inert(text)}`)
      .join('\n'),
    '## Members',
    markdownTable(memberColumns, all(device.members.map(memberCells))),
    '## Time line',
    markdownTable(['Time', 'What', 'Change'], all(events.map((event) => [eventTime(event), event.kind, event.text]))),
    '## Findings',
    markdownTable(findingColumns, all(findings.map(findingCells))),
    '## Evidence',
    markdownTable(
      ['Time', 'Audit', 'Verdict', 'Link', 'SHA-256'],
      all(
        evidence.map(({ at, audit, verdict, link, sha256 }) => [
          eventTime({ at, exact: true, kind: 'verdict', text: '' }),
          audit,
          verdict,
          String(link),
          sha256,
        ]),
      ),
    ),
    ...(outputs.length === 0
      ? []
      : [
          '## Outputs of the newest evidence',
          markdownTable(['Command', 'SHA-256'], all(outputs.map(({ command, sha256 }) => [command, sha256]))),
        ]),
  ];
  return `${parts.join('\n\n')}\n`;
}
