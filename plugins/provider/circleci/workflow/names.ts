import type { Output } from "cig/sdk";

/** The names of the workflows of one file, which checks show: each once. */
export function workflowNames(outputs: readonly Output[]): string[] {
  // Outputs that share a description are told apart by their workflows.
  const isShared = ({ description }: Output) =>
    outputs.filter((other) => other.description === description).length > 1;
  const taken = new Set<string>();
  return outputs.map((output) => {
    const wanted = !isShared(output) || output.workflow === "" ? nameOf(output) : slug(output.workflow);
    let name = wanted;
    for (let count = 2; taken.has(name); count++) name = `${wanted}-${count}`;
    taken.add(name);
    return name;
  });
}

/** The description, or the workflow of cig.toml, in small letters. */
export function nameOf(output: Output): string {
  return slug(output.description || output.workflow || "ci");
}

/** What people call a workflow as CircleCI can have it. */
export function slug(text: string): string {
  const name = text
    .toLowerCase()
    .replace(/[^a-z0-9_]+/g, "-")
    .replace(/^-+|-+$/g, "");
  // CircleCI takes this key for something else.
  return name === "version" ? "version-workflow" : name || "ci";
}
