import { type Job, optionsFor, type Step, type Table, type Yaml } from "cig/sdk";
import type { Scope } from "../scope.ts";
import { recordLines } from "../skipping/record.ts";
import { leavesOut } from "../skipping/stage.ts";
import { toolParts } from "../skipping/tool.ts";
import { uploaded } from "../value/interpolation.ts";
import { literal } from "../value/piece.ts";
import { isTrackedStep } from "./call.ts";
import { checkoutVariables } from "./checkout.ts";
import {
  checkCharacters,
  compileVariables,
  jobVariables,
  longestText,
  type Variable,
} from "./environment.ts";
import { fullLines, type Work } from "./full.ts";
import { savesAlways, stepScope } from "./lines.ts";
import { compileNative } from "./native.ts";
import { oidcLine } from "./oidc.ts";
import { readSteps } from "./outputs.ts";
import { openParts } from "./parts.ts";
import { type Question, questionLines } from "./question.ts";
import type { Around } from "./run.ts";
import { simpleLines } from "./simple.ts";
import { nativeOf } from "./special.ts";

/** A job's work, as keys of a command step have it. */
export interface CompiledScript {
  readonly command: string;
  readonly env: Table;
  /** Secrets by the variables that hold them. */
  readonly secrets: ReadonlyMap<string, string>;
  readonly plugins: readonly Yaml[];
}

/**
 * The script of a job, or of one variant of it. `questions` decide, in the job, whether it does anything; `marker` is
 * what it records when it went well.
 */
export function compileScript(
  job: Job,
  questions: readonly Question[],
  key: string,
  marker: string | undefined,
  top: Scope,
): CompiledScript {
  const parts = openParts(secretConflicts(job, top));
  const scope: Scope = { ...top, parts };
  for (const [index, step] of job.steps.entries()) refuseOptions(step, stepScope(step, index, scope));
  const around: Around = {
    job,
    isTracked: job.steps.some((step) => isTrackedStep(step) || savesAlways(step, scope)),
    inContainer: job.image !== undefined,
    hasTools: job.steps.some(({ kind }) => kind.case === "toolchain" && !nativeOf(kind.value)),
    read: readSteps(job),
  };
  const asked = questionLines(questions, key, scope) ?? [];
  const variables = compileVariables(jobVariables(job, top.output.env), scope);
  const record = marker === undefined ? [] : recordLines;
  const work: Work = { job, variables, asked, token: oidcLine(job, scope), record, around };
  // A script of the author's in the same shell could go on after a failure, and record it.
  const simple = marker === undefined ? simpleLines(work, scope) : undefined;
  const lines = simple?.lines ?? fullLines(work, scope);
  const env = new Map<string, Yaml>([
    ...variablesOf(simple?.variables ?? variables, top),
    ...parts.variables,
    ...checkoutVariables(job.steps),
    ...(marker === undefined ? [] : [["CIG_MARKER", uploaded(marker)] as const]),
  ]);
  for (const name of job.secrets) parts.secrets.add(name);
  return {
    command: commandOf(lines, job, scope),
    env,
    secrets: new Map([
      ...[...parts.secrets].sort().map((name) => [parts.secretVariable(name), name] as const),
      ...(marker !== undefined && leavesOut(top.output) ? toolParts(top.output, top).secrets : []),
    ]),
    plugins: job.steps.flatMap((step, index) => pluginOf(step, stepScope(step, index, scope)) ?? []),
  };
}

function pluginOf(step: Step, scope: Scope): Yaml | undefined {
  const { kind } = step;
  const native =
    kind.case === "native" ? kind.value : kind.case === "toolchain" ? nativeOf(kind.value) : undefined;
  return native && compileNative(native, step, scope);
}

/** Variables whose values the pipeline can say; those of the whole file stand at its top. */
function variablesOf(variables: readonly Variable[], { output }: Scope): [string, Yaml][] {
  const shared = new Map(output.env.map(({ name, value }) => [name, value]));
  return variables.flatMap(({ name, value }): [string, Yaml][] => {
    const own = shared.get(name);
    const isShared = own?.parts.every(({ kind }) => kind.case === "literal");
    const same = own?.parts.map(({ kind }) => (kind.case === "literal" ? kind.value : "")).join("");
    if (value === undefined || (isShared && uploaded(same ?? "") === value)) return [];
    return [[name, value]];
  });
}

/** The lines as one text: one line has no line end, more lines have one, as people write them. */
function commandOf(lines: readonly string[], job: Job, scope: Scope): string {
  const script = lines.join("\n").replace(/(?:\r?\n[ \t]*)+$/, "");
  // What went unnoticed until here.
  if (!scope.report.hasErrors())
    checkCharacters([literal(script.includes("\0") ? "\0" : "")], "The script", scope);
  if (Buffer.byteLength(script) > longestText)
    scope.report.add(
      "BK014",
      scope.subject,
      `The steps of "${job.id}" come to more than ${longestText} bytes, and the agent hands them to a shell in one piece.`,
      "Move scripts to files of the repository.",
    );
  return uploaded(script.includes("\n") ? `${script}\n` : script);
}

/** Names of variables that hold something else than the secret of that name. */
function secretConflicts(job: Job, { output }: Scope): ReadonlySet<string> {
  const all = [...output.env, ...job.env, ...job.steps.flatMap(({ env }) => env)];
  return new Set(
    all
      .filter(({ name, value }) => {
        const [only, ...more] = value?.parts ?? [];
        const isItself =
          more.length === 0 &&
          only?.kind.case === "reference" &&
          only.kind.value.path.join(".") === `secrets.${name}`;
        return !isItself;
      })
      .map(({ name }) => name),
  );
}

/** All steps of a job are one step of Buildkite, so that none of them has keys of its own there. */
function refuseOptions(step: Step, { report, subject }: Scope): void {
  if (step.kind.case === "native" || optionsFor("buildkite", step.providerOptions).size === 0) return;
  report.add(
    "BK016",
    [...subject, "provider", "buildkite"],
    "All steps of a job are one step of Buildkite, which takes these keys for the whole job only.",
    "Write provider.buildkite on the job.",
  );
}
