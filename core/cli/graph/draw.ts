import { foreignLine } from "../../report/foreign.ts";

/** A job as a picture needs it. */
export interface Node {
  readonly id: string;
  /** Ids of the jobs that it waits for, sorted. */
  readonly needs: readonly string[];
  /** How many variants its matrix has; 1 without. */
  readonly variants: number;
  readonly runner: string;
}

/** The jobs in levels: those of a level may run at the same time, once the levels above are done. */
export function drawText(nodes: readonly Node[]): string {
  if (nodes.length === 0) return "There are no jobs.\n";
  const levels = levelsOf(nodes);
  const lines: string[] = [];
  for (let level = 1; level <= Math.max(...levels.values()); level++) {
    lines.push(level === 1 ? "At once" : `Then (${level})`);
    for (const node of nodes)
      if (levels.get(node.id) === level)
        lines.push(
          `  ${label(node)}${node.needs.length > 0 ? ` after ${node.needs.map(foreignLine).join(", ")}` : ""}`,
        );
  }
  return `${lines.join("\n")}\n`;
}

/** A Mermaid flow chart; arrows go the way of time. */
export function drawMermaid(nodes: readonly Node[]): string {
  const names = namesOf(nodes);
  const quote = (text: string) => `"${text.replaceAll("#", "#35;").replaceAll('"', "#quot;")}"`;
  return lines([
    "graph LR",
    ...nodes.map((node) => `  ${names.get(node.id)}[${quote(label(node))}]`),
    ...arrows(nodes).map(([from, to]) => `  ${names.get(from)} --> ${names.get(to)}`),
  ]);
}

/** A Graphviz digraph; arrows go the way of time. */
export function drawDot(nodes: readonly Node[]): string {
  const quote = (text: string) => `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
  return lines([
    "digraph cig {",
    "  rankdir=LR;",
    "  node [shape=box];",
    ...nodes.map((node) => `  ${quote(node.id)} [label=${quote(label(node))}];`),
    ...arrows(nodes).map(([from, to]) => `  ${quote(from)} -> ${quote(to)};`),
    "}",
  ]);
}

/** Nodes stand after what they need, as the plan orders them. */
function levelsOf(nodes: readonly Node[]): Map<string, number> {
  const levels = new Map<string, number>();
  for (const { id, needs } of nodes)
    levels.set(id, 1 + Math.max(0, ...needs.map((need) => levels.get(need) ?? 0)));
  return levels;
}

function label({ id, variants }: Node): string {
  return variants > 1 ? `${foreignLine(id)} (${variants} variants)` : foreignLine(id);
}

/** Mermaid gives some words a meaning of their own ("end"), so nodes get names that are never words. */
function namesOf(nodes: readonly Node[]): Map<string, string> {
  return new Map(nodes.map(({ id }, index) => [id, `j${index + 1}`]));
}

function arrows(nodes: readonly Node[]): [from: string, to: string][] {
  const known = new Set(nodes.map(({ id }) => id));
  return nodes.flatMap(({ id, needs }) =>
    needs.filter((need) => known.has(need)).map((need): [string, string] => [need, id]),
  );
}

function lines(all: readonly string[]): string {
  return `${all.join("\n")}\n`;
}
