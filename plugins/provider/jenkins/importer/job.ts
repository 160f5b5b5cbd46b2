import type { TomlTable, TomlValue } from "cig/sdk/import";
import type { JobRow } from "cig/sdk/table";
import { agentOf } from "../reader/agent.ts";
import type { Run } from "../reader/job.ts";
import type { ReadPipeline } from "../reader/reader.ts";
import type { Stmt } from "../reader/syntax.ts";
import { callsIn, lineOf, plainText, section } from "../reader/tree.ts";
import { hatchSection } from "./hatch.ts";
import { stepsOf } from "./steps.ts";
import { tomlText } from "./text.ts";
import { printTests } from "./when.ts";

type Tell = (
  job: string,
  word: string,
  what: string,
  why: string,
  kind?: "lost" | "changed" | "hatch",
) => void;

/** All jobs, and what they have in common. */
export function importedJobs(
  { row, runs, pipeline }: ReadPipeline,
  tell: Tell,
): { jobs: TomlTable; runners: TomlTable; env: TomlTable } {
  const ids = new Map(row.jobs.map(({ id }) => [id, legalId(id)]));
  const runners: Record<string, TomlTable> = {};
  const common = commonEnv(runs);
  const jobs: Record<string, TomlTable> = {};
  // In the order in which Jenkins may start them.
  for (const run of runs) {
    const own = row.jobs.find(({ id }) => id === run.leaf.id);
    if (own) jobs[ids.get(own.id)!] = importedJob(own, run, pipeline, { ids, runners, common, tell });
  }
  return { jobs, runners, env: Object.fromEntries(common) };
}

interface Shared {
  readonly ids: ReadonlyMap<string, string>;
  readonly runners: Record<string, TomlTable>;
  readonly common: ReadonlyMap<string, string>;
  readonly tell: Tell;
}

function importedJob(
  row: JobRow,
  run: Run,
  pipeline: readonly Stmt[],
  { ids, runners, common, tell }: Shared,
): TomlTable {
  const { leaf } = run;
  const id = ids.get(row.id)!;
  const word = leaf.name;
  const own = (what: string, why: string, kind: "lost" | "changed" | "hatch") =>
    tell(id, word, what, why, kind);
  const bodies = [pipeline, ...leaf.around, leaf.body];
  const condition = conditionOf(run, own);
  const runner = runnerOf(row, bodies, runners);
  const steps = stepsOf(run, own);
  const hasCheckout = run.steps.rows.some(({ kind }) => kind === "checkout");
  const hatch = hatchOf(run, row, pipeline, own);
  const env = Object.entries(run.env).filter(
    ([name, value]) => common.get(name) !== value && !value.includes("{{ jenkins: "),
  );
  for (const [name, value] of Object.entries(run.env))
    if (value.includes("{{ jenkins: ") && !callIn(value))
      own(
        `the variable \`${name}\``,
        "Only the Groovy of this file knows its value. Let a script find it.",
        "lost",
      );
  if (leaf.cell.size > 0) own("a cell of a matrix", "Each cell is a job of its own.", "changed");
  if (row.failFast)
    own("`failFast`", "A job of cig.toml ends no other ones but variants of its own.", "lost");
  agentResidue(bodies, own);
  const table: Record<string, TomlValue | undefined> = {
    name:
      leaf.name !== "" && leaf.name !== id && leaf.parts === undefined
        ? tomlText(leaf.name, () => {})
        : undefined,
    needs: row.needs.length > 0 ? row.needs.map((need) => ids.get(need) ?? need) : undefined,
    if: condition,
    image: imageOf(row, bodies),
    runner,
    env:
      env.length > 0
        ? Object.fromEntries(env.map(([name, value]) => [name, tomlText(value, () => {})]))
        : undefined,
    approval: approvalOf(run),
    timeout: row.timeoutMinutes > 0 ? `${row.timeoutMinutes}m` : undefined,
    retry: row.retries > 0 ? Math.min(10, row.retries) : undefined,
    continue_on_error: row.continueOnError || undefined,
    concurrency: row.concurrency,
    checkout: hasCheckout ? undefined : false,
    steps,
    provider: Object.keys(hatch).length > 0 ? { jenkins: hatch } : undefined,
  };
  return Object.fromEntries(Object.entries(table).filter(([, value]) => value !== undefined)) as TomlTable;
}

function conditionOf(
  { leaf }: Run,
  tell: (what: string, why: string, kind: "changed") => void,
): string | undefined {
  const whens = [...leaf.when, ...(leaf.parts === undefined ? [section(leaf.body, "when") ?? []] : [])];
  const { text, lost } = printTests(whens.map((source) => ({ holds: () => "unknown", source })));
  for (const what of lost)
    tell(what, "A condition of cig.toml cannot ask it: the job runs whatever it says.", "changed");
  return text === "true" ? undefined : text;
}

/** `agent any` is a machine without a label; cig's own jobs ask for a system. */
function runnerOf(
  { machine, os, arch }: JobRow,
  bodies: readonly (readonly Stmt[])[],
  runners: Record<string, TomlTable>,
): string | undefined {
  const label = machine ?? "";
  if (label === "" && agentOf(bodies)?.image) return undefined;
  const usual = os === "macos" ? "arm64" : "amd64";
  const plain =
    label === "" ? (os === "linux" ? "any" : `any-${os}`) : legalId(label.replace(/[^\w]+/g, "-"));
  runners[plain] = { ...(os !== "linux" && { os }), ...(arch !== usual && { arch }), jenkins: { label } };
  return plain;
}

function imageOf(row: JobRow, bodies: readonly (readonly Stmt[])[]): TomlValue | undefined {
  if (row.image === undefined || row.image.includes("{{ jenkins: ") || isFromFile(bodies)) return undefined;
  const name = tomlText(row.image, () => {});
  const args = plainText(lineOf(dockerOf(bodies), "args"));
  return args === undefined ? name : { name, options: args.trim().split(/\s+/) };
}

function innermostAgent(bodies: readonly (readonly Stmt[])[]): readonly Stmt[] {
  return (
    [...bodies]
      .reverse()
      .map((body) => section(body, "agent"))
      .find((each) => each) ?? []
  );
}

function dockerOf(bodies: readonly (readonly Stmt[])[]): readonly Stmt[] | undefined {
  return section(innermostAgent(bodies), "docker");
}

function isFromFile(bodies: readonly (readonly Stmt[])[]): boolean {
  return callsIn(innermostAgent(bodies)).some(({ name }) => name === "dockerfile");
}

function agentResidue(
  bodies: readonly (readonly Stmt[])[],
  tell: (what: string, why: string, kind: "lost" | "changed") => void,
): void {
  const agent = innermostAgent(bodies);
  if (isFromFile(bodies))
    tell(
      "`agent { dockerfile }`",
      "An image is fetched and not made: build it in a job of its own, and name it.",
      "lost",
    );
  for (const { name } of callsIn(agent))
    if (!["docker", "dockerfile", "label", "node"].includes(name))
      tell(`\`agent { ${name} }\``, "A machine has a label, or an image.", "lost");
  const known = ["image", "label", "args", "registryUrl", "registryCredentialsId", "reuseNode", "alwaysPull"];
  for (const { name } of callsIn(dockerOf(bodies) ?? []))
    if (!["image", "label", "args"].includes(name))
      tell(
        `\`docker { ${name} }\``,
        known.includes(name)
          ? "Each job has a machine and a work tree of its own, and images are fetched where they are missing."
          : "An image has a name and options.",
        "changed",
      );
}

function approvalOf({ leaf }: Run): TomlValue | undefined {
  const input = section(leaf.body, "input");
  if (!input) return undefined;
  const message = plainText(lineOf(input, "message"));
  const submitter = plainText(lineOf(input, "submitter"));
  const approvers =
    submitter
      ?.split(",")
      .map((each) => each.trim())
      .filter(Boolean) ?? [];
  if (approvers.length > 0) return { ...(message !== undefined && { message }), approvers };
  return message ?? true;
}

const ownOptions: ReadonlySet<string> = new Set(["timeout", "retry", "skipDefaultCheckout", "lock"]);

function hatchOf(
  run: Run,
  row: JobRow,
  pipeline: readonly Stmt[],
  tell: (what: string, why: string, kind: "lost" | "hatch") => void,
): TomlTable {
  const { leaf } = run;
  const bodies = [
    ...leaf.around,
    ...(leaf.parts ?? []).flatMap(({ around }) => around),
    ...(leaf.body === pipeline ? [] : [leaf.body]),
  ];
  const merged = (name: string, own: ReadonlySet<string>) => {
    const table: Record<string, TomlValue> = {};
    for (const body of new Set(bodies)) {
      const found = hatchSection(body, name, own);
      Object.assign(table, found.table);
      for (const each of found.lost)
        tell(
          `\`${each}\``,
          "Its arguments are no literals, so that the escape hatch cannot hold them.",
          "lost",
        );
    }
    return table;
  };
  const options = merged("options", ownOptions);
  const tools = merged("tools", new Set());
  const environment = Object.fromEntries(
    Object.entries(run.env).flatMap(([name, value]): [string, TomlValue][] => {
      const call = callIn(value);
      return call ? [[name, call]] : [];
    }),
  );
  return {
    ...(row.timeoutMinutes === 0 && { timeout: false }),
    ...(Object.keys(environment).length > 0 && { environment }),
    ...(Object.keys(options).length > 0 && { options }),
    ...(Object.keys(tools).length > 0 && { tools }),
  };
}

/** Variables that all jobs have alike. */
function commonEnv(runs: readonly Run[]): Map<string, string> {
  const [first] = runs;
  return new Map(
    Object.entries(first?.env ?? {})
      .filter(
        ([name, value]) => !value.includes("{{ jenkins: ") && runs.every(({ env }) => env[name] === value),
      )
      .map(([name, value]) => [name, tomlText(value, () => {})]),
  );
}

function legalId(id: string): string {
  const plain = id.replace(/[^A-Za-z0-9_-]+/g, "-").replace(/^-+|-+$/g, "");
  return /^[A-Za-z_]/.test(plain) ? plain : `stage-${plain}`;
}

/** `tool('sonar')` as the escape hatch has it. */
function callIn(value: string): TomlTable | undefined {
  const found = /^\{\{ jenkins: (\w+)\((?:name: )?"([^"\\]*)"\) \}\}$/.exec(value);
  return found ? { [found[1]!]: found[2]! } : undefined;
}
