import { printYaml, type Table } from "cig/sdk";

/** Longest list that still reads well on one line, in characters. */
const flowWidth = 72;

/** Lists that people write one item a line, however short. */
const blockLists = new Set(["paths", "paths-ignore", "ports", "options", "volumes", "steps"]);

/** The text of a workflow: blank lines between the blocks at the top and between jobs, nothing folded. */
export function print(workflow: Table): Promise<string> {
  return printYaml(workflow, {
    spaced: new Set(["jobs"]),
    // Only YAML 1.1 reads this key as a boolean, and every reader of workflows expects it bare.
    bareKeys: new Set(["on"]),
    isInline: (key, items) =>
      !blockLists.has(key) &&
      !items.some((item) => item.includes("${{")) &&
      items.reduce((width, item) => width + item.length + 2, 0) <= flowWidth,
  });
}
