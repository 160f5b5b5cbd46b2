import { create } from "@bufbuild/protobuf";
import { ShardBy, type Step, StepSchema } from "../../../../proto/gen/cig/plugin/v1/resource_pb.ts";
import { type NamedText, NamedTextSchema } from "../../../../proto/gen/cig/plugin/v1/value_pb.ts";
import type { JobToml } from "../../../config/schema.ts";
import { diagnose } from "../../../diagnostic/codes.ts";
import { matchGlobs } from "../../../repo/glob.ts";
import { matchesNothing } from "../../caches.ts";
import type { Context } from "../../context.ts";
import { joined, literalText, referenceText } from "../../resolver.ts";

/** The step that chooses a copy's share of the files; none without `shard`. Reports one that shares nothing. */
export function shardSteps(context: Context, id: string, job: JobToml): Step[] {
  if (!job.shard) return [];
  const subject = ["jobs", id, "shard"];
  if (job.parallelism === undefined)
    context.report(
      diagnose("CIG105", `The job "${id}" has shard and no parallelism, so that nobody shares the files.`, {
        hint: "Add parallelism = 4, or remove shard.",
        subject,
      }),
    );
  else reportShares(context, id, job.shard.files, job.parallelism);
  const value = { files: job.shard.files, by: by[job.shard.by ?? "name"] };
  return [
    create(StepSchema, {
      subject,
      kind: { case: "shard", value: { $typeName: "cig.plugin.v1.Shard", ...value } },
    }),
  ];
}

/** The variables by which a copy knows which one it is, and its files; none for a job without copies. */
export function shardEnv(context: Context, id: string, job: JobToml): NamedText[] {
  if (job.shard && Object.hasOwn(job.env ?? {}, "SHARD_FILES"))
    context.report(
      diagnose("CIG405", '"SHARD_FILES" is the file with the share of a copy, because the job has shard.', {
        hint: "Choose another name.",
        subject: ["jobs", id, "env", "SHARD_FILES"],
      }),
    );
  const env = [
    ...(job.parallelism === undefined ? [] : ofCopy),
    ...(job.shard ? [{ name: "SHARD_FILES", value: shardFile }] : []),
  ];
  return env.map((each) => create(NamedTextSchema, each));
}

/** Where a copy finds the names of its files. */
const shardFile = joined(referenceText("runner", "temp"), literalText("/cig-shard-files"));

const ofCopy = [
  { name: "CIG_SHARD_INDEX", value: referenceText("shard", "index") },
  { name: "CIG_SHARD_TOTAL", value: referenceText("shard", "total") },
];

const by = { name: ShardBy.NAME, size: ShardBy.SIZE, timings: ShardBy.TIMINGS } as const;

/** A copy without a file is dangerous: many tools that are given none take all. */
function reportShares(context: Context, id: string, files: readonly string[], copies: number): void {
  const subject = ["jobs", id, "shard", "files"];
  for (const [index, pattern] of files.entries())
    if (!pattern.startsWith("!") && matchGlobs([pattern], context.paths).length === 0)
      context.report(matchesNothing(context, pattern, [...subject, String(index)]));
  const count = matchGlobs(files, context.paths).length;
  if (count > 0 && count < copies)
    context.report(
      diagnose("CIG414", `${copies} copies share ${count === 1 ? "one file" : `${count} files`}.`, {
        hint: `Write parallelism = ${Math.max(count, 2)} at most: a copy without a file may test everything.`,
        subject: ["jobs", id, "parallelism"],
      }),
    );
}
