import type { TomlTable, TomlValue } from "cig/sdk/import";
import { isRecord, listOf, type Raw, recordOf, textsOf } from "../reader/raw.ts";
import { type At, below, keptInHatch } from "./notes.ts";
import { compact, isEmpty, plainTable } from "./plain.ts";
import { hasExpression } from "./text.ts";

/** What starts a workflow. */
export interface Starts {
  /** `on` of cig.toml. */
  readonly own: TomlTable;
  /** GitHub's own triggers, laid over it; undefined for none. */
  readonly hatch: TomlTable | undefined;
  /** Names of the questions to a person, where nothing else starts the workflow. */
  readonly inputs: ReadonlySet<string>;
}

/** What the language says becomes cig's own, each other trigger as a whole stays GitHub's. */
export function importTriggers(on: unknown, at: At): Starts {
  const events = isRecord(on) ? on : Object.fromEntries(textsOf(on).map((name) => [name, null]));
  const own: Record<string, TomlValue> = {};
  const hatch: Record<string, TomlValue> = {};
  for (const [name, value] of Object.entries(events)) {
    const said = Object.hasOwn(importers, name) ? importers[name]!(value) : undefined;
    if (said) Object.assign(own, said);
    else {
      hatch[name] = triggerValue(value);
      keptInHatch(
        below(at, name),
        `the trigger \`${name}\``,
        "cig has no word for it, or for one of its filters.",
      );
    }
  }
  const names = Object.keys(events);
  const inputs = names.length === 1 && own.manual ? Object.keys(recordOf(recordOf(own.manual).inputs)) : [];
  if (!isEmpty(own)) return { own, hatch: isEmpty(hatch) ? undefined : hatch, inputs: new Set(inputs) };
  // cig.toml has to name something, which is taken out again.
  return { own: { manual: true }, hatch: { workflow_dispatch: false, ...hatch }, inputs: new Set() };
}

type Said = Readonly<Record<string, TomlValue>>;

const importers: Readonly<Record<string, (value: unknown) => Said | undefined>> = {
  push: (value) => pushOf(value),
  pull_request: (value) => pullOf(value),
  merge_group: (value) => {
    const { types, ...others } = recordOf(value);
    const isUsual = types === undefined || textsOf(types).join() === "checks_requested";
    return isUsual && Object.keys(others).length === 0 ? { merge_queue: true } : undefined;
  },
  schedule: (value) => scheduleOf(value),
  workflow_dispatch: (value) => manualOf(value),
  release: (value) => {
    const { types, ...others } = recordOf(value);
    const words = textsOf(types);
    return words.length > 0 && Object.keys(others).length === 0 ? { release: words } : undefined;
  },
};

function pushOf(value: unknown): Said | undefined {
  const filters = filtersOf(value, ["branches", "branches-ignore", "tags", "paths", "paths-ignore"]);
  if (!filters) return undefined;
  if (Object.keys(filters).length === 0)
    return isRecord(value) && Object.keys(value).length > 0 ? undefined : anyPush;
  // Without a word about branches GitHub means tags alone; cig has the same rule.
  const { branches, branches_ignore, tags } = filters;
  if (branches === undefined && branches_ignore === undefined && tags === undefined)
    return { push: { branches: ["**"], tags: ["**"], ...filters } };
  return { push: Object.keys(filters).length === 1 && branches ? branches : filters };
}

/** A push without filters is one of a branch or of a tag. */
const anyPush: Said = { push: true, tag: true };

function pullOf(value: unknown): Said | undefined {
  const filters = filtersOf(value, ["types", "branches", "paths", "paths-ignore"]);
  if (!filters) return undefined;
  return { pull_request: Object.keys(filters).length === 0 ? true : filters };
}

/** Filters that cig has a word for; undefined where there is another one, an empty one, or a positive beside a negative. */
function filtersOf(value: unknown, known: readonly string[]): Record<string, string[]> | undefined {
  if (value === null || value === undefined || value === "") return {};
  if (!isRecord(value)) return undefined;
  const entries = Object.entries(value).map(([name, list]): [string, string[]] => [name, textsOf(list)]);
  const isSaid = entries.every(
    ([name, list]) => known.includes(name) && list.length > 0 && !list.some(hasExpression) && isPlain(list),
  );
  if (!isSaid) return undefined;
  return Object.fromEntries(entries.map(([name, list]) => [name.replace("-", "_"), list]));
}

/** cig reads `{a,b}` in a pattern, GitHub does not; braces and the like stay GitHub's own. */
function isPlain(list: readonly string[]): boolean {
  return list.every((pattern) => /^(?!!?\.{0,2}\/)[^{}\\\n]+$/.test(pattern)) && !list[0]!.startsWith("!");
}

function scheduleOf(value: unknown): Said | undefined {
  const list = listOf(value);
  const times = list.filter(isRecord).map(({ cron, timezone, ...others }) => ({
    isSaid: typeof cron === "string" && Object.keys(others).length === 0,
    time: compact({ cron: String(cron), timezone: timezone === undefined ? undefined : String(timezone) }),
  }));
  const isSaid = list.length > 0 && times.length === list.length && times.every((each) => each.isSaid);
  return isSaid ? { schedule: times.map(({ time }) => time) } : undefined;
}

const types: ReadonlySet<string> = new Set(["string", "boolean", "choice", "number"]);

function manualOf(value: unknown): Said | undefined {
  if (value === null || value === undefined || value === "") return { manual: true };
  const { inputs, ...others } = recordOf(value);
  if (!isRecord(value) || Object.keys(others).length > 0) return undefined;
  if (inputs === undefined || inputs === null) return { manual: true };
  if (!isRecord(inputs)) return undefined;
  const questions = Object.entries(inputs).map(([name, input]) => [name, questionOf(name, input)] as const);
  if (questions.some(([, question]) => question === undefined)) return undefined;
  return { manual: questions.length === 0 ? true : { inputs: Object.fromEntries(questions) as TomlTable } };
}

function questionOf(name: string, value: unknown): TomlTable | undefined {
  if (value !== null && value !== undefined && !isRecord(value)) return undefined;
  const { description, type, default: fallback, required, options, ...others } = recordOf(value) as Raw;
  const kind = type === undefined ? "string" : String(type);
  const isFallback =
    fallback === undefined ||
    (kind === "boolean"
      ? typeof fallback === "boolean"
      : kind === "number"
        ? typeof fallback === "number"
        : typeof fallback === "string");
  const isSaid =
    /^[A-Za-z_][\w-]*$/.test(name) &&
    types.has(kind) &&
    isFallback &&
    Object.keys(others).length === 0 &&
    (required === undefined || typeof required === "boolean") &&
    (description === undefined ||
      (typeof description === "string" && description !== "" && !description.includes("{{"))) &&
    (kind === "choice") === (options !== undefined) &&
    !textsOf(options).includes("") &&
    !String(fallback ?? "").includes("{{");
  if (!isSaid) return undefined;
  return compact({
    description: description as string | undefined,
    type: type === undefined ? undefined : kind,
    default: fallback === "" ? undefined : (fallback as TomlValue | undefined),
    required: required === true ? true : undefined,
    options: options === undefined ? undefined : textsOf(options),
  });
}

/** A trigger without filters is an empty table, as TOML has no nothing. */
function triggerValue(value: unknown): TomlValue {
  if (isRecord(value)) return plainTable(value);
  if (Array.isArray(value)) return value.map((each) => (isRecord(each) ? plainTable(each) : String(each)));
  return {};
}
