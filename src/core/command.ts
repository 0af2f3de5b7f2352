import type { ImagePath } from './brands.ts';

declare const readOnlyBrand: unique symbol;

/**
 * A command that may be sent to a device. It can be made in one way only: from a form of a platform's list
 * (`commandForm`), with arguments that were checked. The SSH edge accepts nothing else.
 */
export type ReadOnlyCommand = {
  /** What is sent, without the line end. */
  readonly text: string;
  /** The form it was made from, e.g. `verify /md5 {image}`. */
  readonly form: string;
  /** Name of the file that `--save-captures` writes, without `.txt`. */
  readonly slug: string;
  readonly [readOnlyBrand]: true;
};

export type CommandForm = {
  /** Complete, with `{name}` where an argument goes. */
  readonly form: string;
  /** Which fact it gives; printed by `pawl commands`. */
  readonly why: string;
  /** Fills the arguments in order. Throws when their number is wrong: that is a bug, not input. */
  readonly with: (...args: readonly (ImagePath | number)[]) => ReadOnlyCommand;
};

/** How a file is fetched to be hashed here: the protocol, and the file as its server names it. */
export type FileRead = { readonly via: 'scp' | 'sftp'; readonly path: ImagePath };

/** A command that no prompt is given: the file is opened for reading on a channel of its own. */
export type FileReadCommand = ReadOnlyCommand & { readonly reads: FileRead };

export type FileReadForm = Omit<CommandForm, 'with'> & {
  readonly via: FileRead['via'];
  readonly with: (path: ImagePath) => FileReadCommand;
};

/** The two ways to read a file off the box; neither has a form that writes. */
const fileReads: Readonly<Record<FileRead['via'], string>> = {
  scp: 'scp -f {image}',
  sftp: 'sftp open {image} for reading',
};

/** A recorded command that was a file read off the box. */
export const isFileRead = (command: string): boolean => /^(?:scp -f|sftp open) \S/.test(command);

/** Declares that files are read off the box in this way, on a channel of its own. */
export function fileReadForm(via: FileRead['via'], why: string): FileReadForm {
  const form = fileReads[via];
  return {
    form,
    why,
    via,
    with(path) {
      const text = form.replace('{image}', path);
      return { text, form, slug: slugOf(text), reads: { via, path } } as FileReadCommand;
    },
  };
}

/** An entry of the read-only list, as it is printed. */
export type ListedCommand = Pick<CommandForm, 'form' | 'why'>;

const readOnlyVerbs =
  /^(?:show|dir|verify|more|get|terminal (?:length|width|exec prompt)|set cli|file (?:list|checksum)|debug swm (?:status|history|list)|diagnose (?:sys (?:flash list|filesystem hash)|autoupdate versions|debug config-error-log read)|request system software info|sam verify|enable|exit|quit|config global|end)\b/;
/** A pipe may only filter; these write or send. */
const forbiddenWords = /[;&`$<>\n\r]|\|\s*(?:redirect|append|tee|save|request|email|sed|awk|vsh)\b/;

/** Declares one command of a platform's read-only list. A form that could change a device is refused at start-up. */
export function commandForm(form: string, why: string): CommandForm {
  if (!readOnlyVerbs.test(form) || forbiddenWords.test(form)) throw new Error(`not a read-only command form: ${form}`);
  const holes = form.match(/\{\w+\}/g) ?? [];
  return {
    form,
    why,
    with(...args) {
      if (args.length !== holes.length)
        throw new Error(`"${form}" takes ${holes.length} arguments, not ${args.length}`);
      const rest = [...args];
      const text = form.replace(/\{\w+\}/g, () => String(rest.shift()));
      return { text, form, slug: slugOf(text) } as ReadOnlyCommand;
    },
  };
}

/** `dir bootflash:` → `dir-bootflash`: words joined by `-`; what is no letter, digit or dot is dropped. */
export function slugOf(command: string): string {
  return command
    .split(/\s+/)
    .map((word) => word.replace(/[^A-Za-z0-9.]/g, ''))
    .filter((word) => word !== '')
    .join('-')
    .toLowerCase();
}
