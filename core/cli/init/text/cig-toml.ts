import type { Fact } from "../../../../proto/gen/cig/plugin/v1/fact_pb.ts";
import { type Finding, placeText } from "../../findings.ts";
import type { DraftJob } from "../jobs.ts";
import type { DraftOutput } from "../outputs.ts";
import type { DraftProject } from "../project.ts";
import { tomlComment, tomlKey, tomlList, tomlString, withoutNames } from "../toml.ts";
import { findingLines } from "./finding-lines.ts";

/** Everything that the written file says. */
export interface Draft {
  readonly project: DraftProject;
  readonly findings: readonly Finding[];
  readonly jobs: readonly DraftJob[];
  readonly outputs: readonly DraftOutput[];
  /** Of policy rules, where they differ from the rules' own. */
  readonly levels: ReadonlyMap<string, string>;
}

/** The text of a cig.toml, as a careful person would write it, with the evidence as comments. */
export function composeCigToml(draft: Draft): string {
  const sections = [
    head,
    project(draft.project),
    found(draft.findings),
    ...(draft.jobs.length > 0 ? draft.jobs.map(job) : [helloJob]),
    policy(draft.levels),
    ...draft.outputs.map(output),
  ];
  return `${sections.filter((section) => section !== "").join("\n\n")}\n`;
}

const head = `# What this project's CI does. Written by \`cig init\` from what it found here; from now on it is yours to edit.
# \`cig plan\` shows what it would render, \`cig render\` writes it.
version = "0.2"`;

const helloJob = `# Nothing was found that says how to check this repository. A job looks like this; take the signs away to use it:
#
# [jobs.hello]
# steps = [
#   { run = "echo hello" },
# ]
#
# With packages = ["ruby"], ["node"] or ["python"] the tool and the dependencies are installed and cached.`;

function project({ name, defaultBranch, runner }: DraftProject): string {
  const lines = ["[project]", `name = ${tomlString(name)}`, `default_branch = ${tomlString(defaultBranch)}`];
  if (runner !== undefined) lines.push(`default_runner = ${tomlString(runner)}`);
  return lines.join("\n");
}

function found(findings: readonly Finding[]): string {
  if (findings.length === 0) return "";
  return ["# Found:", ...findingLines(findings).map((line) => tomlComment(`  ${line}`))].join("\n");
}

function job(draft: DraftJob): string {
  const commands = draft.services.length > 0 ? [...draft.filling, ...draft.commands] : draft.commands;
  const lines = [`[jobs.${tomlKey(draft.id)}]`];
  if (draft.needs.length > 0) lines.push(`needs = ${tomlList(draft.needs)}`);
  if (draft.workingDirectory)
    lines.push(`working_directory = ${tomlString(withoutNames(draft.workingDirectory))}`);
  if (draft.packages.length > 0) lines.push(`packages = ${tomlList(draft.packages)}`);
  lines.push(...matrix(draft), ...services(draft));
  if (draft.skip) lines.push("skip_if = {}  # left out where it passed on the same files");
  lines.push(
    `timeout = ${tomlString(draft.timeout)}`,
    "steps = [",
    ...commands.map((fact) => step(fact, draft)),
    "]",
  );
  return lines.join("\n");
}

function matrix({ matrix }: DraftJob): string[] {
  if (matrix.size === 0) return [];
  const axes = [...matrix].map(([tool, versions]) => `${tomlKey(tool)} = ${tomlList(versions)}`);
  return [`matrix = { ${axes.join(", ")} }`];
}

function services({ services }: DraftJob): string[] {
  if (services.length === 0) return [];
  const evidence = services
    .flatMap(({ name, fact }) => (fact ? [`${name}: ${placeOf(fact)}`] : []))
    .join(", ");
  const hasVersion = services.some(({ version }) => version !== undefined);
  const entries = services.map(
    ({ name, version }) =>
      `${tomlKey(name)} = ${version === undefined ? "true" : tomlString(withoutNames(version))}`,
  );
  const value = hasVersion ? `{ ${entries.join(", ")} }` : tomlList(services.map(({ name }) => name));
  return [`services = ${value}${evidence && `  ${tomlComment(evidence)}`}`];
}

function step(fact: Fact, { given }: DraftJob): string {
  if (given) return `  ${useOf(fact.value, given)},  ${tomlComment(placeOf(fact))}`;
  return `  { run = ${tomlString(withoutNames(fact.value))} },  ${tomlComment(placeOf(fact))}`;
}

function useOf(module: string, given: ReadonlyMap<string, string>): string {
  const inputs = [...given].map(
    ([name, value]) => `${tomlKey(name)} = ${value === "true" ? value : tomlString(withoutNames(value))}`,
  );
  const uses = `uses = ${tomlString(withoutNames(module))}`;
  return inputs.length === 0 ? `{ ${uses} }` : `{ ${uses}, with = { ${inputs.join(", ")} } }`;
}

function policy(levels: ReadonlyMap<string, string>): string {
  if (levels.size === 0) return "";
  const pairs = [...levels].map(([rule, level]) => `${tomlKey(rule)} = ${tomlString(level)}`);
  return `[policy]\nlevels = { ${pairs.join(", ")} }`;
}

function output({ provider, path, existing }: DraftOutput): string {
  const lines = ["[[outputs]]", `provider = ${tomlString(provider)}`, `path = ${tomlString(path)}`];
  if (existing.includes(path))
    return [
      tomlComment(`${path} was not written by cig. To let cig replace it, take the signs away and run`),
      tomlComment("`cig render --force`."),
      ...lines.map(tomlComment),
    ].join("\n");
  if (existing.length === 0) return lines.join("\n");
  const shown = `${existing.slice(0, 3).join(", ")}${existing.length > 3 ? ", …" : ""}`;
  return [
    tomlComment(`The repository already has ${shown}.`),
    tomlComment("They are left alone; remove what this file makes superfluous."),
    ...lines,
  ].join("\n");
}

function placeOf({ evidence }: Fact): string {
  return evidence[0] ? placeText(evidence[0]) : "";
}
