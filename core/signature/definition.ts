import { create, toBinary } from "@bufbuild/protobuf";
import {
  type Cache,
  CacheSchema,
  CombinationSchema,
  type Job,
  JobSchema,
  type Step,
  StepSchema,
  type Variant,
} from "../../proto/gen/cig/plugin/v1/resource_pb.ts";
import type { NamedText } from "../../proto/gen/cig/plugin/v1/value_pb.ts";
import { CanonicalEncoder } from "./encoding.ts";

/**
 * The bytes of a job that count as its definition: all that decides what is done. Left out are what is only shown
 * (name, stage, places in cig.toml, commands that steps come from), what counts elsewhere (needs, matrix values,
 * versions, patterns), what leaving work out needs, and the signatures themselves. The workflow's variables count, and the caches that the steps name.
 */
export function encodeDefinition(
  job: Job,
  workflowEnv: readonly NamedText[],
  caches: ReadonlyMap<string, Cache>,
): string {
  const definition = create(JobSchema, {
    ...job,
    name: "",
    needs: [],
    needsAny: [],
    variants: [],
    inputs: [],
    packages: [],
    stage: "",
    workflow: "",
    skippable: false,
    waitsFor: [],
    launches: "",
    steps: job.steps.map((step) =>
      create(StepSchema, { ...step, name: "", subject: [], kind: withoutName(step) }),
    ),
  });
  for (const field of ["matrix", "skipIf", "nameText"] as const) delete definition[field];
  for (const step of definition.steps) {
    delete step.nameText;
    // The step is complete, whether a command or the job itself says it.
    delete step.call;
  }
  const own = new Set(job.env.map(({ name }) => name));
  definition.env = [...workflowEnv.filter(({ name }) => !own.has(name)), ...job.env];
  const used = job.steps.flatMap(({ kind }) =>
    kind.case === "cache" ? (caches.get(kind.value.id) ?? []) : [],
  );
  const encoder = new CanonicalEncoder();
  encoder
    .bytes(toBinary(JobSchema, definition))
    .list(used, (cache) => encoder.bytes(toBinary(CacheSchema, cache)));
  return encoder.digest();
}

/** What people see of a report does not change it. */
function withoutName({ kind }: Step): Step["kind"] {
  return kind.case === "report" ? { case: "report", value: { ...kind.value, name: "" } } : kind;
}

/** The bytes of a variant's own values and runner. */
export function encodeValues({ values, runner }: Variant): string {
  const entries = create(CombinationSchema, values ?? {});
  const encoder = new CanonicalEncoder();
  encoder.bytes(toBinary(CombinationSchema, entries));
  if (runner) encoder.text(runner.id).text(runner.os).text(runner.arch);
  return encoder.digest();
}
