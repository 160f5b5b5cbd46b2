import type { Extras } from "cig/sdk/table";
import { cacheInputs } from "./cache-inputs.ts";
import { printExpression } from "./expression/print.ts";
import { conditionNode, readText } from "./expression/text.ts";
import type { Table } from "./expression/value.ts";
import { isRecord, type Raw, recordOf, textsOf } from "./raw.ts";
import { toolInputs } from "./tool-inputs.ts";

/**
 * What only GitHub has a word for, so that two of its workflows can be compared by it: inputs of actions, the shell as
 * it is started, conditions that only the run decides, what checks are called.
 */
export function extrasOf(entries: Readonly<Record<string, unknown>>): { readonly extras: Extras } {
  const said = Object.entries(entries).filter(([, value]) => value !== undefined && value !== "");
  return {
    extras: {
      system: "github",
      entries: Object.fromEntries(said.map(([key, value]) => [key, wordsOf(value)])),
    },
  };
}

/** What a step says beside its row. */
export function stepExtras(
  step: Raw,
  known: Table,
  shell: string,
  isGuarded: boolean,
): Record<string, unknown> {
  const isRun = step.uses === undefined;
  return {
    ...(isRun ? { shell: startedAs(shell) } : inputsOf(step, known)),
    id: step.id,
    if: isGuarded ? conditionWords(step.if) : undefined,
    ...(isRun ? expressionOf("continue-on-error", step) : timesOf(step, known)),
    ...(isRun ? {} : prefixed("env", step.env, known)),
  };
}

/** What a job says beside its row. */
export function jobExtras(id: string, job: Raw, known: Table, isGuarded: boolean): Record<string, unknown> {
  const container = isRecord(job.container) ? withoutKey(job.container, "image") : undefined;
  const services = Object.entries(recordOf(job.services)).map(([name, service]) => [
    `services.${name}`,
    shown(isRecord(service) ? pick(service, ["credentials", "volumes", "options"]) : service, known),
  ]);
  return {
    name: readText(job.name ?? id, known),
    if: isGuarded ? conditionWords(job.if) : undefined,
    // Whoever asks jobs by name does not ask those before them, as success() does.
    "if.results": [...new Set(String(job.if ?? "").match(/\bneeds\.[\w-]+\.result\b/g) ?? [])]
      .sort()
      .join(", "),
    container: container && shown(container, known),
    ...Object.fromEntries(services),
    matrix: hasExpression(recordOf(job.strategy).matrix ?? job.strategy) ? job.strategy : undefined,
    permissions: job.permissions === undefined ? undefined : rightsOf(job.permissions),
    ...expressionOf("continue-on-error", job),
    ...expressionOf("timeout-minutes", job),
    with: job.uses === undefined ? undefined : job.with,
    secrets: job.uses === undefined ? undefined : job.secrets,
    version: job.uses === undefined ? undefined : job.uses,
  };
}

/** What a workflow says beside its row. */
export function workflowExtras(workflow: Raw): Record<string, unknown> {
  const { on } = workflow;
  const events = isRecord(on) ? on : Object.fromEntries(textsOf(on).map((name) => [name, null]));
  const others = Object.entries(events).filter(([name]) => !known.has(name));
  return {
    ...Object.fromEntries(
      others.map(([name, value]) => [`on.${name}`, isRecord(value) ? value : (value ?? {})]),
    ),
    ...Object.fromEntries(
      ["pull_request", "release", "merge_group"].map((name) => [`on.${name}.types`, typesOf(name, events)]),
    ),
    "on.workflow_dispatch": questionsOf(events.workflow_dispatch),
    "run-name": workflow["run-name"],
    permissions: rightsOf(workflow.permissions),
  };
}

const known: ReadonlySet<string> = new Set([
  "push",
  "pull_request",
  "merge_group",
  "schedule",
  "workflow_dispatch",
  "release",
]);

const usualTypes: Readonly<Record<string, readonly string[]>> = { merge_group: ["checks_requested"] };

function typesOf(name: string, events: Raw): string {
  const types = textsOf(recordOf(events[name]).types).sort().join(", ");
  return types === usualTypes[name]?.join(", ") ? "" : types;
}

/** A question without a type asks for a text, and one that is not required says so or not. */
function questionsOf(value: unknown): unknown {
  const inputs = recordOf(recordOf(value).inputs);
  const questions = Object.entries(inputs).map(([name, input]) => {
    const { type = "string", required = false, default: fallback = "", ...rest } = recordOf(input);
    return [name, { type, required, default: fallback, ...rest }];
  });
  return questions.length === 0 ? undefined : Object.fromEntries(questions);
}

/** Rights that nobody names are those of the settings, an empty table is none. */
function rightsOf(value: unknown): string {
  if (value === undefined || value === null) return "those of the settings";
  return isRecord(value) ? "named" : String(value);
}

/** What a shell is started as; with its name GitHub adds options that it does not without. */
function startedAs(shell: string): string {
  return shell === "bash" ? "bash -eo pipefail" : shell === "" ? "bash -e" : shell;
}

function conditionWords(value: unknown): string | undefined {
  const node = conditionNode(value);
  return node && printExpression(node);
}

/** Answers that an action has for inputs of which nobody says anything. */
const usualInputs: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "actions/checkout": {
    "persist-credentials": "true",
    "fetch-depth": "1",
    submodules: "false",
    lfs: "false",
  },
  "actions/setup-go": { cache: "true" },
  "actions/setup-node": { "package-manager-cache": "false" },
  "actions/upload-artifact": { "if-no-files-found": "warn" },
};

function inputsOf(step: Raw, names: Table): Record<string, unknown> {
  const action = String(step.uses).replace(/@.*$/, "").toLowerCase();
  const usual = usualInputs[action] ?? {};
  // A cache that the action keeps itself is a row of its own.
  const written =
    typeof step.with === "string" ? step.with : toolInputs(String(step.uses), recordOf(step.with));
  const given = action === "actions/cache" && isRecord(written) ? cacheInputs(written) : written;
  const { cache, ...others } = recordOf(given);
  const isRow = action === "actions/setup-node" && cache === "npm";
  const inputs = prefixed("with", isRow ? others : given, names);
  return Object.fromEntries(Object.entries(inputs).filter(([key, value]) => usual[key.slice(5)] !== value));
}

function timesOf(step: Raw, names: Table): Record<string, unknown> {
  const limit = step["timeout-minutes"];
  const tolerance = step["continue-on-error"];
  return {
    "timeout-minutes": limit === undefined ? undefined : readText(limit, names),
    "continue-on-error":
      tolerance === undefined || tolerance === false ? undefined : readText(tolerance, names),
  };
}

function prefixed(prefix: string, value: unknown, names: Table): Record<string, string> {
  if (typeof value === "string") return { [prefix]: readText(value, names) };
  const entries = Object.entries(recordOf(value));
  return Object.fromEntries(
    entries.map(([name, each]) => [`${prefix}.${name}`, readText(each, names).trim()]),
  );
}

function expressionOf(key: string, of: Raw): Record<string, unknown> {
  return hasExpression(of[key]) ? { [key]: of[key] } : {};
}

function hasExpression(value: unknown): boolean {
  return value !== undefined && (JSON.stringify(value) ?? "").includes("${{");
}

function pick(of: Raw, keys: readonly string[]): Raw | undefined {
  const found = keys.filter((key) => of[key] !== undefined && of[key] !== null).map((key) => [key, of[key]]);
  return found.length === 0 ? undefined : Object.fromEntries(found);
}

function withoutKey(of: Raw, key: string): Raw | undefined {
  return pick(
    of,
    Object.keys(of)
      .filter((each) => each !== key)
      .sort(),
  );
}

/** Blanks at the ends, and how many of them, mean nothing to who reads options. */
function shown(value: unknown, names: Table): string | undefined {
  if (value === undefined || value === null) return undefined;
  return readText(JSON.stringify(value), names).replace(/(?:\\n|\s)+/g, " ");
}

/** A table in one order; a text as it is. */
function wordsOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(sorted(value));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isRecord(value)) return value === null || value === undefined ? "" : value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, each]) => [key, sorted(each)]),
  );
}
