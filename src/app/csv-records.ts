/** Joins the lines of CSV records: a line feed inside quotes does not end one. */
export type CsvRecords = {
  readonly push: (line: string, lineNumber: number) => { readonly text: string; readonly lineNumber: number } | null;
  readonly end: () => { readonly text: string; readonly lineNumber: number } | null;
};

const maxRecordLength = 8 * 1024 * 1024;

export function csvRecords(): CsvRecords {
  let parts: string[] = [];
  let length = 0;
  let from = 1;
  let open = false;
  const take = (): { readonly text: string; readonly lineNumber: number } | null => {
    const record = parts.length === 0 ? null : { text: parts.join('\n'), lineNumber: from };
    parts = [];
    length = 0;
    open = false;
    return record;
  };
  return {
    push(line, lineNumber) {
      if (parts.length === 0) from = lineNumber;
      parts.push(line);
      length += line.length;
      for (let at = line.indexOf('"'); at !== -1; at = line.indexOf('"', at + 1)) open = !open;
      return open && length < maxRecordLength ? null : take();
    },
    end: take,
  };
}
