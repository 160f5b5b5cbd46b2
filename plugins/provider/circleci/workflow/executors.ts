import { isYamlTable, jsonText, type Table, type Yaml } from "cig/sdk";

/** Jobs with the machines that several of them have at the top of the file, and these. */
export interface Shared {
  readonly jobs: ReadonlyMap<string, Table>;
  readonly executors: ReadonlyMap<string, Table>;
}

const machineKeys = ["docker", "machine", "macos", "resource_class"];

/**
 * Writes a machine once that two jobs or more have and that takes some lines: containers beside the first, variables,
 * credentials. One that depends on a job's parameters stays with its job, as an executor knows none of them.
 */
export function shareExecutors(jobs: ReadonlyMap<string, Table>, taken: Iterable<string>): Shared {
  const groups = new Map<string, [key: string, machine: Table][]>();
  for (const [key, job] of jobs) {
    const machine = machineOf(job);
    const text = jsonText(machine);
    if (isLong(machine) && !/(?<!\\\\)<<\s*parameters\./.test(text))
      groups.set(text, [...(groups.get(text) ?? []), [key, machine]]);
  }
  const names = new Set(taken);
  const executors = new Map<string, Table>();
  const nameOf = new Map<string, string>();
  for (const group of groups.values()) {
    if (group.length < 2) continue;
    const name = freeName(wantedName(group[0]![1]), names);
    executors.set(name, group[0]![1]);
    for (const [key] of group) nameOf.set(key, name);
  }
  return {
    executors,
    jobs: new Map([...jobs].map(([key, job]) => [key, withExecutor(job, nameOf.get(key))])),
  };
}

function machineOf(job: Table): Table {
  return new Map([...job].filter(([key]) => machineKeys.includes(key)));
}

function isLong(machine: Table): boolean {
  return containersOf(machine).some((each, index) => index > 0 || each.size > 1);
}

function containersOf(machine: Table): Table[] {
  const containers = machine.get("docker");
  return Array.isArray(containers) ? (containers as Yaml[]).filter(isYamlTable) : [];
}

/** The services by their names, or the image by its own. */
function wantedName(machine: Table): string {
  const [first, ...services] = containersOf(machine);
  const names = services.flatMap((each) => each.get("name") ?? []).map(String);
  const image = String(first?.get("image") ?? "")
    .replace(/[@:].*$/s, "")
    .replace(/^.*\//s, "");
  const slug = (names.length > 0 ? `with-${names.join("-")}` : image)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
  return /^[a-z]/.test(slug) ? slug : "shared";
}

function freeName(wanted: string, names: Set<string>): string {
  let name = wanted;
  for (let count = 2; names.has(name); count++) name = `${wanted}-${count}`;
  names.add(name);
  return name;
}

/** The job with the executor where its machine stood. */
function withExecutor(job: Table, name: string | undefined): Table {
  if (name === undefined) return job;
  const result: Table = new Map();
  for (const [key, value] of job)
    if (!machineKeys.includes(key)) result.set(key, value);
    else result.set("executor", name);
  return result;
}
