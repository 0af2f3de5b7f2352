import { clockParts, digestOf, fileNamed, type SimulatedFile, type SimulatedState } from '../simulated-device.ts';

/** Outputs that the Cisco family prints in the same way. The wording is that of the systems, the values are made up. */

export const ciscoUnknown = (): string => "        ^\n% Invalid input detected at '^' marker.\n\n";

/** `10:15:04.120 UTC Tue Dec 1 2026`. */
export function ciscoClock(now: number): string {
  const { time, weekday, month, day, year } = clockParts(now);
  return `${time}.120 UTC ${weekday} ${month} ${day} ${year}\n`;
}

/** `dir FOLDER` of IOS and IOS-XE, of the whole file system or of one file. */
export function ciscoDir(state: SimulatedState, filesystem: string, argument: string): string {
  const wanted = argument.replace(/^[\w-]+:\/?/, '');
  const files = wanted === '' ? state.files : state.files.filter(({ name }) => name === wanted);
  if (files.length === 0) return `%Error opening ${argument} (No such file or directory)\n`;
  const total = 3_295_059_968;
  const used = state.files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  return `Directory of ${filesystem}/${wanted}\n\n${files.map(dirLine).join('\n')}\n\n${total} bytes total (${total - used} bytes free)\n`;
}

function dirLine(file: SimulatedFile, index: number): string {
  const { month, day, year, time } = clockParts(file.modifiedAt);
  const size = String(file.sizeBytes).padStart(12);
  return `${String(index + 11).padStart(5)}  -rw-${size}  ${month} ${day.padStart(2)} ${year} ${time} +00:00  ${file.name}`;
}

/** `verify /md5 FILE` and its relatives: dots while it works, then one line. */
export function ciscoVerify(state: SimulatedState, command: string): string | null {
  const match = /^verify \/(md5|sha512) (\S+)$/.exec(command);
  const algorithm = match?.[1];
  const path = match?.[2] ?? '';
  if (algorithm !== 'md5' && algorithm !== 'sha512') return null;
  const file = fileNamed(state, path.replace(/^[\w-]+:\/?/, ''));
  if (file === null) return `%Error verifying ${path} (No such file or directory)\n`;
  return `${'.'.repeat(60)}Done!\nverify /${algorithm} (${path}) = ${digestOf(file, algorithm)}\n\n`;
}
