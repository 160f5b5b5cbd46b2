import type { Reference } from "cig/sdk";
import { at, type Scope } from "../scope.ts";
import { metaDataOfInput, metaDataOfOutput } from "./meta-data.ts";
import { literal, type Piece, shell } from "./piece.ts";
import { flatten, pathsOf } from "./variant.ts";

/** Portable names that are the same wherever they stand. */
const fixed: Readonly<Record<string, Piece>> = {
  "git.sha": shell("$BUILDKITE_COMMIT", "BUILDKITE_COMMIT"),
  // Of a tag's build BUILDKITE_BRANCH is the tag.
  "git.branch": shell('$([ -n "${BUILDKITE_TAG:-}" ] || printf %s "$BUILDKITE_BRANCH")', "BUILDKITE_BRANCH"),
  "git.default_branch": shell("$BUILDKITE_PIPELINE_DEFAULT_BRANCH", "BUILDKITE_PIPELINE_DEFAULT_BRANCH"),
  "git.tag": shell("${BUILDKITE_TAG:-}", "BUILDKITE_TAG"),
  "git.ref": shell(
    '$([ -n "${BUILDKITE_TAG:-}" ] && printf %s "refs/tags/$BUILDKITE_TAG" || printf %s "refs/heads/$BUILDKITE_BRANCH")',
  ),
  // "false" where there is none.
  "pr.number": shell("${BUILDKITE_PULL_REQUEST#false}", "BUILDKITE_PULL_REQUEST"),
  "pr.head_branch": shell(
    '$([ "$BUILDKITE_PULL_REQUEST" = false ] || printf %s "$BUILDKITE_BRANCH")',
    "BUILDKITE_BRANCH",
  ),
  "pr.base_branch": shell("${BUILDKITE_PULL_REQUEST_BASE_BRANCH:-}", "BUILDKITE_PULL_REQUEST_BASE_BRANCH"),
  "run.id": shell("$BUILDKITE_BUILD_ID", "BUILDKITE_BUILD_ID"),
  "run.number": shell("$BUILDKITE_BUILD_NUMBER", "BUILDKITE_BUILD_NUMBER"),
  "run.attempt": shell("$((BUILDKITE_RETRY_COUNT + 1))"),
  "run.url": shell("$BUILDKITE_BUILD_URL", "BUILDKITE_BUILD_URL"),
  "run.actor": shell("${BUILDKITE_BUILD_CREATOR:-${BUILDKITE_BUILD_AUTHOR:-}}", "BUILDKITE_BUILD_CREATOR"),
  workspace: shell("$BUILDKITE_BUILD_CHECKOUT_PATH"),
  "shard.index": shell("${BUILDKITE_PARALLEL_JOB:-0}"),
  "shard.number": shell("$((${BUILDKITE_PARALLEL_JOB:-0} + 1))"),
  "shard.total": shell("${BUILDKITE_PARALLEL_JOB_COUNT:-1}"),
};

const helpers: Readonly<Record<string, readonly [Piece, "event" | "begin"]>> = {
  "run.event": [shell("$(run_event)"), "event"],
  "runner.temp": [shell("$CIG_TEMP"), "begin"],
};

/** Portable names without a value on Buildkite, and why. */
const absent: Readonly<Record<string, string>> = {
  "pr.title": "it tells jobs the number of a pull request, and not its words",
  "pr.author": "it does not tell who opened the pull request",
};

/**
 * The Buildkite value of a run-time name. A name that does not exist, or that Buildkite cannot give, is reported with
 * what to do instead; the answer is undefined then.
 */
export function compileReference({ path }: Reference, scope: Scope): Piece | undefined {
  const name = path.join(".");
  if (Object.hasOwn(fixed, name)) return fixed[name];
  if (Object.hasOwn(helpers, name)) {
    const [piece, helper] = helpers[name]!;
    scope.parts?.use(helper);
    return piece;
  }
  const runner = scope.variant?.runner ?? scope.job?.runner;
  if (name === "runner.os") return literal(runner?.os || "linux");
  if (name === "runner.arch") return literal(runner?.arch || (runner?.os === "macos" ? "arm64" : "amd64"));
  const [kind = "", key = ""] = path;
  if (kind === "matrix" && path.length >= 2) return compileMatrix(path.slice(1).join("."), scope);
  if (kind === "secrets" && path.length === 2) return compileSecret(key, scope);
  if (kind === "env" && path.length === 2) return compileVariable(key, scope);
  if (kind === "inputs" && path.length === 2) return compileInput(key, scope);
  if (kind === "jobs" && path.length === 4 && path[2] === "outputs")
    return compileJobOutput(key, path[3]!, scope);
  if (kind === "steps" && path.length === 4 && path[2] === "outputs")
    return compileStepOutput(key, path[3]!, scope);
  const reason = Object.hasOwn(absent, name) ? absent[name] : undefined;
  if (reason)
    scope.report.add(
      "BK002",
      scope.subject,
      `Buildkite cannot say \`${name}\`: ${reason}.`,
      "Use another value here, or give the value under provider.buildkite.",
    );
  else scope.report.add("BK003", scope.subject, `There is no run-time name \`${name}\`.`);
  return undefined;
}

function compileMatrix(path: string, scope: Scope): Piece | undefined {
  if (scope.variant) {
    const value = flatten(scope.variant).get(path);
    if (value !== undefined) return literal(value);
  }
  const known = scope.job ? pathsOf(scope.job) : new Set<string>();
  // A variant that `include` added may lack an axis.
  if (known.has(path)) return scope.variant ? literal("") : { kind: "matrix", axis: path };
  const isTable = [...known].some((other) => other.startsWith(`${path}.`));
  const isAxis = scope.job?.variants.some(({ values }) => values?.entries.some(({ key }) => key === path));
  if (isTable || isAxis)
    scope.report.add(
      "BK002",
      scope.subject,
      `\`matrix.${path}\` is a ${isTable ? "table" : "list"}, and not a text.`,
      isTable ? `Name one of its keys: matrix.${path}.…` : "Give the axis plain values.",
    );
  else
    scope.report.add(
      "BK003",
      scope.subject,
      `\`matrix.${path}\` is used, but the job has no matrix axis "${path}".`,
      `Add ${path.split(".")[0]} = ["…"] to the job's matrix.`,
    );
  return undefined;
}

function compileSecret(name: string, scope: Scope): Piece | undefined {
  if (/^[A-Za-z]\w*$/.test(name) && !/^(?:buildkite|bk)/i.test(name)) {
    scope.parts?.secrets.add(name);
    return shell(`\${${scope.parts?.secretVariable(name) ?? name}:-}`);
  }
  scope.report.add(
    "BK001",
    scope.subject,
    `"${name}" is no name for a secret on Buildkite.`,
    'Use letters, digits and "_", start with a letter, and not with "buildkite" or "bk".',
  );
  return undefined;
}

function compileVariable(name: string, scope: Scope): Piece | undefined {
  if (/^[A-Za-z_]\w*$/.test(name)) return shell(`\${${name}:-}`);
  scope.report.add(
    "BK001",
    scope.subject,
    `"${name}" is no name for an environment variable.`,
    'Use letters, digits and "_", and start with no digit.',
  );
  return undefined;
}

function compileInput(name: string, scope: Scope): Piece | undefined {
  const input = scope.output.triggers?.manual?.inputs.find((each) => each.name === name);
  if (input) return shell(metaDataOfInput(input));
  scope.report.add(
    "BK003",
    scope.subject,
    `\`inputs.${name}\` is used, but a manual run asks for no such input.`,
    `Add it under [on.manual.inputs.${name}].`,
  );
  return undefined;
}

function compileJobOutput(job: string, output: string, scope: Scope): Piece | undefined {
  const user = scope.job;
  if (user?.needs.includes(job) || user?.needsAny.includes(job)) return shell(metaDataOfOutput(job, output));
  at(scope, ...scope.subject).report.add(
    "BK002",
    scope.subject,
    user
      ? `The job "${user.id}" reads an output of "${job}" but does not wait for it.`
      : `An output of the job "${job}" is not known at the top of the pipeline.`,
    user ? `Add "${job}" to the needs of [jobs.${user.id}].` : "Use it in a job.",
  );
  return undefined;
}

function compileStepOutput(step: string, output: string, scope: Scope): Piece | undefined {
  if (scope.steps.has(step)) {
    scope.parts?.use("output");
    return shell(`$(output ${step} ${output})`);
  }
  scope.report.add(
    "BK002",
    scope.subject,
    `An output of the step "${step}" is used where no such step has run.`,
    `Give an earlier step of this job the id "${step}".`,
  );
  return undefined;
}
