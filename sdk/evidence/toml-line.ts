import { linesOf } from "./file.ts";

/**
 * The line (from 1) on which a TOML text gives `path` its value or opens its table, or the first table inside it where
 * nothing else does; 0 when it cannot be told. The text must be valid TOML: the values come from a parser, only their
 * place comes from here.
 */
export function tomlLine(source: string, path: readonly string[]): number {
  const wanted = path.join("\0");
  let table: string[] = [];
  let opened = 0;
  let implied = 0;
  let closing: string | undefined;
  for (const [index, line] of linesOf(source).entries()) {
    if (closing !== undefined) {
      if (line.includes(closing)) closing = undefined;
      continue;
    }
    const header = /^\s*\[{1,2}([^\]#]+)\]{1,2}\s*(#.*)?$/.exec(line);
    if (header) {
      table = keysOf(header[1]!);
      if (table.join("\0") === wanted) opened ||= index + 1;
      if (table.join("\0").startsWith(`${wanted}\0`)) implied ||= index + 1;
      continue;
    }
    const assignment =
      /^\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=(.*)$/.exec(line);
    if (!assignment) continue;
    const key = [...table, ...keysOf(assignment[1]!)].join("\0");
    if (key === wanted || wanted.startsWith(`${key}\0`)) return index + 1;
    if (key.startsWith(`${wanted}\0`)) implied ||= index + 1;
    closing = opensLongText(assignment[2]!);
  }
  return opened || implied;
}

function keysOf(dotted: string): string[] {
  return (dotted.match(/"[^"]*"|'[^']*'|[\w-]+/g) ?? []).map((key) => key.replace(/^["']|["']$/g, ""));
}

/** The delimiter that a text of several lines waits for after this line. */
function opensLongText(value: string): string | undefined {
  const opening = /"""|'''/.exec(value)?.[0];
  if (opening === undefined) return undefined;
  return value.indexOf(opening, value.indexOf(opening) + 3) === -1 ? opening : undefined;
}
