import { renderLine, squeeze } from './terminal-text.ts';

/** Lines before the echo that are looked at: log lines may have come in between. */
const linesToLookAt = 12;

/**
 * Where the output begins: behind the line end of the echoed command, or -1 where the echo is not complete. The echo
 * may stand behind the prompt, be wrapped at the width of the terminal, be scrolled sideways with a `$`, or be
 * redrawn word by word with `\r` and erase sequences (PAN-OS without scripting mode).
 */
export function echoEnd(raw: string, command: string, promptText: string): number {
  const wanted = squeeze(command);
  const prompt = squeeze(promptText);
  let wrapped = '';
  let start = 0;
  for (let looked = 0; looked < linesToLookAt; looked += 1) {
    const end = raw.indexOf('\n', start);
    if (end === -1) return -1;
    const line = raw.slice(start, end);
    const bare = squeeze(line);
    const behindPrompt = prompt !== '' && bare.startsWith(prompt) ? bare.slice(prompt.length) : bare;
    if (bare.endsWith(wanted) || isShownAs(line, wanted)) return end + 1;
    wrapped = continues(wanted, wrapped + bare) ? wrapped + bare : continues(wanted, behindPrompt) ? behindPrompt : '';
    if (wrapped === wanted) return end + 1;
    start = end + 1;
  }
  return -1;
}

const continues = (wanted: string, part: string): boolean => part !== '' && wanted.startsWith(part);

/** The line as a terminal shows it: typed over with backspaces, or only its end behind a `$`. */
function isShownAs(line: string, wanted: string): boolean {
  const shown = squeeze(renderLine(line));
  if (shown.endsWith(wanted)) return true;
  const scrolled = shown.lastIndexOf('$');
  if (scrolled === -1) return false;
  const end = shown.slice(scrolled + 1);
  return end.length >= 8 && wanted.endsWith(end);
}
