import type { Node } from "../reader/expression/parse.ts";
import { pathOf, printExpression } from "../reader/expression/print.ts";

/** What expressions of a job may name. */
export interface Scope {
  /** Values of each axis, and of each field that `include` adds; undefined where the run computes the matrix. */
  readonly matrix: ReadonlyMap<string, readonly unknown[]>;
  /** By GitHub's id, the job's id in cig.toml and the outputs that it has there; of those that are waited for. */
  readonly needs: ReadonlyMap<string, NeededJob>;
  /** Ids of the steps so far. */
  readonly steps: ReadonlySet<string>;
  /** Variables that the workflow, the job or the step defines. */
  readonly env: ReadonlySet<string>;
  /** Inputs of a manual run, where nothing else starts the workflow. */
  readonly inputs: ReadonlySet<string>;
}

export interface NeededJob {
  readonly id: string;
  readonly outputs: ReadonlySet<string>;
}

/** Expressions that a name of cig.toml is written as, character for character. */
const names: Readonly<Record<string, string>> = {
  "github.sha": "git.sha",
  "github.ref": "git.ref",
  "github.event.repository.default_branch": "git.default_branch",
  "github.event.pull_request.number": "pr.number",
  "github.event.pull_request.title": "pr.title",
  "github.event.pull_request.user.login": "pr.author",
  "github.head_ref": "pr.head_branch",
  "github.base_ref": "pr.base_branch",
  "github.run_id": "run.id",
  "github.run_number": "run.number",
  "github.run_attempt": "run.attempt",
  "github.actor": "run.actor",
  "github.workspace": "workspace",
  "runner.temp": "runner.temp",
  "secrets.GITHUB_TOKEN": "secrets.GITHUB_TOKEN",
  "github.token": "secrets.GITHUB_TOKEN",
};

/** The name of cig.toml that is rendered as this expression; undefined where there is none. */
export function portableIn(node: Node, scope: Scope): string | undefined {
  const fixed = names[printExpression(node)];
  if (fixed !== undefined) return fixed;
  const [kind = "", first = "", ...rest] = pathOf(node) ?? [];
  if (![first, ...rest].every((part) => /^[A-Za-z_][\w-]*$/.test(part))) return undefined;
  switch (kind) {
    case "matrix":
      return isInMatrix(first, rest, scope) ? ["matrix", first, ...rest].join(".") : undefined;
    case "secrets":
      return rest.length === 0 && /^\w+$/.test(first) && !/^GITHUB_/i.test(first)
        ? `secrets.${first}`
        : undefined;
    case "env":
      return rest.length === 0 && scope.env.has(first) ? `env.${first}` : undefined;
    case "inputs":
      return rest.length === 0 && scope.inputs.has(first) ? `inputs.${first}` : undefined;
    case "steps":
      return rest.length === 2 && rest[0] === "outputs" && scope.steps.has(first)
        ? `steps.${first}.outputs.${rest[1]}`
        : undefined;
    case "needs": {
      const job = scope.needs.get(first);
      return rest.length === 2 && rest[0] === "outputs" && job?.outputs.has(rest[1]!)
        ? `jobs.${job.id}.outputs.${rest[1]}`
        : undefined;
    }
    default:
      return undefined;
  }
}

/** A field must be one that some value of the axis has. */
function isInMatrix(axis: string, fields: readonly string[], { matrix }: Scope): boolean {
  const values = matrix.get(axis);
  if (!values || fields.length > 1) return false;
  const [field] = fields;
  return field === undefined
    ? values.every((value) => typeof value !== "object")
    : values.some((value) => typeof value === "object" && value !== null && field in value);
}
