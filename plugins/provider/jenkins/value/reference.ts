import type { Reference } from "cig/sdk";
import { groovyString } from "../groovy/literal.ts";
import { flatten } from "../order/copies.ts";
import { helper, type Scope } from "../scope.ts";

/** A part of a text: characters, or a Groovy expression whose value is a text and never null. */
export type Piece =
  | { readonly kind: "literal"; readonly text: string }
  | { readonly kind: "groovy"; readonly source: string };

export function literal(text: string): Piece {
  return { kind: "literal", text };
}

export function groovy(source: string): Piece {
  return { kind: "groovy", source };
}

/** Portable names that are the same wherever they stand. */
const fixed: Readonly<Record<string, string>> = {
  "git.tag": "(env.TAG_NAME ?: '')",
  "pr.number": "(env.CHANGE_ID ?: '')",
  "pr.title": "(env.CHANGE_TITLE ?: '')",
  "pr.author": "(env.CHANGE_AUTHOR ?: '')",
  "pr.head_branch": "(env.CHANGE_BRANCH ?: '')",
  "pr.base_branch": "(env.CHANGE_TARGET ?: '')",
  "run.id": "(env.BUILD_TAG ?: '')",
  "run.number": "(env.BUILD_NUMBER ?: '')",
  "run.url": "(env.BUILD_URL ?: '')",
  // Of a pull request the merge, of anything else what was pushed.
  "git.ref":
    "(env.CHANGE_ID ? 'refs/pull/' + env.CHANGE_ID + '/merge' : env.TAG_NAME ? 'refs/tags/' + env.TAG_NAME : 'refs/heads/' + env.BRANCH_NAME)",
};

/**
 * The Jenkins value of a run-time name. A name that does not exist, or that Jenkins cannot give here, is reported with
 * what to do instead; the answer is undefined then.
 */
export function compileReference({ path }: Reference, scope: Scope): Piece | undefined {
  const name = path.join(".");
  if (Object.hasOwn(fixed, name)) return groovy(fixed[name]!);
  const [kind = "", key = ""] = path;
  switch (name) {
    case "git.branch":
      return groovy("(env.TAG_NAME ? '' : env.CHANGE_BRANCH ?: env.BRANCH_NAME ?: '')");
    case "git.default_branch":
      return literal(scope.output.project?.defaultBranch || "main");
    case "git.sha":
      return compileSha(scope);
    case "run.event":
      return groovy(`${helper(scope, "event")}()`);
    case "run.actor":
      return groovy(`${helper(scope, "actor")}()`);
    case "runner.os":
      return literal(scope.os);
    case "runner.arch":
      return literal(scope.arch);
    case "runner.temp":
      return onMachine("WORKSPACE_TMP", name, scope);
    case "workspace":
      return onMachine("WORKSPACE", name, scope);
  }
  if (kind === "matrix" && path.length >= 2) return compileMatrix(path.slice(1).join("."), scope);
  if (kind === "shard" && path.length === 2) return compileShard(key, scope);
  if (kind === "env" && path.length === 2) return compileEnv(key, scope);
  if (kind === "secrets" && path.length === 2) return compileSecret(key, scope);
  if (kind === "inputs" && path.length === 2) return compileInput(key, scope);
  if (kind === "jobs" && path.length === 4 && path[2] === "outputs")
    return compileJobOutput(key, path[3]!, scope);
  if (kind === "steps" && path.length === 4 && path[2] === "outputs")
    return compileStepOutput(key, path[3]!, scope);
  scope.report.add("JK003", scope.subject, `There is no run-time name \`${name}\`.`);
  return undefined;
}

/** The variable of a cell in a native matrix. */
export function cellVariable(axis: string): string {
  return `MATRIX_${axis.toUpperCase().replace(/[^A-Z0-9]+/g, "_")}`;
}

/** The variable that a secret is bound to where a text is made of it. */
export function secretVariable(name: string): string {
  return `CIG_SECRET_${name.replace(/[^A-Za-z0-9_]/g, "_")}`;
}

/** What an output of a step is kept under. */
export function stepKey(scope: Scope, step: string): string {
  return `${scope.copy?.id ?? scope.job?.id ?? ""} ${step}`;
}

function compileSha(scope: Scope): Piece | undefined {
  const hasSources = scope.job?.steps.some(({ kind }) => kind.case === "checkout");
  if (scope.place === "steps" && hasSources) return groovy(`${helper(scope, "gitSha")}()`);
  scope.report.add(
    "JK002",
    scope.subject,
    "Jenkins knows the commit where the sources are checked out, and they are not here.",
    scope.place === "steps" ? "Let the job check out the sources." : "Use it in the steps of a job.",
  );
  return undefined;
}

function onMachine(variable: string, name: string, scope: Scope): Piece | undefined {
  if (scope.place === "steps") return groovy(`(env.${variable} ?: '')`);
  scope.report.add(
    "JK002",
    scope.subject,
    `\`${name}\` is known on the machine of a job, and this is decided before there is one.`,
    "Use it in the steps of a job.",
  );
  return undefined;
}

function compileMatrix(path: string, scope: Scope): Piece | undefined {
  const isCell = scope.copy === undefined;
  const value = scope.copy && flatten(scope.copy.variant).get(path);
  if (value !== undefined) return literal(value);
  const known = (scope.job?.variants ?? []).flatMap((variant) => [...flatten(variant).keys()]);
  if (known.includes(path)) return isCell ? groovy(`(env.${cellVariable(path)} ?: '')`) : literal("");
  const isTable = known.some((other) => other.startsWith(`${path}.`));
  const isAxis = scope.job?.variants.some(({ values }) => values?.entries.some(({ key }) => key === path));
  if (isTable || isAxis)
    scope.report.add(
      "JK002",
      scope.subject,
      `\`matrix.${path}\` is a ${isTable ? "table" : "list"}, and not a text.`,
      isTable ? `Name one of its keys: matrix.${path}.…` : "Give the axis plain values.",
    );
  else
    scope.report.add(
      "JK003",
      scope.subject,
      `\`matrix.${path}\` is used, but the job has no matrix axis "${path}".`,
      `Add ${path.split(".")[0]} = ["…"] to the job's matrix.`,
    );
  return undefined;
}

function compileShard(key: string, scope: Scope): Piece | undefined {
  const shard = scope.copy?.shard ?? { index: 0, total: 1 };
  if (key === "index") return literal(String(shard.index));
  if (key === "number") return literal(String(shard.index + 1));
  if (key === "total") return literal(String(shard.total));
  scope.report.add("JK003", scope.subject, `There is no run-time name \`shard.${key}\`.`);
  return undefined;
}

function compileEnv(name: string, scope: Scope): Piece | undefined {
  if (/^[A-Za-z_]\w*$/.test(name)) return groovy(`(env.${name} ?: '')`);
  scope.report.add(
    "JK001",
    scope.subject,
    `"${name}" is no name for an environment variable.`,
    'Use letters, digits and "_", and start with no digit.',
  );
  return undefined;
}

/** Only where the secret is bound, which steps see to. */
function compileSecret(name: string, scope: Scope): Piece | undefined {
  if (scope.place === "steps") return groovy(`(env.${secretVariable(name)} ?: '')`);
  scope.report.add(
    "JK002",
    scope.subject,
    `The secret "${name}" is bound around the steps that need it, and is not known here.`,
    "Use it in the variables of a step.",
  );
  return undefined;
}

function compileInput(name: string, scope: Scope): Piece | undefined {
  if (scope.output.triggers?.manual?.inputs.some((input) => input.name === name)) {
    const access = /^[A-Za-z_]\w*$/.test(name) ? `params.${name}` : `params[${groovyString(name)}]`;
    return groovy(`(${access} == null ? '' : ${access}.toString())`);
  }
  scope.report.add(
    "JK003",
    scope.subject,
    `\`inputs.${name}\` is used, but a manual run asks for no such input.`,
    `Add it under [on.manual.inputs.${name}].`,
  );
  return undefined;
}

function compileJobOutput(job: string, output: string, scope: Scope): Piece | undefined {
  const user = scope.job;
  const waits = user && (user.needs.includes(job) || user.needsAny.includes(job));
  if (waits) return groovy(`${helper(scope, "kept")}(${groovyString(`${job} ${output}`)})`);
  scope.report.add(
    "JK002",
    scope.subject,
    user
      ? `The job "${user.id}" reads an output of "${job}" but does not wait for it.`
      : `An output of the job "${job}" is not known at the top of the pipeline.`,
    user ? `Add "${job}" to the needs of [jobs.${user.id}].` : "Use it in a job.",
  );
  return undefined;
}

function compileStepOutput(step: string, output: string, scope: Scope): Piece | undefined {
  if (scope.steps.has(step) && scope.place === "steps")
    return groovy(`${helper(scope, "kept")}(${groovyString(`${stepKey(scope, step)} ${output}`)})`);
  scope.report.add(
    "JK002",
    scope.subject,
    `\`steps.${step}.outputs.${output}\` is used, but there is no such step before.`,
    `Give the step before it id = "${step}".`,
  );
  return undefined;
}
