import { foreignLine } from "../../report/foreign.ts";

/** A job as a picture needs it. */
export interface Node {
  readonly id: string;
  /** Ids of the jobs that it waits for, sorted. */
  readonly needs: readonly string[];
  /** Ids of the jobs of which it waits for any one, sorted. */
  readonly needsAny: readonly string[];
  /** How many variants its matrix has; 1 without. */
  readonly variants: number;
  /** How many copies share its work; 1: nobody does. */
  readonly copies: number;
  /** True: a person has to agree first. */
  readonly isApproved: boolean;
  readonly runner: string;
}

/** The jobs in levels: those of a level may run at the same time, once the levels above are done. */
export function drawText(nodes: readonly Node[]): string {
  if (nodes.length === 0) return "There are no jobs.\n";
  const levels = levelsOf(nodes);
  const lines: string[] = [];
  for (let level = 1; level <= Math.max(...levels.values()); level++) {
    lines.push(level === 1 ? "At once" : `Then (${level})`);
    for (const node of nodes) if (levels.get(node.id) === level) lines.push(`  ${label(node)}${after(node)}`);
  }
  return `${lines.join("\n")}\n`;
}

function after({ needs, needsAny }: Node): string {
  const any = needsAny.length > 0 ? `any of ${needsAny.map(foreignLine).join(", ")}` : "";
  const waits = [needs.map(foreignLine).join(", "), any].filter(Boolean).join(" and ");
  return waits === "" ? "" : ` after ${waits}`;
}

/** A Mermaid flow chart; arrows go the way of time, and are dashed where any one of several will do. */
export function drawMermaid(nodes: readonly Node[]): string {
  const names = namesOf(nodes);
  const quote = (text: string) => `"${text.replaceAll("#", "#35;").replaceAll('"', "#quot;")}"`;
  return lines([
    "graph LR",
    ...nodes.map((node) => `  ${names.get(node.id)}[${quote(label(node))}]`),
    ...arrows(nodes).map(
      ({ from, to, isAny }) => `  ${names.get(from)} ${isAny ? "-.->" : "-->"} ${names.get(to)}`,
    ),
  ]);
}

/** A Graphviz digraph; arrows go the way of time, and are dashed where any one of several will do. */
export function drawDot(nodes: readonly Node[]): string {
  const quote = (text: string) => `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
  return lines([
    "digraph cig {",
    "  rankdir=LR;",
    "  node [shape=box];",
    ...nodes.map((node) => `  ${quote(node.id)} [label=${quote(label(node))}];`),
    ...arrows(nodes).map(
      ({ from, to, isAny }) => `  ${quote(from)} -> ${quote(to)}${isAny ? " [style=dashed]" : ""};`,
    ),
    "}",
  ]);
}

/** Nodes stand after what they need, as the plan orders them. */
function levelsOf(nodes: readonly Node[]): Map<string, number> {
  const levels = new Map<string, number>();
  for (const { id, needs, needsAny } of nodes)
    levels.set(id, 1 + Math.max(0, ...[...needs, ...needsAny].map((need) => levels.get(need) ?? 0)));
  return levels;
}

/** What stands at a job in a picture. */
export function label({ id, variants, copies, isApproved }: Node): string {
  const remarks = [
    variants > 1 ? `${variants} variants` : "",
    copies > 1 ? `${copies} copies` : "",
    isApproved ? "when a person agrees" : "",
  ].filter(Boolean);
  return remarks.length > 0 ? `${foreignLine(id)} (${remarks.join(", ")})` : foreignLine(id);
}

/** Mermaid gives some words a meaning of their own ("end"), so nodes get names that are never words. */
function namesOf(nodes: readonly Node[]): Map<string, string> {
  return new Map(nodes.map(({ id }, index) => [id, `j${index + 1}`]));
}

/** One job that waits for another. */
export interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly isAny: boolean;
}

/** Who waits for whom, in the direction of time. */
export function arrows(nodes: readonly Node[]): Arrow[] {
  const known = new Set(nodes.map(({ id }) => id));
  return nodes.flatMap(({ id, needs, needsAny }) =>
    [
      ...needs.map((from) => ({ from, to: id, isAny: false })),
      ...needsAny.map((from) => ({ from, to: id, isAny: true })),
    ].filter(({ from }) => known.has(from)),
  );
}

function lines(all: readonly string[]): string {
  return `${all.join("\n")}\n`;
}
