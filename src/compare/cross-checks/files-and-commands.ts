import type { Case } from '../case.ts';
import { order } from '../steps.ts';
import { cannotTell, excerptOf, type Look } from './check.ts';

/** X20: commands that the running release must know. Refusals that may be the account's are not counted. */
export function knownCommands(c: Case): Look {
  const running = c.members[0]?.facts.version ?? null;
  if (running === null) return cannotTell;
  const due = (c.probes ?? []).filter(({ since }) => {
    const is = order(c, running, since).order;
    return is === 'newer' || is === 'same';
  });
  const asked = c.observation.answers.flatMap((answer) =>
    due.filter(({ command }) => command.test(answer.command)).map(({ since }) => ({ answer, since })),
  );
  const unknown = asked.filter(({ answer }) => answer.status === 'unsupported');
  if (unknown.length > 0)
    return {
      outcome: 'disagree',
      claims: unknown.flatMap(({ answer, since }) => [
        { from: c.commandsOf('version')[0] ?? 'show version', says: running, excerpt: null },
        {
          from: answer.command,
          says: `not known, though it is since ${since}`,
          excerpt: answer.text.trim().slice(0, 200),
        },
      ]),
    };
  return asked.some(({ answer }) => answer.status === 'ok' || answer.status === 'absent')
    ? { outcome: 'agree' }
    : cannotTell;
}

/** X21: what the listed files take and what is free make up the file system; only where no folder hides more. */
export function listedAndUsed(c: Case): Look {
  const whole = c.facts.listings.filter(
    ({ space, complete }) => complete && space !== undefined && space.folders === 0,
  );
  if (whole.length === 0) return cannotTell;
  const hidden = whole.flatMap(({ filesystem, space, files }) => {
    if (space === undefined) return [];
    const listed = files.reduce((sum, { sizeBytes }) => sum + (sizeBytes ?? 0), 0);
    const unlisted = space.totalBytes - space.freeBytes - listed;
    // Tables and the rest of last blocks take some: a tenth, and never less than an image has.
    return unlisted > Math.max(space.totalBytes / 10, 16 * 1024 * 1024)
      ? [{ filesystem, listed, unlisted, space }]
      : [];
  });
  if (hidden.length === 0) return { outcome: 'agree' };
  const [command = 'dir'] = c.commandsOf('dir');
  return {
    outcome: 'disagree',
    claims: hidden.flatMap(({ filesystem, listed, unlisted, space }) => [
      { from: command, says: `${filesystem}: files of ${listed} bytes`, excerpt: null },
      {
        from: command,
        says: `${filesystem}: ${unlisted} bytes more are used`,
        excerpt: excerptOf(c.observation, command, String(space.freeBytes)),
      },
    ]),
  };
}
