import {
  type Job,
  jsonText,
  mergeTables,
  type Output,
  optionsFor,
  type Table,
  table,
  unlessEmpty,
  type Variant,
  type Yaml,
} from "cig/sdk";
import { at, type Scope } from "../scope.ts";
import { compileScript } from "../script/script.ts";
import { markerOf, recordsByVariant } from "../skipping/record.ts";
import { type Cond, printed } from "../value/cond.ts";
import { looksLikeMatrix, uploaded } from "../value/interpolation.ts";
import { compileText } from "../value/text.ts";
import { compileAgents } from "./agents.ts";
import { approvalStep } from "./approval.ts";
import { compileConcurrency } from "./concurrency.ts";
import { compileDependsOn } from "./depends-on.ts";
import { type Keys, plainLabel } from "./keys.ts";
import { compileMatrix } from "./matrix.ts";
import { remarkOnJob } from "./remarks.ts";
import { compileRetry } from "./retry.ts";
import { type When, whenVariant } from "./when.ts";

/** What is the same for all jobs of a pipeline. */
export interface Surroundings {
  readonly keys: Keys;
  readonly ifChanged: Yaml | undefined;
  /** True: some step of the file waits for a person, and others must say that they do not wait for it. */
  readonly blocks: boolean;
  /** Jobs of which somebody must know each variant's end. */
  readonly matrices: ReadonlyMap<string, Table>;
}

/** The steps of a job: one a variant or one with a matrix, behind the one that asks a person. */
export function compileJob(job: Job, when: When, around: Surroundings, top: Scope): Table[] {
  const scope: Scope = { ...at(top, "jobs", job.id), job };
  const approvalKey = around.keys.ofApproval.get(job.id);
  const isOnlyApproval = approvalKey !== undefined && job.steps.length === 0;
  const ownKey = isOnlyApproval ? (scope.keys.get(job.id)?.[0] ?? job.id) : approvalKey;
  const approval =
    ownKey === undefined
      ? []
      : [approvalStep(job, ownKey, compileDependsOn(job, when, [], around.blocks, scope), when, scope)];
  const options = optionsFor("buildkite", job.providerOptions);
  if (isOnlyApproval) return approval.map((step) => mergeTables(step, options));
  const more = approvalKey === undefined ? [] : [approvalKey];
  const dependsOn = compileDependsOn(job, when, more, around.blocks, scope);
  if (isAsWritten(options)) return [...approval, writtenStep(job, when, dependsOn, options, scope)];
  const matrix = around.matrices.get(job.id);
  const variants: (Variant | undefined)[] = matrix ? [undefined] : [...job.variants];
  return [
    ...approval,
    ...variants.map((variant) => commandStep(job, variant, when, dependsOn, matrix, around, scope)),
  ];
}

/** True for a step that only Buildkite has, which the escape hatch of a job names. */
function isAsWritten(options: Table): boolean {
  return options.has("trigger") || options.has("input");
}

/** A step that starts another pipeline or asks for fields: what waits for it and when it is there is cig's. */
function writtenStep(job: Job, when: When, dependsOn: Yaml | undefined, options: Table, scope: Scope): Table {
  const written = printed(when.decided);
  const node = table(
    ["label", job.name === "" ? undefined : uploaded(job.name)],
    ["key", scope.keys.get(job.id)?.[0] ?? job.id],
    ["depends_on", dependsOn],
    ["if", written === undefined ? undefined : uploaded(written)],
  );
  return mergeTables(node, options);
}

/** Buildkite's own matrices, by the job's id: of those jobs whose texts it would leave alone. */
export function nativeMatrices(output: Output): ReadonlyMap<string, Table> {
  return new Map(
    output.jobs.flatMap((job): [string, Table][] => {
      if (recordsByVariant(job, output)) return [];
      const matrix = compileMatrix(job, looksLikeMatrix(textsOf(job)));
      return matrix ? [[job.id, matrix]] : [];
    }),
  );
}

function commandStep(
  job: Job,
  variant: Variant | undefined,
  when: When,
  dependsOn: Yaml | undefined,
  matrix: Table | undefined,
  around: Surroundings,
  top: Scope,
): Table {
  const scope: Scope = variant ? { ...top, variant } : top;
  const runner = (variant ?? job.variants[0])?.runner ?? job.runner;
  const key = variant ? (around.keys.ofVariant.get(variant.id) ?? variant.id) : scope.keys.get(job.id)![0]!;
  const marker = markerOf(job, variant ?? job.variants[0], scope.output);
  const script = compileScript(job, when.questions, key, marker, scope);
  const secrets = [...script.secrets.values()];
  remarkOnJob(job, secrets, scope);
  const condition: Cond = variant ? whenVariant(job, variant, when, scope) : when.decided;
  const written = printed(condition);
  const node = table(
    ["label", labelOf(job, variant, scope)],
    ["key", key],
    ["depends_on", dependsOn],
    ["if", written === undefined ? undefined : uploaded(written)],
    ["if_changed", around.ifChanged],
    ["matrix", matrix],
    ["parallelism", job.parallelism > 1 ? job.parallelism : undefined],
    ["env", unlessEmpty(script.env)],
    ["secrets", secretsOf(script.secrets)],
    ["plugins", unlessEmpty(script.plugins)],
    // A plugin may be all that there is to do.
    ["command", script.command === "" ? undefined : script.command],
    ["timeout_in_minutes", job.timeoutMinutes || undefined],
    ["retry", compileRetry(job.retry, scope)],
    ["soft_fail", job.continueOnError || undefined],
    ["cancel_on_build_failing", (job.variants.length > 1 && job.matrix?.failFast) || undefined],
    ...compileConcurrency(job, scope),
  );
  const agents = compileAgents(runner, job, scope);
  return mergeTables(mergeTables(node, agents), optionsFor("buildkite", job.providerOptions));
}

function labelOf(job: Job, variant: Variant | undefined, scope: Scope): string {
  if (job.nameText)
    return compileText(job.nameText, "the job's name", { ...scope, subject: [...scope.subject, "name"] });
  if (variant) return uploaded(plainLabel(job, variant.id));
  const axes = (job.matrix?.axes ?? []).map(({ name }) => `{{matrix.${name}}}`);
  return `${uploaded(job.name || job.id)} ${axes.join(" ")}`;
}

/** A list where variables are called like the secrets, else a table. */
function secretsOf(secrets: ReadonlyMap<string, string>): Yaml | undefined {
  if (secrets.size === 0) return undefined;
  const isPlain = [...secrets].every(([variable, name]) => variable === name);
  return isPlain ? [...secrets.values()] : new Map(secrets);
}

/** All characters of the job that would stand in its step. */
function textsOf(job: Job): string {
  return jsonText(strings(job) as unknown as Yaml);
}

function strings(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return [];
  return Object.values(value).flatMap(strings);
}
