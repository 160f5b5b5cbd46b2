import { type Job, RetryCause, ShardBy } from "../../../proto/gen/cig/plugin/v1/resource_pb.ts";
import { Function as Fn } from "../../../proto/gen/cig/plugin/v1/value_pb.ts";
import { applies, asksOutputs } from "../condition.ts";
import { type Feature, inJob, ofJob, orDefault } from "../feature.ts";
import { referencesOfJob } from "../references.ts";
import { isWanted } from "./workflow.ts";

/** What a job says of itself, but for its matrix and its machine. */
export const jobFeatures: readonly Feature[] = [
  ofJob("job.name", "`name` of a job", ({ name, nameText }) => name !== "" || nameText, "name"),
  ofJob("job.stage", "`stage`", ({ stage }) => stage !== "", "stage"),
  ofJob("job.needs", "`needs`", ({ needs }) => needs.length, "needs", "stage"),
  ofJob("job.needs_any", "`needs_any`", ({ needsAny }) => needsAny.length, "needs_any"),
  ofJob("job.env", "`env` of a job", ({ env }) => env.length, "env"),
  {
    id: "job.secrets",
    title: "`secrets`",
    *find({ jobs }) {
      for (const job of jobs.filter(({ secrets }) => secrets.length > 0)) yield secretsUse(job);
    },
  },
  ofJob("job.permissions", "`permissions` of a job", hasOwnPermissions, "permissions"),
  ofJob("job.environment", "`environment`", ({ environment }) => environment, "environment"),
  ofJob("job.environment.url", "`url` of an environment", (job) => job.environment?.url, "environment.url"),
  ofJob("job.oidc", "`oidc`", ({ oidc }) => oidc, "oidc"),
  ofJob("job.oidc.audience", "`audience` of `oidc`", ({ oidc }) => oidc?.audience, "oidc.audience", "oidc"),
  ofJob("job.oidc.env", "`env` of `oidc`", ({ oidc }) => oidc && oidc.env !== "", "oidc.env", "oidc"),
  ofJob("job.if", "`if` of a job", ({ condition }) => condition, "if", "on"),
  ofJob("job.if.failure", "`failure()` in `if` of a job", (job) => applies(job.condition, Fn.FAILURE), "if"),
  ofJob("job.if.always", "`always()` in `if` of a job", (job) => applies(job.condition, Fn.ALWAYS), "if"),
  ofJob(
    "job.if.cancelled",
    "`cancelled()` in `if` of a job",
    (job) => applies(job.condition, Fn.CANCELLED),
    "if",
  ),
  ofJob(
    "job.if.matches",
    "`matches()` in `if` of a job",
    (job) => applies(job.condition, Fn.MATCHES),
    "if",
    "on",
  ),
  ofJob("job.if.outputs", "outputs in `if` of a job", ({ condition }) => asksOutputs(condition), "if"),
  orDefault(ofJob("job.timeout", "`timeout` of a job", ({ timeoutMinutes }) => timeoutMinutes, "timeout")),
  ofJob("job.retry", "`retry` of a job", ({ retry }) => retry, "retry"),
  ofJob(
    "job.retry.exit_statuses",
    "exit statuses in `retry` of a job",
    ({ retry }) => retry?.exitStatuses.length,
    "retry.on",
  ),
  ofRetry("runner_lost", "`runner_lost` in `retry` of a job", RetryCause.RUNNER_LOST),
  ofRetry("timeout", "`timeout` in `retry` of a job", RetryCause.TIMEOUT),
  ofJob(
    "job.continue_on_error",
    "`continue_on_error` of a job",
    ({ continueOnError }) => continueOnError,
    "continue_on_error",
  ),
  ofJob("job.concurrency", "`concurrency` of a job", ({ concurrency }) => concurrency, "concurrency"),
  ofJob(
    "job.concurrency.cancel",
    "`cancel_in_progress` of a job",
    ({ concurrency }) => isWanted(concurrency?.cancelInProgress),
    "concurrency.cancel_in_progress",
  ),
  ofJob("job.outputs", "`outputs` of a job", ({ outputs }) => outputs.length, "outputs"),
  ofJob("job.parallelism", "`parallelism`", ({ parallelism }) => parallelism, "parallelism"),
  ofJob("job.shard", "`shard`", (job) => shardOf(job), "shard"),
  ofJob(
    "job.shard.timings",
    '`shard` with `by = "timings"`',
    (job) => shardOf(job)?.by === ShardBy.TIMINGS,
    "shard.by",
    "shard",
  ),
  ofJob("job.approval", "`approval`", ({ approval }) => approval, "approval"),
  ofJob(
    "job.approval.approvers",
    "`approvers` of `approval`",
    ({ approval }) => approval?.approvers.length,
    "approval.approvers",
    "approval",
  ),
  ofJob("job.skip_if", "`skip_if`", ({ skipIf }) => skipIf, "skip_if"),
];

/** Where secrets are declared, else where the first is used. */
function secretsUse(job: Job) {
  const first = [...referencesOfJob(job)].find(({ path }) => path[0] === "secrets");
  return [...inJob(job, ["secrets"]), ...(first?.use ?? [])];
}

/** `oidc` brings a right of its own. */
function hasOwnPermissions({ permissions, oidc }: Job): boolean {
  return permissions.some(({ scope }) => !(oidc && scope === "id-token"));
}

function ofRetry(key: string, title: string, cause: RetryCause): Feature {
  return ofJob(`job.retry.${key}`, title, ({ retry }) => retry?.causes.includes(cause), "retry.on");
}

function shardOf(job: Job) {
  const step = job.steps.find(({ kind }) => kind.case === "shard");
  return step?.kind.case === "shard" ? step.kind.value : undefined;
}
