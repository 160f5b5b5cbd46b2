import { toJson } from "@bufbuild/protobuf";
import { type Job, JobSchema } from "../../../../proto/gen/cig/plugin/v1/resource_pb.ts";

/** What does not count in a definition; see core/signature/definition.ts. */
const ignored = new Set([
  "id",
  "name",
  "nameText",
  "needs",
  "needsAny",
  "waitsFor",
  "variants",
  "inputs",
  "packages",
  "versions",
  "stage",
  "workflow",
  "skippable",
  "launches",
  "matrix",
  "skipIf",
]);

/** The texts of a job's definition by where they stand: "steps.2.run.script" → "npm test". Values of the matrix are among them. */
export function definitionParts(job: Job, variant: string): Map<string, string> {
  const message = toJson(JobSchema, job) as Record<string, unknown>;
  const parts = new Map<string, string>();
  for (const [key, value] of Object.entries(message)) if (!ignored.has(key)) collect(key, value, parts);
  const own = (message.variants as { id: string; values?: unknown; runner?: unknown }[] | undefined)?.find(
    ({ id }) => id === variant,
  );
  collect("matrix", own?.values, parts);
  collect("runner", own?.runner, parts);
  collect("skip_if.paths_unmodified", job.skipIf?.pathsUnmodified, parts);
  collect("inputs", job.inputs, parts);
  return parts;
}

function collect(path: string, value: unknown, parts: Map<string, string>): void {
  if (value === null || value === undefined) return;
  if (typeof value !== "object") {
    parts.set(path, String(value));
    return;
  }
  for (const [key, inner] of Object.entries(value)) {
    // Where a step stands in cig.toml, and what it is called, is not what it does.
    if (/^steps\.\d+$/.test(path) && ["name", "nameText", "subject", "call"].includes(key)) continue;
    collect(path === "" ? key : `${path}.${key}`, inner, parts);
  }
}
