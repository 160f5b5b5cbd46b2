import type { Fact } from "../proto/gen/cig/plugin/v1/fact_pb.ts";

/** The facts about one tool, by folder. */
export interface ScopedFacts {
  /** Value of `tool.name` at the top or `tool[directory].name` elsewhere. */
  find(directory: string, name: string): string | undefined;
  /** Folders that have a fact of that name, in the order of the facts. */
  directories(name: string): string[];
}

/** Reads the facts whose keys begin with `tool`; where two plugins speak, `plugin` is believed. */
export function scopedFacts(facts: readonly Fact[], tool: string, plugin: string): ScopedFacts {
  const values = new Map<string, string>();
  for (const fact of [...facts.filter((each) => each.plugin === plugin), ...facts])
    if (!values.has(fact.key)) values.set(fact.key, fact.value);
  return {
    find: (directory, name) =>
      values.get(directory === "." ? `${tool}.${name}` : `${tool}[${directory}].${name}`),
    directories: (name) =>
      [...values.keys()].flatMap((key) => {
        if (key === `${tool}.${name}`) return ["."];
        return key.startsWith(`${tool}[`) && key.endsWith(`].${name}`)
          ? [key.slice(tool.length + 1, -name.length - 2)]
          : [];
      }),
  };
}

/** The folder, its parent, and so on to ".". Blanks such as "./", "a/" are read as meant. */
export function upwards(directory: string): string[] {
  const folders = directory.split("/").filter((folder) => folder !== "" && folder !== ".");
  return [...folders.map((_, index) => folders.slice(0, folders.length - index).join("/")), "."];
}
