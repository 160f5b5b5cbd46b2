import { type JobRow, liftRetries, type Plain } from "cig/sdk/table";
import { readConcurrency } from "./concurrency.ts";
import { decideAll } from "./expression/condition.ts";
import { conditionNode, readText } from "./expression/text.ts";
import { Open, type Table, type Value } from "./expression/value.ts";
import { extrasOf, jobExtras } from "./extras.ts";
import type { Files } from "./files.ts";
import { type ReadMatrix, type ReadVariant, shardAxis } from "./matrix.ts";
import { readNeeds } from "./needs.ts";
import { isApproval } from "./own-steps.ts";
import { readPermissions } from "./permissions.ts";
import { isRecord, listOf, type Raw, recordOf } from "./raw.ts";
import { readRunner } from "./runner.ts";
import { readSecrets } from "./secrets.ts";
import { readEnv, readImage, readServices } from "./services.ts";
import {
  asksVerdict,
  isRecord as isRecordStep,
  type OwnJobs,
  withoutVerdicts,
  writtenNeeds,
} from "./skipping.ts";
import { isTrue, readSteps } from "./steps.ts";

/** The workflow around a job. */
export interface InWorkflow {
  readonly files: Files;
  readonly workflow: Raw;
  readonly matrices: ReadonlyMap<string, ReadMatrix>;
  readonly defaultBranch: string;
  /** Jobs of cig's among those of the workflow. */
  readonly own: OwnJobs;
}

/** The rows of a job, one a variant. */
export function readJob(id: string, job: Raw, around: InWorkflow): JobRow[] {
  const { variants } = around.matrices.get(id)!;
  return variants.map((variant) => readVariant(id, job, variant, around));
}

function readVariant(key: string, job: Raw, variant: ReadVariant, around: InWorkflow): JobRow {
  const { workflow, files, matrices, defaultBranch, own } = around;
  const { variants, parallelism } = matrices.get(key)!;
  const values = { matrix: matrixOf(variant, shardAxis(job)), strategy: { "job-total": variants.length } };
  const machine = readRunner(job["runs-on"], values);
  const names: Table = { ...values, runner: runnerOf(machine.os, machine.arch) };
  const written = writtenNeeds(job.needs, own);
  const asked = conditionNode(job.if);
  const { all, any, condition } = readNeeds(written, withoutVerdicts(asked, written, own));
  const { runsOn, runsAfter, isGuarded } = decideAll([condition], { names, needs: written, defaultBranch });
  const idsOf = (ids: readonly string[]) =>
    ids.flatMap((id) => matrices.get(id)?.variants.map((each) => each.id) ?? [id]).sort();
  const defaults = { ...runDefaults(workflow), ...runDefaults(job) };
  const env = sharded({ ...readEnv(workflow.env, names), ...readEnv(job.env, names) });
  const strategy = recordOf(job.strategy);
  const permissions = readPermissions(job.permissions ?? workflow.permissions);
  const isApproved = listOf(job.steps).map(recordOf).some(isApproval);
  const image = readImage(job.container, names);
  const { name: environment, url } = isRecord(job.environment)
    ? job.environment
    : { name: job.environment, url: undefined };
  const { retries, steps } = liftRetries(
    job.uses === undefined
      ? readSteps(job.steps, {
          files,
          names,
          needs: written,
          defaultBranch,
          values: variant.words,
          env,
          workingDirectory:
            defaults["working-directory"] === undefined ? "" : String(defaults["working-directory"]),
          shell: defaults.shell === undefined ? usualShell(machine.os, image) : String(defaults.shell),
          ownShell: defaults.shell === undefined ? usualStart(machine.os, image) : String(defaults.shell),
          conditions: [],
          depth: 0,
        })
      : [{ kind: "native", uses: String(job.uses).replace(/@[^@]*$/, "") }],
  );
  return {
    id: variant.id,
    needs: idsOf(all),
    needsAny: idsOf(any),
    runsOn,
    runsAfter,
    ...machine,
    ...(image && { image }),
    services: readServices(job.services, names),
    secrets: readSecrets(workflow.env, {
      ...job,
      // What the store needs is no secret of the author's steps.
      steps: listOf(job.steps).filter((step) => !isRecordStep(recordOf(step))),
    }),
    timeoutMinutes: readTimeout(job, names),
    continueOnError: isTrue(job["continue-on-error"], names),
    permissions,
    ...readConcurrency(job.concurrency, { names, needs: written, defaultBranch }),
    // People are asked by environments; one with the job's own name is there for nothing else.
    ...(environment !== undefined &&
      !(isApproved && environment === key) && { environment: readText(environment, names) }),
    environmentUrl: readText(url, names),
    approval: isApproved,
    retries,
    parallelism,
    maxParallel: variants.length > 1 ? Number(strategy["max-parallel"] ?? 0) || 0 : 0,
    failFast:
      variants.length > 1 &&
      !["false", "{{ github: false }}"].includes(readText(strategy["fail-fast"], names)),
    oidc: permissions.includes("id-token: write"),
    isSkippable: asksVerdict(key, asked, own),
    steps,
    outputs: readEnv(job.outputs, names),
    ...extrasOf(jobExtras(key, job, names, isGuarded)),
  };
}

function matrixOf({ values }: ReadVariant, shard: string | undefined): Table {
  const own = Object.fromEntries(values as ReadonlyMap<string, Plain & Value>);
  return shard === undefined ? own : { ...own, [shard]: "{{ shard.index }}" };
}

/** The number of copies is known to every one of them. */
function sharded(env: Record<string, string>): Record<string, string> {
  return env.CIG_SHARD_TOTAL === undefined ? env : { ...env, CIG_SHARD_TOTAL: "{{ shard.total }}" };
}

function runnerOf(os: string, arch: string): Value {
  const systems: Readonly<Record<string, string>> = { linux: "Linux", macos: "macOS", windows: "Windows" };
  return new Open("runner", { os: systems[os]!, arch: arch === "arm64" ? "ARM64" : "X64" });
}

function runDefaults(of: Raw): Raw {
  return recordOf(recordOf(of.defaults).run);
}

function usualShell(os: string, image: string | undefined): string {
  if (image !== undefined) return "sh";
  return os === "windows" ? "pwsh" : "bash";
}

/** Nothing said is not the same as the name of that shell; see `stepExtras`. */
function usualStart(os: string, image: string | undefined): string {
  const usual = usualShell(os, image);
  return usual === "bash" ? "" : usual;
}

/** Minutes after which GitHub ends a job of which nobody says otherwise. */
const usualMinutes = 360;

/** A job of another workflow has the limits that stand there. */
function readTimeout(job: Raw, names: Table): number {
  const written = job["timeout-minutes"];
  if (written === undefined) return job.uses === undefined ? usualMinutes : 0;
  return Number(readText(written, names)) || 0;
}
