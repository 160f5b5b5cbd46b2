import { linesOf } from "cig/sdk";

/** A value of an INI file such as setup.cfg, with the line of its key. */
export interface IniEntry {
  readonly section: string;
  readonly key: string;
  /** The value's lines without blanks around them and comments; empty ones are left out. */
  readonly values: readonly { readonly text: string; readonly line: number }[];
  readonly line: number;
}

/** Reads an INI file as Python's configparser does: indented lines go on with the value, `#` and `;` begin comments. */
export function parseIni(source: string): IniEntry[] {
  const entries: { section: string; key: string; values: { text: string; line: number }[]; line: number }[] =
    [];
  let section = "";
  for (const [index, line] of linesOf(source).entries()) {
    if (/^\s*([#;]|$)/.test(line)) continue;
    const header = /^\[([^\]]+)\]/.exec(line)?.[1];
    const assignment = /^([^\s=:][^=:]*?)\s*[=:]\s*(.*)$/.exec(line);
    if (header !== undefined) section = header.trim();
    else if (/^\s/.test(line)) add(entries.at(-1)?.values, line, index + 1);
    else if (assignment) {
      const values: { text: string; line: number }[] = [];
      add(values, assignment[2]!, index + 1);
      entries.push({ section, key: assignment[1]!.toLowerCase(), values, line: index + 1 });
    }
  }
  return entries;
}

function add(values: { text: string; line: number }[] | undefined, text: string, line: number): void {
  const value = text.replace(/\s[#;].*$/, "").trim();
  if (value !== "") values?.push({ text: value, line });
}
