import type { Reference } from "cig/sdk";
import { copiesOf } from "../job/copies.ts";
import { waitsFor } from "../job/guards.ts";
import { flatten } from "../job/variant.ts";
import { at, type Scope } from "../scope.ts";
import { eventExpression, ownEvent } from "./event.ts";
import { fileName, folderOf } from "./folders.ts";
import { config, literal, type Piece, shell } from "./piece.ts";

/**
 * A value that only events of pull requests have: a pipeline in which an expression asks for it on another event is not
 * made.
 */
function ofPullRequest(key: string): Piece {
  return config(`pipeline.event.name == "pull_request" and pipeline.event.github.pull_request.${key} or ""`);
}

/** Portable names that are the same wherever they stand. */
const fixed: Readonly<Record<string, Piece>> = {
  "git.sha": config("pipeline.git.revision"),
  "git.branch": config("pipeline.git.branch"),
  "git.tag": config("pipeline.git.tag"),
  "git.ref": shell("${CIRCLE_TAG:+refs/tags/}${CIRCLE_TAG:-refs/heads/${CIRCLE_BRANCH:-}}"),
  "pr.number": shell("${CIRCLE_PULL_REQUEST##*/}"),
  "pr.title": ofPullRequest("title"),
  "pr.head_branch": config("pipeline.git.branch"),
  "pr.base_branch": ofPullRequest("base.ref"),
  [ownEvent.join(".")]: config("pipeline.event.name"),
  "run.id": config("pipeline.id"),
  "run.number": config("pipeline.number"),
  "run.url": shell("https://app.circleci.com/pipelines/workflows/${CIRCLE_WORKFLOW_ID:-}"),
  "run.actor": shell("${CIRCLE_USERNAME:-}"),
  "runner.temp": literal("/tmp"),
  workspace: shell("${HOME}${CIRCLE_WORKING_DIRECTORY#\\~}"),
};

/** What the operating system is where it depends on the variant. */
const systemWord = shell(
  '$(case "$(uname -s)" in Darwin) echo macos ;; Linux) echo linux ;; *) echo windows ;; esac)',
);
const processorWord = shell('$(case "$(uname -m)" in arm64 | aarch64) echo arm64 ;; *) echo amd64 ;; esac)');

/**
 * The CircleCI value of a run-time name. A name that does not exist, or that CircleCI cannot give, is reported with
 * what to do instead; the answer is undefined then.
 */
export function compileReference({ path }: Reference, scope: Scope): Piece | undefined {
  const name = path.join(".");
  const known = Object.hasOwn(fixed, name) ? fixed[name] : undefined;
  if (known) return known;
  if (name === "git.default_branch") return literal(scope.output.project?.defaultBranch || "main");
  if (name === "run.event") return config(eventExpression(scope));
  if (path[0] === "shard" && path.length === 2) return compileShard(path[1]!, scope);
  if (name === "runner.os") return scope.os === undefined ? systemWord : literal(scope.os);
  if (name === "runner.arch") return scope.arch === undefined ? processorWord : literal(scope.arch);
  const [kind = "", key = ""] = path;
  if (kind === "matrix" && path.length >= 2) return compileMatrix(path.slice(1).join("."), scope);
  if ((kind === "secrets" || kind === "env") && path.length === 2) return compileVariable(kind, key, scope);
  if (kind === "inputs" && path.length === 2) return compileInput(key, scope);
  if (kind === "jobs" && path.length === 4 && path[2] === "outputs")
    return compileJobOutput(key, path[3]!, scope);
  if (kind === "steps" && path.length === 4 && path[2] === "outputs")
    return compileStepOutput(key, path[3]!, scope);
  if (name === "pr.author" || name === "run.attempt")
    scope.report.add(
      "CC002",
      scope.subject,
      `CircleCI cannot say \`${name}\`.`,
      "Use another value here, or give the value under provider.circleci.",
    );
  else scope.report.add("CC003", scope.subject, `There is no run-time name \`${name}\`.`);
  return undefined;
}

/** Copies of a job are numbered from 0. */
function compileShard(word: string, scope: Scope): Piece | undefined {
  const copies = scope.job?.parallelism ?? 0;
  if (word === "index") return copies > 1 ? shell("${CIRCLE_NODE_INDEX:-0}") : literal("0");
  if (word === "number") return copies > 1 ? shell("$((${CIRCLE_NODE_INDEX:-0} + 1))") : literal("1");
  if (word === "total") return literal(String(Math.max(copies, 1)));
  scope.report.add("CC003", scope.subject, `There is no run-time name \`shard.${word}\`.`);
  return undefined;
}

function compileMatrix(path: string, scope: Scope): Piece | undefined {
  const value = scope.variant && flatten(scope.variant).get(path);
  if (scope.variant && scope.parameters.has(path)) return literal(value ?? "");
  const parameter = scope.parameters.get(path);
  if (parameter !== undefined) return config(`${scope.matrixWord}.${parameter}`);
  const isTable = [...scope.parameters.keys()].some((other) => other.startsWith(`${path}.`));
  const isAxis = scope.job?.variants.some(({ values }) => values?.entries.some(({ key }) => key === path));
  if (isTable || isAxis)
    scope.report.add(
      "CC002",
      scope.subject,
      `\`matrix.${path}\` is a ${isTable ? "table" : "list"}, and not a text.`,
      isTable ? `Name one of its keys: matrix.${path}.…` : "Give the axis plain values.",
    );
  else
    scope.report.add(
      "CC003",
      scope.subject,
      `\`matrix.${path}\` is used, but the job has no matrix axis "${path}".`,
      `Add ${path.split(".")[0]} = ["…"] to the job's matrix.`,
    );
  return undefined;
}

/** Secrets are variables of the job, set in the project or in a context. */
function compileVariable(kind: string, name: string, scope: Scope): Piece | undefined {
  if (/^[A-Za-z_]\w*$/.test(name)) return shell(`\${${name}:-}`);
  scope.report.add(
    "CC001",
    scope.subject,
    `"${name}" is no name for ${kind === "env" ? "an environment variable" : "a secret"} on CircleCI.`,
    'Use letters, digits and "_", and start with no digit.',
  );
  return undefined;
}

function compileInput(name: string, scope: Scope): Piece | undefined {
  if (scope.output.triggers?.manual?.inputs.some((input) => input.name === name))
    return config(`pipeline.parameters.${name}`);
  scope.report.add(
    "CC003",
    scope.subject,
    `\`inputs.${name}\` is used, but a manual run asks for no such input.`,
    `Add it under [on.manual.inputs.${name}].`,
  );
  return undefined;
}

function compileJobOutput(job: string, output: string, scope: Scope): Piece | undefined {
  const user = scope.job;
  if (!user || !waitsFor(user, job, scope.output)) {
    scope.report.add(
      "CC002",
      scope.subject,
      user
        ? `The job "${user.id}" reads an output of "${job}" but does not wait for it.`
        : `An output of the job "${job}" is not known at the top of the configuration.`,
      user ? `Add "${job}" to the needs of [jobs.${user.id}].` : "Use it in a job.",
    );
    return undefined;
  }
  const from = scope.output.jobs.find(({ id }) => id === job);
  if (from && copiesOf(from) > 1)
    at(scope, "jobs", job, "outputs").report.add(
      "CC016",
      ["jobs", job, "outputs"],
      `The job "${job}" runs on ${copiesOf(from)} machines, which would all leave the output "${output}": CircleCI refuses two files of one name.`,
      "Let a job without a matrix and without parallelism give the output.",
    );
  // A job that has not run has left nothing, and its outputs are empty.
  const file = `${folderOf(user, "attached").shell}/outputs/${fileName(job)}/${fileName(output)}`;
  return shell(`$(cat ${file} 2> /dev/null || true)`);
}

function compileStepOutput(step: string, output: string, scope: Scope): Piece | undefined {
  if (scope.job && scope.steps.has(step)) {
    const file = `${folderOf(scope.job, "outputs").shell}/${fileName(step)}`;
    return shell(`$(sed -n "s/^${fileName(output)}=//p" ${file} 2> /dev/null | tail -n 1 || true)`);
  }
  scope.report.add(
    "CC002",
    scope.subject,
    `An output of the step "${step}" is used where no such step has run.`,
    `Give an earlier step of this job the id "${step}".`,
  );
  return undefined;
}
