import type { Diagnostic } from "../diagnostic/diagnostic.ts";
import { foreignLine } from "./foreign.ts";
import type { Paint } from "./paint.ts";
import { wrap } from "./wrap.ts";

/** So many remarks are read; more of them hide what must be mended. */
const mostWhole = 2;

/**
 * Parts what is shown whole from what is listed: remarks of level info become a line for each code when there are
 * many, because they ask for nothing before the files can be used.
 */
export function splitRemarks(diagnostics: readonly Diagnostic[]): {
  whole: Diagnostic[];
  listed: Diagnostic[];
} {
  const remarks = diagnostics.filter(({ level }) => level === "info");
  if (remarks.length <= mostWhole) return { whole: [...diagnostics], listed: [] };
  return { whole: diagnostics.filter(({ level }) => level !== "info"), listed: remarks };
}

/** A line for each code: its title, how often, and where first. Empty without remarks. */
export function listRemarks(remarks: readonly Diagnostic[], width: number, paint: Paint): string {
  if (remarks.length === 0) return "";
  const byCode = new Map<string, Diagnostic[]>();
  for (const remark of remarks) {
    const key = `${remark.code} ${remark.title}`;
    byCode.set(key, [...(byCode.get(key) ?? []), remark]);
  }
  const lines = [...byCode.values()].map((same) => {
    const [first] = same;
    const { at } = first!;
    const place = at && at.line > 0 ? `${foreignLine(at.file)}:${at.line}` : "";
    const often = same.length > 1 ? `${same.length} times` : "";
    const where = [often, place && often ? `first ${place}` : place].filter(Boolean).join(", ");
    const text = `${foreignLine(first!.title)}${where === "" ? "" : ` (${where})`}`;
    const [head = "", ...rest] = wrap(text, width - 17);
    const label = paint.cyan(`info[${foreignLine(first!.code)}]`.padEnd(14));
    return [`  ${label} ${head}`, ...rest.map((line) => `${" ".repeat(17)}${line}`)].join("\n");
  });
  const count = remarks.length;
  return `${count} remarks; to read them: cig validate\n${lines.join("\n")}\n\n`;
}
