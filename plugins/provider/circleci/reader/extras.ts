import type { Extras } from "cig/sdk/table";
import { isRecord, listOf, type Raw, recordOf, textsOf } from "./raw.ts";

/** Values in the words of CircleCI, by key; those that are not there are left out. */
export function extrasOf(values: Raw): Extras {
  const entries = Object.entries(values).flatMap(([key, value]): [string, string][] =>
    value === undefined || value === null
      ? []
      : [[key, typeof value === "string" ? value : canonical(value)]],
  );
  return { system: "circleci", entries: Object.fromEntries(entries) };
}

/** What only CircleCI says of a job: where it runs, who may see its secrets, what people see. */
export function extrasOfJob(name: string, given: Raw, job: Raw, isOwn: boolean): Extras {
  const { context, ...others } = given;
  // The rest is told in the words of all systems.
  const rest = Object.fromEntries(Object.entries(others).filter(([key]) => !toldKeys.has(key)));
  const parts = { "serial-group": rest["serial-group"], "override-with": rest["override-with"] };
  return extrasOf({
    name,
    context: textsOf(context).join(", ") || undefined,
    ...(isOwn ? parts : rest),
    docker: listOf(job.docker)
      .map(recordOf)
      .map(({ name: _, environment: __, ...container }) => canonical(container))
      .sort()
      .join("\n"),
    ...Object.fromEntries(machineKeys.map((key) => [key, job[key]])),
  });
}

const toldKeys = new Set(["filters", "matrix", "name", "post-steps", "pre-steps", "requires", "type"]);
const machineKeys = [
  "machine",
  "macos",
  "executor",
  "resource_class",
  "shell",
  "working_directory",
  "parallelism",
];

/** The text of a value with its keys in order. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (!isRecord(value)) return JSON.stringify(value) ?? "";
  const entries = Object.entries(value).filter(([, each]) => each !== undefined && each !== null);
  const sorted = entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${sorted.map(([key, each]) => `${JSON.stringify(key)}:${canonical(each)}`).join(",")}}`;
}
