/** Controls, direction marks, and signs without width, tags among them. */
const invisible =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f\ufeff]|\udb40[\udc00-\udc7f]/g;

/**
 * Text of a device, a log line or a file as a terminal may show it: escape sequences and control characters dropped,
 * line breaks and tabs as blanks, direction marks that could reorder a line dropped.
 */
export function printable(text: string): string {
  return text
    .replace(/\u001b\[[0-?]{0,32}[ -/]{0,8}[@-~]/g, '')
    .replace(/\u001b[@-_]/g, '')
    .replace(/[\t\r\n]+/g, ' ')
    .replace(invisible, '');
}
