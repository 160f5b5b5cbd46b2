import { nearest } from "../../diagnostic/nearest.ts";
import type { ExpressionError } from "./error.ts";
import { portableName } from "./github.ts";

/** A name in an expression: its segments, and its place in the source. */
export interface NamePlace {
  readonly path: readonly string[];
  readonly offset: number;
  readonly end: number;
}

/** True for what is known before the run: a variable, a fact, `facts.…`, `project.…`. */
export function isStaticName(path: readonly string[]): boolean {
  return path.length === 1 ? path[0] !== "workspace" : path[0] === "facts" || path[0] === "project";
}

/**
 * Says why a name can never have a value: its scope, or its place in the scope, does not exist. Single
 * words are variables or facts and are left to `resolveText`.
 */
export function faultOfName({ path, offset, end }: NamePlace): ExpressionError | undefined {
  const fault = faultOfPath(path);
  return fault && { code: "CIG107", offset, end, ...fault };
}

interface Words {
  message: string;
  hint?: string;
}

function faultOfPath(path: readonly string[]): Words | undefined {
  const [scope, ...rest] = path as [string, ...string[]];
  const name = path.join(".");
  if (rest.length === 0) return undefined;
  if (scope === "facts") return undefined;
  const shape = scopes.get(scope);
  if (shape === undefined) return unknownScope(scope, name);
  if (shape.fields !== undefined) {
    if (rest.length === 1 && shape.fields.includes(rest[0]!)) return undefined;
    return unknownField(scope, rest, shape.fields);
  }
  if (shape.fits(rest)) return undefined;
  return { message: `"${name}" is not a name of this form: ${shape.form}.` };
}

interface Scope {
  readonly form: string;
  readonly fields?: readonly string[];
  fits(rest: readonly string[]): boolean;
}

const one = (form: string): Scope => ({ form, fits: (rest) => rest.length === 1 });
const fixed = (scope: string, ...fields: string[]): Scope => ({
  form: fields.map((field) => `${scope}.${field}`).join(", "),
  fields,
  fits: () => false,
});
const outputsOf = (form: string): Scope => ({
  form,
  fits: (rest) => rest.length === 3 && rest[1] === "outputs",
});

/** Every scope of names, and what may stand behind its dot. */
const scopes: ReadonlyMap<string, Scope> = new Map([
  ["project", fixed("project", "name")],
  ["facts", { form: "facts.TOOL.version", fits: (rest: readonly string[]) => rest.length > 0 }],
  [
    "matrix",
    { form: "matrix.AXIS, or matrix.AXIS.FIELD", fits: (rest: readonly string[]) => rest.length <= 2 },
  ],
  ["git", fixed("git", "sha", "branch", "tag", "ref", "default_branch")],
  ["pr", fixed("pr", "number", "title", "author", "head_branch", "base_branch")],
  ["run", fixed("run", "id", "number", "attempt", "url", "actor", "event")],
  ["secrets", one("secrets.NAME")],
  ["jobs", outputsOf("jobs.JOB.outputs.NAME")],
  ["steps", outputsOf("steps.ID.outputs.NAME")],
  ["inputs", one("inputs.NAME")],
  ["env", one("env.NAME")],
  ["runner", fixed("runner", "os", "arch", "temp")],
  ["shard", fixed("shard", "index", "number", "total")],
  ["workspace", { form: "workspace", fits: () => false }],
]);

function unknownScope(scope: string, name: string): Words {
  const portable = portableName(name);
  const near = nearest(scope, scopes.keys());
  const hint = portable ?? (near && [near, ...name.split(".").slice(1)].join("."));
  return {
    message: `"${name}" is not a name that cig knows.`,
    hint: hint
      ? `Did you mean ${hint}?`
      : `Names begin with one of ${[...scopes.keys()].join(", ")}, or are a variable or a fact.`,
  };
}

function unknownField(scope: string, rest: readonly string[], fields: readonly string[]): Words {
  const near = nearest(rest.join("."), fields);
  return {
    message: `"${scope}" has no "${rest.join(".")}".`,
    hint: near
      ? `Did you mean ${scope}.${near}?`
      : `It has ${fields.map((field) => `${scope}.${field}`).join(", ")}.`,
  };
}

/** The form of the names of a scope, for messages. */
export function formOf(scope: string): string | undefined {
  return scopes.get(scope)?.form;
}
