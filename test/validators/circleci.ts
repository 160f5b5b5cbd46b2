import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { Ajv, type ValidateFunction } from "ajv";
import addFormats from "ajv-formats";
import { parse } from "yaml";
import { workflowFaults } from "./circleci-workflows.ts";

type Node = Record<string, unknown>;

/**
 * What CircleCI's schema says against a configuration, and what no schema sees: jobs that do not exist, parameters
 * that nobody declares or gives, names that stand twice, circles, cron lines, unknown values in expressions. One line
 * each.
 */
export function judgeConfig(text: string): string[] {
  const config = parse(text, { uniqueKeys: true }) as Node;
  return [...schema(config), ...references(config), ...workflowFaults(config)];
}

/** What shellcheck says against the scripts; undefined where it is not installed. */
export function judgeCommands(text: string): string[] | undefined {
  if (spawnSync("shellcheck", ["--version"]).error) return undefined;
  const config = parse(text);
  const holders = { ...nodeAt(config, "jobs"), ...nodeAt(config, "commands") };
  return Object.entries(holders).flatMap(([job, definition]) =>
    commandsIn((definition as Node).steps).flatMap(({ command, shell }) => {
      const args = [`--shell=${shell}`, "--format=gcc", "--exclude=SC1090,SC1091,SC2016,SC2086", "-"];
      const { stdout } = spawnSync("shellcheck", args, { input: unescaped(command), encoding: "utf8" });
      return stdout
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => `shellcheck: ${job}: ${line}\n${command}`);
    }),
  );
}

/** What CircleCI makes of a text without parameters. */
export function unescaped(text: string): string {
  return text.replaceAll("\\<<", "<<");
}

let validate: ValidateFunction | undefined;

function schema(config: Node): string[] {
  validate ??= compileSchema();
  // The schema's list of classes for executors is older than CircleCI's own page, which has those of Windows.
  const known = JSON.parse(JSON.stringify(config).replaceAll('"windows.medium"', '"medium"'));
  if (validate(known)) return [];
  return (validate.errors ?? []).map(({ instancePath, message }) => `schema: ${instancePath}: ${message}`);
}

function compileSchema(): ValidateFunction {
  const source = readFileSync(new URL("./schemas/circleci-config.json", import.meta.url), "utf8");
  const { $schema: _, ...rest } = JSON.parse(source);
  const ajv = new Ajv({ strict: false, allErrors: true });
  addFormats.default(ajv);
  return ajv.compile(rest);
}

function references(config: Node): string[] {
  const jobs = nodeAt(config, "jobs");
  const inputs = new Set(Object.keys(nodeAt(config, "parameters")));
  const faults = Object.entries(jobs).flatMap(([id, job]) => undeclared(id, job as Node, inputs));
  if (JSON.stringify(config.executors ?? {}).includes("parameters.")) faults.push("executors use parameters");
  for (const [id, command] of Object.entries(nodeAt(config, "commands")))
    faults.push(...undeclared(id, command as Node, inputs));
  faults.push(...calls(config));
  const orbs = new Set(Object.keys(nodeAt(config, "orbs")));
  for (const [id, job] of Object.entries(jobs))
    for (const step of stepsIn((job as Node).steps)) {
      const word = typeof step === "string" ? step : Object.keys(step as Node)[0]!;
      if (word.includes("/") && !orbs.has(word.split("/")[0]!)) faults.push(`${id}: no orb for ${word}`);
    }
  for (const [name, workflow] of Object.entries(nodeAt(config, "workflows")))
    faults.push(...inWorkflow(name, (workflow as Node).jobs as unknown[], config));
  return faults;
}

/** Steps that are commands of the file, with what they are given. */
function calls(config: Node): string[] {
  const commands = nodeAt(config, "commands");
  const own = new Set(["run", "checkout", "setup_remote_docker", "when", ...builtIn]);
  return Object.entries(nodeAt(config, "jobs")).flatMap(([id, job]) =>
    stepsIn((job as Node).steps).flatMap((step) => {
      const [word, given] = typeof step === "string" ? [step, {}] : Object.entries(step as Node)[0]!;
      if (own.has(word) || word.includes("/")) return [];
      if (!(word in commands)) return [`${id}: no command ${word}`];
      const declared = nodeAt(commands[word], "parameters");
      const missing = Object.keys(declared).filter(
        (name) => !(name in (given as Node)) && !("default" in (declared[name] as Node)),
      );
      const unknown = Object.keys(given as Node).filter((name) => !(name in declared));
      return missing.length + unknown.length === 0
        ? []
        : [`${id}: ${word} takes ${Object.keys(declared).sort().join()}`];
    }),
  );
}

const builtIn = [
  "add_ssh_keys",
  "attach_workspace",
  "persist_to_workspace",
  "restore_cache",
  "save_cache",
  "store_artifacts",
  "store_test_results",
];

function inWorkflow(workflow: string, entries: readonly unknown[], config: Node): string[] {
  const jobs = nodeAt(config, "jobs");
  const faults: string[] = [];
  const names: string[] = [];
  const wanted: string[] = [];
  for (const entry of entries) {
    const [key, node] =
      typeof entry === "string" ? [entry, {} as Node] : (Object.entries(entry as Node)[0] as [string, Node]);
    const job = jobs[key] as Node | undefined;
    if (!job && node.type !== "approval") faults.push(`${workflow}: no job ${key}`);
    const matrix = (node.matrix ?? {}) as { parameters?: Node; exclude?: Node[] };
    names.push(...(node.matrix ? [key] : []), ...namesOf(key, node, matrix));
    for (const need of (node.requires ?? []) as (string | Node)[])
      wanted.push(typeof need === "string" ? need : Object.keys(need)[0]!);
    const given = new Set([...Object.keys(matrix.parameters ?? {}), ...Object.keys(node)]);
    const declared = nodeAt(job ?? {}, "parameters");
    for (const [parameter, about] of Object.entries(declared))
      if (!given.has(parameter) && !("default" in (about as Node)))
        faults.push(`${workflow}: ${key} is not given ${parameter}`);
    for (const parameter of given)
      if (!(parameter in declared) && !ownKeys.has(parameter))
        faults.push(`${workflow}: ${key} has no ${parameter}`);
    for (const combination of matrix.exclude ?? [])
      for (const [axis, value] of Object.entries(combination))
        if (!((matrix.parameters?.[axis] ?? []) as unknown[]).includes(value))
          faults.push(`${workflow}: ${key} excludes ${axis} ${value}`);
    const executor = node.machine;
    if (executor !== undefined && !(String(executor) in nodeAt(config, "executors")))
      faults.push(`${workflow}: no executor ${executor}`);
  }
  for (const name of wanted) if (!names.includes(name)) faults.push(`${workflow}: nothing is called ${name}`);
  for (const [index, name] of names.entries())
    if (
      names.indexOf(name) !== index &&
      !(name in jobs && names.filter((other) => other === name).length === 1)
    )
      faults.push(`${workflow}: ${name} stands twice`);
  return faults;
}

const ownKeys = new Set([
  "name",
  "requires",
  "filters",
  "context",
  "matrix",
  "type",
  "pre-steps",
  "post-steps",
  "serial-group",
  "override-with",
]);

/** The names of the jobs that an entry becomes. */
function namesOf(key: string, node: Node, matrix: { parameters?: Node; exclude?: Node[] }): string[] {
  const name = String(node.name ?? key);
  if (!node.matrix) return [name];
  let all: Record<string, string>[] = [{}];
  for (const [axis, values] of Object.entries(matrix.parameters ?? {}))
    all = all.flatMap((each) => (values as string[]).map((value) => ({ ...each, [axis]: value })));
  return all
    .filter(
      (each) =>
        !(matrix.exclude ?? []).some((one) =>
          Object.entries(one).every(([axis, value]) => each[axis] === value),
        ),
    )
    .map((each) => name.replace(/<< matrix\.([\w-]+) >>/g, (_, axis: string) => each[axis]!));
}

function undeclared(id: string, job: Node, inputs: ReadonlySet<string>): string[] {
  const text = JSON.stringify(job).replaceAll("\\\\<<", "");
  const declared = nodeAt(job, "parameters");
  const used = [...text.matchAll(/<< ?(pipeline\.)?parameters\.([\w-]+) ?>>/g)];
  return used.flatMap(([, pipeline, name]) =>
    pipeline
      ? inputs.has(name!)
        ? []
        : [`${id}: no input ${name}`]
      : name! in declared
        ? []
        : [`${id}: no parameter ${name}`],
  );
}

function stepsIn(steps: unknown): unknown[] {
  return ((steps ?? []) as unknown[]).flatMap((step) => {
    const when = typeof step === "object" ? ((step as Node).when as Node | undefined) : undefined;
    return when ? stepsIn(when.steps) : [step];
  });
}

function commandsIn(steps: unknown): { command: string; shell: string }[] {
  return stepsIn(steps).flatMap((step) => {
    const run = typeof step === "object" ? (step as Node).run : undefined;
    if (run === undefined) return [];
    const node = typeof run === "string" ? { command: run } : (run as Node);
    const shell = /^(?:sh \/tmp\/cig\/in-time )?(bash|sh)\b/.exec(String(node.shell ?? "bash"))?.[1];
    return shell ? [{ command: String(node.command), shell }] : [];
  });
}

function nodeAt(node: unknown, key: string): Node {
  return ((node as Node)?.[key] ?? {}) as Node;
}
