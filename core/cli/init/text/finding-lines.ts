import { type Finding, placeText } from "../../findings.ts";

/** A line for each thing that was found, with the place that says so: "Node 22.11.0  .nvmrc:1". Not made printable. */
export function findingLines(findings: readonly Finding[]): string[] {
  const rows = [...byName(findings)].map(([name, all]) => {
    const place = all[0]!.evidence[0] ? placeText(all[0]!.evidence[0]) : "";
    return [`${name}${foldersText(all.map(({ root }) => root))}`, place] as const;
  });
  const widest = Math.min(40, Math.max(...rows.map(([what]) => what.length)));
  return rows.map(([what, place]) => `${what.padEnd(widest)}  ${place}`);
}

/** The same thing in several folders is one line. */
function byName(findings: readonly Finding[]): Map<string, Finding[]> {
  const named = new Map<string, Finding[]>();
  for (const finding of findings) {
    const name = `${finding.what}${finding.verb === "required" ? " (required)" : ""}`;
    const others = named.get(name);
    if (others) others.push(finding);
    else named.set(name, [finding]);
  }
  return named;
}

function foldersText(roots: readonly string[]): string {
  const folders = roots.filter((root) => root !== "");
  const [first, second] = folders;
  if (first === undefined) return "";
  const others = folders.length > 2 ? ` and ${folders.length - 2} more` : "";
  return `${folders.length < roots.length ? ", also" : ""} in ${second === undefined ? first : `${first}, ${second}`}${others}`;
}
