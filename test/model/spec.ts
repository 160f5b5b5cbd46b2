/** A job of the model. The oracle reads this and never what the plan made of it. Absent fields: not so. */
export interface JobSpec {
  readonly id: string;
  readonly needs: readonly string[];
  readonly needsAny: readonly string[];
  /** Values of the axis "v". */
  readonly axis?: readonly string[];
  /** Leaves an artifact, files for all behind it, an output. */
  readonly artifact?: boolean;
  readonly persist?: boolean;
  readonly output?: boolean;
  /** Jobs whose artifact, and whose output, it takes; all of them are before it. */
  readonly downloads?: readonly string[];
  readonly reads?: readonly string[];
  readonly effects?: "effects" | "environment" | "approval" | "approve";
  readonly condition?: Condition;
  /** A step of it asks for the branch. */
  readonly askingStep?: boolean;
  /** A run-time name in its environment. */
  readonly name?: "git.sha" | "run.event";
  readonly mayFail?: boolean;
  readonly copies?: number;
  /** Absent: it asks for nothing to be left out. Empty: all files count. */
  readonly paths?: readonly string[];
  readonly inputs?: readonly string[];
  /** Variables that count. */
  readonly env?: readonly string[];
  readonly ruby?: boolean;
  /** What its script says. */
  readonly revision?: number;
  /** What people see of it. */
  readonly title?: number;
}

export type Condition =
  | {
      readonly kind:
        | "main"
        | "push"
        | "always"
        | "failure"
        | "success on main"
        | "always on push"
        | "not main";
    }
  | { readonly kind: "output"; readonly of: string };

/** The files of the model, as the patterns below choose them. */
export const paths = ["app/a", "app/b", "docs/a", "lib/a", "lib/sub/b"] as const;

/** Patterns with the files that they choose, written out: the oracle does not match globs. */
export const patterns: Readonly<Record<string, readonly string[]>> = {
  "app/**": ["app/a", "app/b"],
  "lib/**": ["lib/a", "lib/sub/b"],
  "lib/*": ["lib/a"],
  "**/a": ["app/a", "docs/a", "lib/a"],
  "docs/a": ["docs/a"],
};

/** The cig.toml of the jobs. */
export function tomlOf(jobs: readonly JobSpec[]): string {
  return [
    'version = "0.2"\n[project]\nname = "model"\ndefault_branch = "main"\n[on]\npush = true\npull_request = true',
    ...jobs.map(jobToml),
    '[[outputs]]\nprovider = "github"\npath = "ci.yml"\n',
  ].join("\n");
}

function jobToml(job: JobSpec): string {
  const lines = [`[jobs.${job.id}]`];
  const set = (key: string, value: unknown) => {
    if (value !== undefined) lines.push(`${key} = ${inline(value)}`);
  };
  set("name", job.title ? `Title ${job.title}` : undefined);
  set("needs", job.needs.length > 0 ? job.needs : undefined);
  set("needs_any", job.needsAny.length > 0 ? job.needsAny : undefined);
  set("matrix", job.axis && { v: job.axis });
  set("artifacts", job.artifact ? [{ name: `${job.id}-files`, paths: ["out"] }] : undefined);
  set(
    "uses_artifacts",
    job.downloads?.map((from) => `${from}-files`),
  );
  set("persist", job.persist ? ["kept"] : undefined);
  set("outputs", job.output ? { x: "{{ steps.make.outputs.x }}" } : undefined);
  set("effects", job.effects === "effects" ? true : undefined);
  set("environment", job.effects === "environment" ? "production" : undefined);
  set("approval", job.effects === "approval" ? true : undefined);
  set("if", job.condition && conditionText(job.condition));
  set("continue_on_error", job.mayFail);
  set("parallelism", job.copies);
  set("packages", job.ruby ? ["ruby"] : undefined);
  set("inputs", job.inputs);
  set(
    "skip_if",
    job.paths && {
      ...(job.paths.length > 0 && { paths_unmodified: job.paths }),
      ...(job.env && { env: job.env }),
      ...(job.paths.length === 0 && !job.env && { env: [] }),
    },
  );
  const names = { ...(job.name && { NAME: `{{ ${job.name} }}` }), ...readsOf(job) };
  set("env", Object.keys(names).length > 0 ? names : undefined);
  lines.push(`steps = [\n  ${stepsOf(job).map(inline).join(",\n  ")},\n]`);
  return lines.join("\n");
}

function readsOf(job: JobSpec): Record<string, string> {
  return Object.fromEntries(
    (job.reads ?? []).map((from) => [`FROM_${from.toUpperCase()}`, `{{ jobs.${from}.outputs.x }}`]),
  );
}

function stepsOf(job: JobSpec): object[] {
  return [
    ...(job.effects === "approve" ? [{ approve: "Go on?" }] : []),
    {
      run: `make ${job.id} ${job.revision ?? 0}`,
      id: "make",
      ...(job.output && { outputs: ["x"] }),
    },
    ...(job.askingStep ? [{ run: "make more", if: "git.branch == 'main'" }] : []),
  ];
}

export function conditionText(condition: Condition): string {
  switch (condition.kind) {
    case "main":
      return "git.branch == 'main'";
    case "not main":
      return "git.branch != 'main'";
    case "push":
      return "run.event == 'push'";
    case "always":
      return "always()";
    case "failure":
      return "failure()";
    case "success on main":
      return "success() && git.branch == 'main'";
    case "always on push":
      return "always() && run.event == 'push'";
    case "output":
      return `jobs.${condition.of}.outputs.x == 'yes'`;
  }
}

/** TOML inline values; JSON's strings, numbers and lists are the same. */
function inline(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inline).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).map(([key, inner]) => `${key} = ${inline(inner)}`);
  return `{ ${entries.join(", ")} }`;
}

/** The ids of a job's variants, as the plan names them: "v1" stands for itself. */
export function variantsOf({ id, axis }: JobSpec): string[] {
  return axis ? axis.map((value) => `${id}-${value}`) : [id];
}

/** By job, all that it waits for, however far. Jobs are in an order in which each comes after what it needs. */
export function ancestors(jobs: readonly JobSpec[]): ReadonlyMap<string, ReadonlySet<string>> {
  const known = ancestorsOf.get(jobs);
  if (known) return known;
  const all = new Map<string, ReadonlySet<string>>();
  for (const { id, needs, needsAny } of jobs)
    all.set(id, new Set([...needs, ...needsAny].flatMap((need) => [need, ...(all.get(need) ?? [])])));
  ancestorsOf.set(jobs, all);
  return all;
}

const ancestorsOf = new WeakMap<readonly JobSpec[], ReadonlyMap<string, ReadonlySet<string>>>();
