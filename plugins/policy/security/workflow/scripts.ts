import type { Entry, Node, Step, Workflow } from "./workflow.ts";

/** Inputs by which actions take programs. */
const scriptInputs = new Set(["script", "inlinescript", "run", "command", "commands", "cmd"]);

/** The texts of a step that are run as a program: its own script, and such inputs of its action. */
export function scriptsIn(step: Step): Node[] {
  const inputs = step.with.filter(({ key }) => scriptInputs.has(key.toLowerCase())).map(({ node }) => node);
  return [...(step.run ? [step.run] : []), ...inputs].filter(({ value }) => typeof value === "string");
}

/** The script with lines that are continued by a backslash joined, and without comments. */
export function logicalText(script: string): string {
  return script.replace(/\\\r?\n/g, "  ").replace(/^[ \t]*#.*$/gm, "");
}

export function isCheckout(step: Step): boolean {
  return /^actions\/checkout@/i.test(String(step.uses?.value ?? ""));
}

/** The line in the file of the first command that is so. */
export function lineOf(run: Node | undefined, test: (line: string) => boolean): number | undefined {
  if (typeof run?.value !== "string") return undefined;
  const index = run.value.split("\n").findIndex((_, start, lines) => test(logicalText(joined(lines, start))));
  return index < 0 ? undefined : run.textLine + index;
}

/** A line with those that continue it. */
function joined(lines: readonly string[], start: number): string {
  let end = start;
  while (lines[end]!.endsWith("\\") && end + 1 < lines.length) end++;
  return lines.slice(start, end + 1).join("\n");
}

/** All variables and inputs of a workflow, from the top down. */
export function entriesOf({ env, jobs }: Workflow): Entry[] {
  return [
    ...env,
    ...jobs.flatMap((job) => [
      ...job.env,
      ...job.images.flatMap((image) => image.env),
      ...job.steps.flatMap((step) => [...step.env, ...step.with]),
    ]),
  ];
}
