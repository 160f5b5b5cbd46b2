import { type Job, type Table, table } from "cig/sdk";
import { pathsOf } from "./variant.ts";

/** Names that every job has already, so that no parameter may take them. */
const reserved = new Set([
  "name",
  "requires",
  "filters",
  "context",
  "matrix",
  "type",
  "machine",
  "pre-steps",
  "post-steps",
  "serial-group",
  "override-with",
  "cig-variant",
  "cig-marker",
  "cig-key",
]);

/** The names of a job's parameters by the paths of its matrix: legal, and each once. */
export function parametersOf(job: Job): ReadonlyMap<string, string> {
  const taken = new Set(reserved);
  return new Map(
    pathsOf(job).map((path) => {
      const wanted = path
        .toLowerCase()
        .replace(/[^a-z0-9_-]+/g, "-")
        .replace(/^(?![a-z])/, "axis-");
      let name = wanted;
      for (let count = 2; taken.has(name); count++) name = `${wanted}-${count}`;
      taken.add(name);
      return [path, name] as const;
    }),
  );
}

/** The value of `parameters` in a job's definition: texts all, so that `3.10` stays what it is. */
export function declareParameters(
  parameters: ReadonlyMap<string, string>,
  isMissing: (path: string) => boolean,
): Table {
  return new Map(
    [...parameters].map(([path, name]) => [
      name,
      // A variant that `include` added may lack an axis.
      table(["type", "string"], ["default", isMissing(path) ? "" : undefined]),
    ]),
  );
}
