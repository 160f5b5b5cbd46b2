import { type Draft, type Findings, isEmpty, tomlOf } from "cig/sdk/import";
import { isRecord, recordOf } from "../reader/raw.ts";
import { slug } from "../workflow/names.ts";
import { callsCommand } from "./flatten.ts";
import type { MadeJob } from "./job.ts";
import type { PlacedJob, PlacedWorkflow } from "./place.ts";
import type { Source } from "./source.ts";
import type { Start } from "./workflow.ts";

interface Made {
  readonly workflow: PlacedWorkflow;
  readonly start: Start;
  readonly jobs: ReadonlyMap<PlacedJob, { readonly made: MadeJob }>;
}

/** What of a configuration stands outside of its jobs, for the escape hatch of its outputs. The rest is told. */
export function topLevel(
  source: Source,
  workflows: readonly Made[],
  callsCommands: boolean,
  findings: Findings,
): Draft {
  const { path, value } = source;
  const hatch: Draft = {};
  if (workflows.length === 0) {
    findings.lost(path, 1, "", "the file", "It has no workflow with a job, so that it starts nothing.");
    return hatch;
  }
  for (const [key, each] of Object.entries(value)) {
    if (partKeys.has(key) || each === null || each === undefined) continue;
    if (knownKeys.has(key)) {
      hatch[key] = tomlOf(each);
      findings.hatch(path, source.lineAt(key), "", `the key \`${key}\``, hatchWhy);
    } else if (!source.holdsAnchor(key)) {
      hatch[key] = tomlOf(each);
      findings.hatch(
        path,
        source.lineAt(key),
        "",
        `the key \`${key}\``,
        "cig does not know it; it stays in the escape hatch of the output as it is.",
      );
    }
  }
  if (callsCommands && isRecord(value.commands)) {
    hatch.commands = tomlOf(value.commands);
    findings.hatch(
      path,
      source.lineAt("commands"),
      "",
      "the key `commands`",
      "A step of an orb calls one of them: they stay in the escape hatch of the output.",
    );
  }
  takeWorkflows(source, workflows, hatch, findings);
  const tables = workflows.flatMap(({ jobs }) => [...jobs.values()].map(({ made }) => made.table));
  if (isRecord(value.orbs)) takeOrbs(source, JSON.stringify([tables, hatch]), hatch, findings);
  tellUnused(source, workflows, callsCommands, findings);
  return hatch;
}

const partKeys = new Set(["version", "orbs", "jobs", "commands", "executors", "workflows"]);
const knownKeys = new Set(["parameters", "setup"]);
const hatchWhy = "It is CircleCI's own, and stays in the escape hatch of the output.";

/** Orbs that something in an escape hatch names, or that nothing names; cig writes those of steps and jobs itself. */
function takeOrbs(source: Source, text: string, hatch: Draft, findings: Findings): void {
  const kept: Draft = {};
  for (const [name, orb] of Object.entries(recordOf(source.value.orbs))) {
    const line = source.lineAt("orbs", name);
    if (isRecord(orb)) {
      const { jobs: _, commands: __, executors: ___, version: ____, description: _____, ...other } = orb;
      for (const key of Object.keys(other))
        findings.lost(
          source.path,
          line,
          "",
          `the key \`${key}\` of the orb \`${name}\``,
          "Orbs within the file are put in their places, and cig does not know this part.",
        );
      // An orb that is put in by whoever starts the pipeline.
      if (Object.keys(orb).length === 0) kept[name] = {};
    } else if (typeof orb !== "string")
      findings.lost(source.path, line, "", `the orb \`${name}\``, "It is no orb.");
    else if (
      text.includes(`"${name}/`) ||
      !text.includes(`"${orb.replace("@", "/").split("/").slice(0, 2).join("/")}/`)
    )
      kept[name] = orb;
  }
  if (isEmpty(kept)) return;
  hatch.orbs = kept;
  findings.hatch(source.path, source.lineAt("orbs"), "", "the key `orbs`", hatchWhy);
}

function takeWorkflows(source: Source, workflows: readonly Made[], hatch: Draft, findings: Findings): void {
  const own: Draft = {};
  for (const { workflow, start } of workflows) {
    const { name } = workflow;
    if (slug(name) !== name)
      findings.changed(
        source.path,
        source.lineAt("workflows", name),
        "",
        `the name of the workflow \`${name}\``,
        `It is rendered as "${slug(name)}": checks that name the workflow have to be changed.`,
      );
    if (isEmpty(start.hatch)) continue;
    own[slug(name)] = start.hatch;
    for (const [key, isKnown] of start.hatched)
      findings.hatch(
        source.path,
        source.lineAt("workflows", name, key),
        "",
        `the key \`${key}\` of the workflow \`${name}\``,
        isKnown ? hatchWhy : "cig does not know it; it stays in the escape hatch of the output as it is.",
      );
  }
  if (!isEmpty(own)) hatch.workflows = own;
}

/** Definitions that nothing uses are not written again. */
function tellUnused(
  source: Source,
  workflows: readonly Made[],
  callsCommands: boolean,
  findings: Findings,
): void {
  const { path, value } = source;
  const placed = new Set(
    workflows.flatMap(({ workflow }) => workflow.jobs.map(({ invocation }) => invocation.key)),
  );
  for (const name of Object.keys(recordOf(value.jobs)))
    if (!placed.has(name))
      findings.lost(
        path,
        source.lineAt("jobs", name),
        "",
        `the job \`${name}\``,
        "No workflow has it, so that it never runs.",
      );
  const commands = recordOf(value.commands);
  for (const name of Object.keys(commands))
    if (
      !callsCommands &&
      !callsCommand(
        [value.jobs, value.workflows, value.commands].map((each) => Object.values(recordOf(each))),
        { [name]: true },
      )
    )
      findings.lost(
        path,
        source.lineAt("commands", name),
        "",
        `the command \`${name}\``,
        "Nothing calls it.",
      );
  const text = JSON.stringify([value.jobs ?? null, value.workflows ?? null]);
  for (const name of Object.keys(recordOf(value.executors)))
    if (!text.includes(JSON.stringify(name)))
      findings.lost(
        path,
        source.lineAt("executors", name),
        "",
        `the executor \`${name}\``,
        "No job runs in it.",
      );
}
