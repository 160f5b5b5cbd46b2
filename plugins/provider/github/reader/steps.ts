import {
  folderOf,
  joinCaches,
  type Occasion,
  type ScriptRow,
  type StepRow,
  scriptOf,
  toolchainOf,
} from "cig/sdk/table";
import { readAction, readToolCache } from "./actions.ts";
import { decideAll, type Known } from "./expression/condition.ts";
import type { Node } from "./expression/parse.ts";
import { conditionNode, readText } from "./expression/text.ts";
import { type Table, Unknown, type Value } from "./expression/value.ts";
import { extrasOf, stepExtras } from "./extras.ts";
import type { Files } from "./files.ts";
import { readOwnStep, withoutRemains } from "./own-steps.ts";
import { listOf, type Raw, recordOf } from "./raw.ts";
import { readEnv } from "./services.ts";
import { readShell } from "./shell.ts";
import { isRecord } from "./skipping.ts";
import { toolInputs } from "./tool-inputs.ts";

/** What a job gives its steps. */
export interface Around {
  readonly files: Files;
  /** The values of expressions: matrix, runner. */
  readonly names: Table;
  readonly needs: readonly string[];
  readonly defaultBranch: string;
  /** Of the matrix, in the order of the axes. */
  readonly values: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly workingDirectory: string;
  readonly shell: string;
  /** The shell as the job names it; empty where it says nothing. */
  readonly ownShell: string;
  readonly conditions: readonly (Node | undefined)[];
  readonly depth: number;
}

/** The steps of a job, those of composite actions of the repository in their places. */
export function readSteps(steps: unknown, around: Around): StepRow[] {
  return joinCaches(withoutRemains(allSteps(steps, around)));
}

function allSteps(steps: unknown, around: Around): StepRow[] {
  return listOf(steps).flatMap((step) => readStep(recordOf(step), around));
}

/** Composite actions may call each other; GitHub allows ten levels. */
const deepest = 10;

function readStep(step: Raw, around: Around): StepRow[] {
  if (isRecord(step)) return [];
  const env = { ...around.env, ...readEnv(step.env, around.names) };
  const conditions = [...around.conditions, conditionNode(step.if)];
  const { runsOn, runsAfter, isGuarded } = decideAll(conditions, knownTo(around, env));
  if (step.uses === undefined) {
    if (step.run === undefined) return [];
    const own = readOwnStep(step, around.names, around.values);
    if (own) return own === "nothing" ? [] : [{ ...own, runsOn, runsAfter }];
    const shell = readText(step.shell ?? around.ownShell, around.names);
    const more = extrasOf(stepExtras(step, around.names, shell, isGuarded));
    return [{ ...runRow(step, env, { runsOn, runsAfter, isGuarded }, around), ...more }];
  }
  const uses = String(step.uses);
  const composite = uses.startsWith("./") && around.depth < deepest ? around.files.action(uses) : undefined;
  if (composite) {
    const runs = recordOf(composite.runs);
    if (runs.using === "composite")
      return allSteps(runs.steps, inside(composite, recordOf(step.with), { ...around, env, conditions }));
  }
  const call = { inputs: toolInputs(uses, recordOf(step.with)), known: around.names, values: around.values };
  const more = extrasOf(stepExtras(step, around.names, "", isGuarded));
  const cache = readToolCache(uses, call);
  return [
    { ...readAction(uses, call), runsOn, runsAfter, ...more },
    ...(cache ? [{ ...cache, runsOn, runsAfter }] : []),
  ];
}

/** What the steps of a composite action see: its inputs are what the call says, or else what it defaults to. */
function inside(action: Raw, given: Raw, around: Around): Around {
  const inputs = Object.entries(recordOf(action.inputs)).map(([name, input]): [string, Value] => [
    name,
    readText(given[name] ?? recordOf(input).default, around.names),
  ]);
  return {
    ...around,
    names: { ...around.names, inputs: Object.fromEntries(inputs) },
    workingDirectory: "",
    depth: around.depth + 1,
  };
}

interface Time {
  readonly runsOn: readonly Occasion[];
  readonly runsAfter: ScriptRow["runsAfter"];
  readonly isGuarded: boolean;
}

function runRow(step: Raw, env: Record<string, string>, time: Time, around: Around): StepRow {
  const { runsOn, runsAfter, isGuarded } = time;
  const { names } = around;
  const name = readText(step.name, names);
  const toolchain = toolchainOf(name, env);
  if (toolchain) return { ...toolchain, runsOn, runsAfter };
  const { shell, retries, background, timeoutMinutes } = readShell(
    readText(step.shell ?? around.shell, names),
  );
  const folder = step["working-directory"] ?? around.workingDirectory;
  return {
    kind: "run",
    script: withoutSetup(scriptOf(readText(step.run, names))),
    env: withoutAudience(env),
    workingDirectory: folderOf(readText(folder, names)),
    shell,
    runsOn,
    runsAfter,
    isGuarded,
    timeoutMinutes: Number(readText(step["timeout-minutes"], names)) || timeoutMinutes,
    continueOnError: isTrue(step["continue-on-error"], names),
    background,
    retries,
  };
}

/** Tells tools that ask for an identity token themselves who it is for. */
function withoutAudience({ CIG_OIDC_AUDIENCE: _, ...env }: Record<string, string>): Record<string, string> {
  return env;
}

/** What cig puts in front of a script that leaves outputs, in each language. */
const outputLines: readonly string[] = [
  'export CIG_OUTPUT="$GITHUB_OUTPUT"\n',
  "$env:CIG_OUTPUT = $env:GITHUB_OUTPUT\n",
  '@set "CIG_OUTPUT=%GITHUB_OUTPUT%"\n',
  'import os; os.environ["CIG_OUTPUT"] = os.environ["GITHUB_OUTPUT"]\n',
];

function withoutSetup(script: string): string {
  const line = outputLines.find((each) => script.startsWith(each));
  return line === undefined ? script : script.slice(line.length);
}

export function isTrue(value: unknown, names: Table): boolean {
  return value === true || readText(value, names) === "true";
}

function knownTo({ names, needs, defaultBranch }: Around, env: Readonly<Record<string, string>>): Known {
  const values = Object.entries(env).map(([name, text]): [string, Value] => [
    name,
    text.includes("{{") ? new Unknown(`env.${name.toLowerCase()}`) : text,
  ]);
  return { names: { ...names, env: Object.fromEntries(values) }, needs, defaultBranch };
}
