import type { Job, Service } from "../../../proto/gen/cig/plugin/v1/resource_pb.ts";
import type { Text } from "../../../proto/gen/cig/plugin/v1/value_pb.ts";
import { type Feature, inJob, ofJob, orDefault } from "../feature.ts";

/** What a matrix can do, and what it can decide. */
export const matrixFeatures: readonly Feature[] = [
  ofJob("job.matrix", "`matrix`", ({ matrix }) => matrix, "matrix"),
  ofJob(
    "job.matrix.include",
    "`include` of a matrix",
    ({ matrix }) => matrix?.include.length,
    "matrix.include",
  ),
  ofJob(
    "job.matrix.exclude",
    "`exclude` of a matrix",
    ({ matrix }) => matrix?.exclude.length,
    "matrix.exclude",
  ),
  ofJob("job.matrix.objects", "tables as values of a matrix", hasTables, "matrix"),
  orDefault(
    ofJob(
      "job.matrix.fail_fast",
      "`fail_fast` of a matrix",
      ({ matrix, variants }) => matrix && matrix.failFast !== false && variants.length > 1,
      "matrix.fail_fast",
    ),
  ),
  ofJob(
    "job.matrix.no_fail_fast",
    "`fail_fast = false` of a matrix",
    ({ matrix, variants }) => matrix?.failFast === false && variants.length > 1,
    "matrix.fail_fast",
  ),
  ofJob(
    "job.matrix.max_parallel",
    "`max_parallel` of a matrix",
    ({ matrix }) => matrix?.maxParallel,
    "matrix.max_parallel",
  ),
  ofJob(
    "job.matrix.runner",
    "a runner that the matrix chooses",
    ({ variants }) => variants.some(({ runner }) => runner),
    "runner",
    "os",
    "arch",
    "matrix.os",
    "matrix.arch",
    "matrix",
  ),
  ofJob(
    "job.matrix.image",
    "an image that the matrix chooses",
    ({ image }) => namesMatrix(image?.image),
    "image.name",
    "image",
  ),
  {
    id: "job.matrix.services",
    title: "a service that the matrix chooses",
    *find({ jobs }) {
      for (const job of jobs)
        for (const { name } of job.services.filter(isChosen))
          yield [...inJob(job, [["services", name]]), ["services", name], ...inJob(job, ["services"])];
    },
  },
  ofJob(
    "job.matrix.toolchain",
    "a toolchain that the matrix chooses",
    ({ steps }) => steps.some(({ kind }) => kind.case === "toolchain" && namesMatrix(kind.value.version)),
    "packages",
    "matrix",
  ),
];

function hasTables({ matrix }: Job): boolean {
  const combined = [...(matrix?.include ?? []), ...(matrix?.exclude ?? [])].flatMap(({ entries }) =>
    entries.map(({ value }) => value),
  );
  const values = (matrix?.axes ?? []).flatMap((axis) => axis.values);
  return [...values, ...combined].some((value) => value?.kind.case === "table");
}

function isChosen({ image, env }: Service): boolean {
  return namesMatrix(image) || env.some(({ value }) => namesMatrix(value));
}

function namesMatrix(text: Text | undefined): boolean {
  return (text?.parts ?? []).some(({ kind }) => kind.case === "reference" && kind.value.path[0] === "matrix");
}
