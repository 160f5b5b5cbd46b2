import { foreignLine } from "../../report/foreign.ts";
import { arrows, drawText, label, type Node } from "./draw.ts";

/** The jobs of a workflow. */
export interface Group {
  readonly workflow: string;
  readonly nodes: readonly Node[];
}

/** Several workflows, each by itself: a job that is in two of them is drawn in both. */
export function drawGroups(format: string, groups: readonly Group[]): string {
  return { text: textOf, mermaid: mermaidOf, dot: dotOf }[format as "text"](groups);
}

function textOf(groups: readonly Group[]): string {
  return groups
    .map(({ workflow, nodes }) => `Workflow ${foreignLine(workflow)}\n${drawText(nodes)}`)
    .join("\n");
}

function mermaidOf(groups: readonly Group[]): string {
  const quote = (text: string) => `"${text.replaceAll("#", "#35;").replaceAll('"', "#quot;")}"`;
  const lines = groups.flatMap(({ workflow, nodes }, group) => {
    const names = new Map(nodes.map(({ id }, index) => [id, `w${group + 1}j${index + 1}`]));
    return [
      `  subgraph w${group + 1} [${quote(foreignLine(workflow))}]`,
      ...nodes.map((node) => `    ${names.get(node.id)}[${quote(label(node))}]`),
      ...arrows(nodes).map(
        ({ from, to, isAny }) => `    ${names.get(from)} ${isAny ? "-.->" : "-->"} ${names.get(to)}`,
      ),
      "  end",
    ];
  });
  return `${["graph LR", ...lines].join("\n")}\n`;
}

function dotOf(groups: readonly Group[]): string {
  const quote = (text: string) => `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
  const lines = groups.flatMap(({ workflow, nodes }, group) => {
    const name = (id: string) => quote(`${workflow}/${id}`);
    return [
      `  subgraph cluster_${group + 1} {`,
      `    label=${quote(foreignLine(workflow))};`,
      ...nodes.map((node) => `    ${name(node.id)} [label=${quote(label(node))}];`),
      ...arrows(nodes).map(
        ({ from, to, isAny }) => `    ${name(from)} -> ${name(to)}${isAny ? " [style=dashed]" : ""};`,
      ),
      "  }",
    ];
  });
  return `${["digraph cig {", "  rankdir=LR;", "  node [shape=box];", ...lines, "}"].join("\n")}\n`;
}
