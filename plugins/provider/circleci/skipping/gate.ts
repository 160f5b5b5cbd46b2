import { type Gate, type Output, type Table, table, type Yaml } from "cig/sdk";
import type { JobCondition } from "../job/condition.ts";
import type { Placed } from "../job/invocation.ts";
import { usualImage } from "../job/machine.ts";
import { isLegal } from "../job/names.ts";
import { endsWell, namesToRequire } from "../job/requires.ts";
import type { Scope } from "../scope.ts";
import { filtersFor, type Refs } from "../triggers/refs.ts";
import { command, quoted } from "../value/shell.ts";
import { smallMachine } from "./small-machine.ts";

/** A name and a definition for `jobs`; the answer is the name that it got. */
type Define = (wanted: string, definition: Table) => string;

/** The gate of a workflow as its entries; `refs` are the branches and tags that the workflow is for. */
export interface CompiledGate {
  entries(refs: Refs | undefined): Yaml[];
}

/**
 * The job that tells of the whole run. CircleCI tells no job how the others ended, and lets one wait for this or that
 * end of each: a small job that requires all to have ended well leaves a word in the cache, under the id of the
 * workflow, and the gate, which waits for any end of each, looks for that word.
 */
export function compileGate(
  gate: Gate,
  placed: ReadonlyMap<string, Placed>,
  conditions: ReadonlyMap<string, JobCondition>,
  define: Define,
  scope: Scope,
): CompiledGate {
  const all = [...placed.values()];
  const names = all.flatMap(namesToRequire);
  const machine = smallMachine(gate.runner, usualImage);
  const name = shownName(gate, all, scope);
  const key = define(gate.job, gateJob(names, machine, scope.output));
  const well = all.length === 0 ? undefined : define(`all-well-before-${gate.job}`, wellJob(machine));
  // CircleCI leaves a job out whose every need it has left out.
  const mayBeAlone = all.length > 0 && all.every(({ job }) => conditions.get(job.id)?.filter !== undefined);
  const begin = mayBeAlone ? define(`before-${gate.job}`, table(["type", "no-op"])) : undefined;
  return {
    entries(refs) {
      const filters = refs && filtersFor(refs);
      const waits = [...names, ...(well === undefined ? [] : [well])];
      const ends = waits.map((each): Yaml => table([each, "terminal"]));
      const first = begin === undefined ? [] : [begin];
      return [
        ...(begin === undefined ? [] : [entry(begin, table(["filters", filters]))]),
        ...(well === undefined
          ? []
          : [
              entry(
                well,
                table(
                  ["requires", [...first, ...all.flatMap((each) => endsWell(each, placed))]],
                  ["filters", filters],
                ),
              ),
            ]),
        entry(
          key,
          table(
            ["name", name === key ? undefined : name],
            ["requires", ends.length > 0 ? [...first, ...ends] : undefined],
            ["filters", filters],
          ),
        ),
      ];
    },
  };
}

function entry(key: string, settings: Table): Yaml {
  return settings.size > 0 ? table([key, settings]) : key;
}

/** The name that branch protection requires; the job's id where CircleCI takes no such name. */
function shownName({ name, job }: Gate, all: readonly Placed[], scope: Scope): string {
  const isTaken = all.some(({ names, key }) => key === name || [...names.values()].includes(name));
  if (isLegal(name) && !isTaken) return name;
  scope.report.add(
    "CC025",
    ["gate", "name"],
    isTaken
      ? `A job is called "${name}", too, so that the gate is called "${job}" on CircleCI.`
      : `The gate is called "${job}" on CircleCI, which takes no such name as "${name}".`,
    "Choose another name for the gate: letters, digits, blanks and -.",
  );
  return job;
}

/** The file that holds the workflow's id when all went well: one of another run, on a machine that stays, says nothing. */
const word = "/tmp/cig/all-well";
const key = "cig-gate-{{ .Environment.CIRCLE_WORKFLOW_ID }}";

function wellJob(machine: Table): Table {
  return table(["description", "Runs when all jobs have ended well, and tells the gate"], ...machine, [
    "steps",
    [
      table([
        "run",
        table(
          ["name", "Note that all went well"],
          ["command", command("mkdir -p /tmp/cig", `printf '%s' "$CIRCLE_WORKFLOW_ID" > ${word}`)],
        ),
      ]),
      table(["save_cache", table(["name", "Tell the gate"], ["key", key], ["paths", [word]])]),
    ],
  ]);
}

function gateJob(names: readonly string[], machine: Table, { skipping }: Output): Table {
  const leftOut = (skipping?.leftOut ?? []).map(
    ({ variant, reason }) => `echo ${quoted(`left out: ${variant}: ${reason}`)}`,
  );
  const ask = table(["restore_cache", table(["name", "Ask whether all ended well"], ["keys", [key]])]);
  return table(["description", "The one check to require: it tells how the whole run went"], ...machine, [
    "steps",
    [
      ...(names.length > 0 ? [ask] : []),
      table([
        "run",
        table(
          ["name", "Tell how the run went"],
          ["command", command(...leftOut, ...(names.length > 0 ? verdictLines(names) : nothingLines))],
        ),
      ]),
    ],
  ]);
}

const nothingLines = ['echo "There was nothing to run."'];

function verdictLines(names: readonly string[]): string[] {
  return [
    `if [ "$(cat ${word} 2> /dev/null)" != "$CIRCLE_WORKFLOW_ID" ]; then`,
    `  echo ${quoted("One of these jobs failed, was cancelled, or did not run because of another:")} >&2`,
    ...names.map((name) => `  echo ${quoted(`  ${name}`)} >&2`),
    "  exit 1",
    "fi",
    `echo ${quoted("All of these ended well, or had nothing to do:")}`,
    ...names.map((name) => `echo ${quoted(`  ${name}`)}`),
  ];
}
