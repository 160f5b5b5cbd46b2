import type { Reference } from "cig/sdk";
import { shardOperand } from "../job/shard.ts";
import type { Scope } from "../scope.ts";
import { compileEvent } from "./event.ts";
import { compileManualInput } from "./input.ts";
import { atom, join, member, type Operand, quoted } from "./operand.ts";
import { type Place, places } from "./place.ts";

/** Portable names that are the same wherever they stand, in GitHub's words. */
const fixed: Record<string, Operand> = {
  "git.sha": atom("github.sha"),
  "git.branch": join("||", [
    atom("github.head_ref"),
    join("&&", [join("==", [atom("github.ref_type"), quoted("branch")]), atom("github.ref_name")]),
    quoted(""),
  ]),
  "git.tag": join("||", [
    join("&&", [join("==", [atom("github.ref_type"), quoted("tag")]), atom("github.ref_name")]),
    quoted(""),
  ]),
  "git.ref": atom("github.ref"),
  "git.default_branch": atom("github.event.repository.default_branch"),
  "pr.number": atom("github.event.pull_request.number"),
  "pr.title": atom("github.event.pull_request.title"),
  "pr.author": atom("github.event.pull_request.user.login"),
  "pr.head_branch": atom("github.head_ref"),
  "pr.base_branch": atom("github.base_ref"),
  "run.id": atom("github.run_id"),
  "run.number": atom("github.run_number"),
  "run.attempt": atom("github.run_attempt"),
  "run.url": atom("format('{0}/{1}/actions/runs/{2}', github.server_url, github.repository, github.run_id)"),
  "run.actor": atom("github.actor"),
  "runner.os": choice("runner.os", { Windows: "windows", macOS: "macos" }, "linux"),
  "runner.arch": choice("runner.arch", { ARM64: "arm64" }, "amd64"),
  "runner.temp": atom("runner.temp"),
  workspace: atom("github.workspace"),
};

/** In the name of a group a tag keeps its own name, so that the runs of two tags do not meet in one. */
const branchOrTag = join("||", [atom("github.head_ref"), atom("github.ref_name")]);

/** What GitHub calls the values of `runner.os` and `runner.arch`. */
export const runnerWords: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "runner.os": { linux: "Linux", windows: "Windows", macos: "macOS" },
  "runner.arch": { amd64: "X64", arm64: "ARM64" },
};

/**
 * The GitHub expression of a run-time name. A name that does not exist, or not in that place, is reported
 * with what to do instead; the answer is undefined then.
 */
export function compileReference(reference: Reference, place: Place, scope: Scope): Operand | undefined {
  const { path } = reference;
  const name = path.join(".");
  const known = compileKnown(name, path, place, scope);
  if (known === undefined) return undefined;
  const context = contextOf(path);
  // A number that is known now can stand anywhere.
  if (context === "shard" && !known.source.includes("matrix")) return known;
  if (!place.contexts.has(context === "shard" ? "matrix" : context)) {
    scope.report.add(
      "GH002",
      scope.subject,
      `GitHub does not know \`${path.join(".")}\` in ${place.name}.`,
      hintFor(context, path, place),
    );
    return undefined;
  }
  if (path[0] === "workspace" && scope.job?.image)
    scope.report.add(
      "GH018",
      scope.subject,
      "`workspace` is a folder of the machine around the container, not of the container.",
      "Use the variable GITHUB_WORKSPACE in the script.",
    );
  return known;
}

function compileKnown(
  name: string,
  path: readonly string[],
  place: Place,
  scope: Scope,
): Operand | undefined {
  if (name === "run.event") return compileEvent(scope);
  const isGroup = place === places.workflowConcurrency || place === places.jobConcurrency;
  if (name === "git.branch" && isGroup) return branchOrTag;
  return fixed[name] ?? compileNamed(path, scope);
}

function compileNamed(path: readonly string[], scope: Scope): Operand | undefined {
  const [kind = "", name = ""] = path;
  if (kind === "matrix" && path.length >= 2) return compileMatrix(path, scope);
  if (kind === "shard" && path.length === 2) {
    const operand = shardOperand(scope.job, name);
    if (operand) return operand;
  }
  if (kind === "secrets" && path.length === 2) return compileSecret(name, scope);
  if (kind === "env" && path.length === 2) return atom(member("env", name));
  if (kind === "inputs" && path.length === 2) return compileInput(name, scope);
  if (kind === "jobs" && path.length === 4 && path[2] === "outputs")
    return compileJobOutput(name, path[3]!, scope);
  if (kind === "steps" && path.length === 4 && path[2] === "outputs")
    return compileStepOutput(name, path[3]!, scope);
  scope.report.add("GH003", scope.subject, `There is no run-time name \`${path.join(".")}\`.`);
  return undefined;
}

function compileMatrix(path: readonly string[], scope: Scope): Operand | undefined {
  const axis = path[1]!;
  const matrix = scope.job?.matrix;
  const axes = new Set([
    ...(matrix?.axes.map(({ name }) => name) ?? []),
    ...(matrix?.include.flatMap(({ entries }) => entries.map(({ key }) => key)) ?? []),
  ]);
  if (axes.has(axis)) return atom(path.slice(1).reduce(member, "matrix"));
  scope.report.add(
    "GH003",
    scope.subject,
    `\`matrix.${axis}\` is used, but the job has no matrix axis "${axis}".`,
    `Add ${axis} = ["…"] to the job's matrix.`,
  );
  return undefined;
}

function compileSecret(name: string, scope: Scope): Operand | undefined {
  if (name === "GITHUB_TOKEN" || (/^[A-Za-z_]\w*$/.test(name) && !/^GITHUB_/i.test(name)))
    return atom(`secrets.${name}`);
  scope.report.add(
    "GH001",
    scope.subject,
    `GitHub cannot keep a secret named "${name}": a name has letters, digits and "_", starts with no digit and not with GITHUB_.`,
    "Give the secret another name.",
  );
  return undefined;
}

function compileInput(name: string, scope: Scope): Operand | undefined {
  if (scope.command?.inputs.some((input) => input.name === name)) return atom(member("inputs", name));
  const input = compileManualInput(name, scope);
  if (input) return input;
  scope.report.add(
    "GH003",
    scope.subject,
    `\`inputs.${name}\` is used, but a manual run asks for no such input.`,
    `Add it under [on.manual.inputs.${name}].`,
  );
  return undefined;
}

function compileJobOutput(job: string, output: string, scope: Scope): Operand | undefined {
  const user = scope.job;
  if (user?.needs.includes(job) || user?.needsAny.includes(job))
    return atom(["outputs", output].reduce(member, member("needs", job)));
  scope.report.add(
    "GH002",
    scope.subject,
    user
      ? `The job "${user.id}" reads an output of "${job}" but does not wait for it.`
      : `An output of the job "${job}" is not known at the top of the workflow.`,
    user ? `Add "${job}" to the needs of [jobs.${user.id}].` : "Use it in a job.",
  );
  return undefined;
}

function compileStepOutput(step: string, output: string, scope: Scope): Operand | undefined {
  if (scope.steps.has(step)) return atom(["outputs", output].reduce(member, member("steps", step)));
  scope.report.add(
    "GH002",
    scope.subject,
    `An output of the step "${step}" is used where no such step has run.`,
    `Give an earlier step of this job the id "${step}".`,
  );
  return undefined;
}

/** The GitHub context that a portable name is made of. */
function contextOf(path: readonly string[]): string {
  const [kind = ""] = path;
  if (kind === "jobs") return "needs";
  return ["matrix", "shard", "secrets", "env", "inputs", "steps", "runner"].includes(kind) ? kind : "github";
}

function hintFor(context: string, path: readonly string[], place: Place): string {
  if (context === "secrets" && place.status)
    return `Set an environment variable of the job to {{ ${path.join(".")} }} and compare env.NAME in a step's condition.`;
  if (context === "matrix" && place.status)
    return "Move the condition to the steps, or exclude the combination from the matrix.";
  if (context === "runner" || context === "env" || context === "steps")
    return "Use it in a step: its condition, its variables or its inputs.";
  return "Use another value here.";
}

function choice(subject: string, words: Record<string, string>, otherwise: string): Operand {
  const cases = Object.entries(words).map(([own, portable]) =>
    join("&&", [join("==", [atom(subject), quoted(own)]), quoted(portable)]),
  );
  return join("||", [...cases, quoted(otherwise)]);
}
