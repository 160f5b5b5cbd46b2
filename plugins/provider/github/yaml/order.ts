import { isTable, type Table, type Yaml } from "./tree.ts";

const workflowKeys = ["name", "run-name", "on", "permissions", "concurrency", "env", "defaults", "jobs"];

const jobKeys = [
  "name",
  "needs",
  "if",
  "uses",
  "with",
  "secrets",
  "runs-on",
  "container",
  "services",
  "strategy",
  "environment",
  "permissions",
  "concurrency",
  "timeout-minutes",
  "continue-on-error",
  "outputs",
  "env",
  "defaults",
  "steps",
];

const stepKeys = [
  "name",
  "id",
  "if",
  "uses",
  "with",
  "run",
  "working-directory",
  "shell",
  "env",
  "timeout-minutes",
  "continue-on-error",
];

/** Puts the keys of a workflow, its jobs and their steps into the order a reader expects; unknown ones follow. */
export function orderWorkflow(workflow: Table): Table {
  const ordered = byKeys(workflow, workflowKeys);
  return mapAt(ordered, "jobs", (jobs) =>
    isTable(jobs) ? new Map([...jobs].map(([id, job]) => [id, isTable(job) ? orderJob(job) : job])) : jobs,
  );
}

/** The same for an action. */
export function orderAction(action: Table): Table {
  return mapAt(action, "runs", (runs) => (isTable(runs) ? orderSteps(runs) : runs));
}

function orderJob(job: Table): Table {
  return orderSteps(byKeys(job, jobKeys));
}

function orderSteps(node: Table): Table {
  return mapAt(node, "steps", (steps) =>
    Array.isArray(steps) ? steps.map((step: Yaml) => (isTable(step) ? byKeys(step, stepKeys) : step)) : steps,
  );
}

function byKeys(node: Table, keys: readonly string[]): Table {
  const known = keys.filter((key) => node.has(key)).map((key) => [key, node.get(key)!] as const);
  return new Map([...known, ...[...node].filter(([key]) => !keys.includes(key))]);
}

function mapAt(node: Table, key: string, change: (value: Yaml) => Yaml): Table {
  const value = node.get(key);
  if (value !== undefined) node.set(key, change(value));
  return node;
}
