import { isPlainTable, type Plain } from "cig/sdk";

/** `[policy.conventions]` as written; the core has looked at its types. What is not said is absent. */
export interface Conventions {
  readonly job_ids?: readonly string[];
  readonly job_names?: readonly string[];
  readonly workflows?: readonly string[];
  readonly files?: readonly string[];
  readonly variables?: readonly string[];
  readonly secrets?: readonly string[];
  readonly required_jobs?: readonly string[];
  readonly gate?: true;
  readonly required_steps?: readonly StepPattern[];
  readonly forbidden_steps?: readonly StepPattern[];
  /** In minutes. */
  readonly max_timeout?: number;
  readonly runners?: Choice;
  readonly images?: Choice;
  readonly permissions?: true;
  readonly continue_on_error?: true;
}

/** One of `run`, `uses` and `command`. */
export interface StepPattern {
  readonly kind: "run" | "uses" | "command";
  readonly pattern: string;
  /** Empty: all jobs. */
  readonly jobs: readonly string[];
  readonly reason: string | undefined;
}

export interface Choice {
  /** Empty: all. */
  readonly allow: readonly string[];
  readonly forbid: readonly string[];
}

/** Reads the table; what has another type than the core lets through counts as not said. */
export function readConventions(table: { readonly [key: string]: Plain }): Conventions {
  const found: Record<string, unknown> = {};
  const keep = (key: keyof Conventions, value: unknown) => {
    if (value !== undefined) found[key] = value;
  };
  for (const key of textKeys) keep(key, textsOf(table[key]));
  keep("gate", table.gate === true || undefined);
  keep("required_steps", stepsOf(table.required_steps));
  keep("forbidden_steps", stepsOf(table.forbidden_steps));
  keep("max_timeout", minutesOf(table.max_timeout));
  keep("runners", choiceOf(table.runners));
  keep("images", choiceOf(table.images));
  keep("permissions", table.permissions === "stated" || undefined);
  keep("continue_on_error", table.continue_on_error === false || undefined);
  return found;
}

const textKeys = [
  "job_ids",
  "job_names",
  "workflows",
  "files",
  "variables",
  "secrets",
  "required_jobs",
] as const;

function textsOf(value: Plain | undefined): readonly string[] | undefined {
  if (typeof value === "string") return [value];
  return Array.isArray(value) ? value.filter((one) => typeof one === "string") : undefined;
}

function stepsOf(value: Plain | undefined): readonly StepPattern[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return value.filter(isPlainTable).flatMap((table) => {
    const kind = (["run", "uses", "command"] as const).find((name) => typeof table[name] === "string");
    if (!kind) return [];
    const reason = typeof table.reason === "string" ? table.reason : undefined;
    return [{ kind, pattern: String(table[kind]), jobs: textsOf(table.jobs) ?? [], reason }];
  });
}

function choiceOf(value: Plain | undefined): Choice | undefined {
  if (!isPlainTable(value)) return undefined;
  return { allow: textsOf(value.allow) ?? [], forbid: textsOf(value.forbid) ?? [] };
}

/** Whole minutes, or "1h30m". */
function minutesOf(value: Plain | undefined): number | undefined {
  if (typeof value === "number") return value;
  const [, hours, minutes] =
    /^(?:(\d+)h)?(?:(\d+)m)?$/.exec(typeof value === "string" ? value.trim() : "-") ?? [];
  return hours || minutes ? Number(hours ?? 0) * 60 + Number(minutes ?? 0) : undefined;
}
