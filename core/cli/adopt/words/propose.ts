import type { TomlTable, TomlValue } from "../../../../sdk/import/imported.ts";
import type { Path } from "../compare-workflow.ts";
import type { Operation } from "../toml/operation.ts";
import { isTable } from "./alike.ts";
import { oneWay, type Proposal, type Way } from "./proposal.ts";
import { proposeSteps } from "./propose-steps.ts";
import { type KeyChange, tableChanges, valueAt } from "./table-changes.ts";

/** A file as an importer says it in cig's words, as it was rendered and as somebody edited it. */
export interface Both {
  /** From the root. */
  readonly file: string;
  /** "github" */
  readonly provider: string;
  readonly before: TomlTable;
  readonly after: TomlTable;
}

/** What a cig.toml may say so that it renders to what somebody made of a file. Whether it does is to be proved. Pure. */
export function propose(config: TomlTable, { file, provider, before, after }: Both): Proposal[] {
  const [oldJobs, newJobs] = [tableIn(before, "jobs"), tableIn(after, "jobs")];
  const machines = tableChanges(tableIn(before, "runners"), tableIn(after, "runners")).flatMap(
    ({ path, after: value }): Operation[] =>
      value === undefined ? [] : [{ kind: "set", path: ["runners", ...path], value }],
  );
  const jobs = Object.keys(oldJobs).flatMap((id): Proposal[] => {
    const [old, fresh] = [oldJobs[id] as TomlTable, newJobs[id]];
    const job = ownJob(config, id, old);
    if (job === undefined || !isTable(fresh)) return [];
    return [
      ...proposeSteps(config, job, { provider, ...bothSteps(old, fresh) }),
      ...proposeKeys(config, job, old, fresh, machines),
    ];
  });
  const fresh = Object.keys(newJobs).filter((id) => !isTable(oldJobs[id]) && isTable(newJobs[id]));
  const added = fresh.map((id) => newJob(id, newJobs[id] as TomlTable, after, machines));
  return [...jobs, ...added, ...proposeTop(config, file, before, after)];
}

/** Where the importer takes it that nothing limits a job's time, and cig.toml does, the job says so itself. */
function newJob(id: string, job: TomlTable, config: TomlTable, machines: readonly Operation[]): Proposal {
  const limit = tableIn(config, "project").default_timeout;
  const hatch = tableIn(job, "provider");
  const github = { ...tableIn(hatch, "github"), "timeout-minutes": false };
  const forms: TomlTable[] = [job];
  if (job.timeout === undefined && limit !== undefined)
    forms.push({ ...job, timeout: limit }, { ...job, provider: { ...hatch, github } });
  const ways = forms.map((value) => oneWay({ kind: "set", path: ["jobs", id], value }));
  return {
    ways: ways.map((way) => ({ ...way, operations: [...machines, ...way.operations], to: "cig.toml" })),
  };
}

/** The id of cig.toml for a job that an importer named. */
function ownJob(config: TomlTable, id: string, imported: TomlTable): string | undefined {
  const jobs = tableIn(config, "jobs");
  if (isTable(jobs[id])) return id;
  const shown = Object.values(tableIn(imported, "provider")).flatMap((each) =>
    isTable(each) ? [each.id] : [],
  );
  return Object.keys(jobs).find((own) =>
    Object.values(tableIn(jobs[own] as TomlTable, "provider")).some(
      (each) => isTable(each) && each.id !== undefined && (each.id === id || shown.includes(each.id)),
    ),
  );
}

function bothSteps(before: TomlTable, after: TomlTable) {
  const steps = ({ steps: list }: TomlTable) => (Array.isArray(list) ? list.filter(isTable) : []);
  return { before: steps(before), after: steps(after) };
}

function proposeKeys(
  config: TomlTable,
  job: string,
  { steps: _, ...before }: TomlTable,
  { steps: __, ...after }: TomlTable,
  machines: readonly Operation[],
): Proposal[] {
  return tableChanges(before, after).map((change): Proposal => {
    const ways = [...imageWays(config, job, change), ...waysOf(config, ["jobs", job], change)];
    const isMachine = change.path[0] === "runner" && machines.length > 0;
    if (!isMachine) return { ways };
    return { ways: ways.map((way) => ({ ...way, operations: [...machines, ...way.operations] })) };
  });
}

/** A service that cig.toml names with a version only: `services = { postgres = "16" }`. */
function imageWays(config: TomlTable, job: string, { path, before, after }: KeyChange): Way[] {
  const [section, _, part, name, key] = path[0] === "provider" ? path : ["", "", ...path];
  if (part !== "services" || name === undefined || (section !== "" && key !== "image")) return [];
  const place: Path = ["jobs", job, "services", name];
  const own = valueAt(config, place);
  const [was, is] = [before, after].map((image) => /^(.*):([^:@]+)$/.exec(String(image)));
  if (typeof own !== "string" || !was || !is || was[1] !== is[1] || was[2] !== own) return [];
  return [oneWay({ kind: "set", path: place, value: is[2]! }, own)];
}

/** What stands beside the jobs: on the workflow of the file, on its output, or at the top. */
function proposeTop(config: TomlTable, file: string, before: TomlTable, after: TomlTable): Proposal[] {
  const outputs = Array.isArray(config.outputs) ? config.outputs : [];
  const index = outputs.findIndex((output: TomlValue) => isTable(output) && output.path === file);
  const workflow = index < 0 ? undefined : (outputs[index] as TomlTable).workflow;
  const beside = ({ jobs: _, runners: __, project: ___, outputs: list, ...rest }: TomlTable): TomlTable => {
    const output = Array.isArray(list) && isTable(list[0]) ? list[0] : {};
    return { ...rest, outputs: output };
  };
  return tableChanges(beside(before), beside(after)).map((change): Proposal => {
    if (change.path[0] === "outputs") {
      const inOutput = { ...change, path: change.path.slice(1) };
      return { ways: index < 0 ? [] : waysOf(config, ["outputs", index], inOutput) };
    }
    const ways = typeof workflow === "string" ? waysOf(config, ["workflows", workflow], change) : [];
    const whole = after[change.path[0]!];
    const all: Way[] =
      whole === undefined || change.path.length === 1
        ? []
        : [oneWay({ kind: "set", path: [change.path[0]!], value: whole }, config[change.path[0]!])];
    return { ways: [...ways, ...waysOf(config, [], change), ...all, ...inJobs(config, change)] };
  });
}

/** What all jobs of a file have alike may stand on each of them. */
function inJobs(config: TomlTable, { path, after }: KeyChange): Way[] {
  if (path[0] !== "env" || after === undefined) return [];
  const places = Object.keys(tableIn(config, "jobs"))
    .map((job): Path => ["jobs", job, ...path])
    .filter((place) => valueAt(config, place) !== undefined || path.length === 1);
  const operations = places.map((place): Operation => ({ kind: "set", path: place, value: after }));
  return operations.length === 0
    ? []
    : [{ ...oneWay(operations[0]!, valueAt(config, places[0]!)), operations }];
}

function waysOf(config: TomlTable, above: Path, { path, after }: KeyChange): Way[] {
  const place: Path = [...above, ...path];
  const own = valueAt(config, place);
  if (after !== undefined) return [oneWay({ kind: "set", path: place, value: after }, own)];
  return own === undefined ? [] : [oneWay({ kind: "remove", path: place }, own)];
}

function tableIn(table: TomlTable, key: string): TomlTable {
  const value = table[key];
  return isTable(value) ? value : {};
}
