import { alternatives, cacheBeginning, folderOf, type StepRow } from "cig/sdk/table";
import { type Definitions, orbName, type PlainStep } from "../definitions.ts";
import { judgeLogic } from "../expression/logic.ts";
import { extrasOf } from "../extras.ts";
import { readText } from "../names.ts";
import { isRecord, recordOf, textsOf } from "../raw.ts";
import { keyOf, keyText } from "./keys.ts";
import { belowRoot } from "./root.ts";
import { readRun } from "./run.ts";
import type { JobState } from "./state.ts";
import { type Condition, decideStep } from "./time.ts";

/** What other jobs have left in the workspace, by job. */
export interface Workspace {
  readonly job: string;
  /** Jobs before this one that leave something. */
  readonly before: readonly string[];
}

/** Reads steps into the job's state, one after the other. */
export function readSteps(
  steps: readonly PlainStep[],
  conditions: readonly Condition[],
  workspace: Workspace,
  definitions: Definitions,
  state: JobState,
): void {
  for (const step of steps)
    if (step.kind === "when" && neverHolds(step)) continue;
    else if (step.kind === "when")
      readSteps(step.steps, [...conditions, step], workspace, definitions, state);
    else if (step.name === "run") readRun(step.value, conditions, state);
    else readOther(step.name, step.value, conditions, workspace, definitions, state);
}

/** True where parameters alone decide that a condition never holds: such steps are in no pipeline. */
function neverHolds({ condition, isUnless }: Condition): boolean {
  return judgeLogic(condition, () => undefined) === isUnless;
}

function readOther(
  name: string,
  value: unknown,
  conditions: readonly Condition[],
  workspace: Workspace,
  definitions: Definitions,
  state: JobState,
): void {
  const given = recordOf(value);
  // What is stored is stored whatever has happened.
  const when = given.when ?? (/^store_/.test(name) ? "always" : undefined);
  const { runsOn, runsAfter } = decideStep({ conditions, when, environment: {} }, state.project);
  const add = (row: StepRow) => state.add({ ...row, runsOn, runsAfter });
  switch (name) {
    case "checkout":
      add({
        kind: "checkout",
        ref: "",
        depth: given.method === "full" ? 0 : 1,
        submodules: false,
        lfs: false,
      });
      break;
    case "restore_cache":
      {
        const keys = textsOf(given.keys ?? given.key);
        const restoreKeys = keys.slice(1).map((key) => cacheBeginning(keyText(key).text));
        add({
          kind: "cache",
          paths: keys.slice(0, 1),
          mode: "restore",
          key: keyOf(keys[0], state),
          restoreKeys,
        });
      }
      break;
    case "save_cache":
      add({
        kind: "cache",
        paths: [String(given.key), ...textsOf(given.paths).map((path) => plainPath(path, state))],
        mode: "save",
        key: keyOf(given.key, state),
      });
      break;
    case "store_artifacts":
      if (isReport(given.path, state))
        add({ kind: "report", report: readText(given.destination), paths: state.gathered!.paths });
      else if (!isGathered(readText(given.path), state)) add(storedRow(given.path, given.destination, state));
      break;
    case "persist_to_workspace":
      if (
        !isGathered(readText(given.root), state) &&
        !textsOf(given.paths).every((path) => /^(?:outputs|done)\//.test(path))
      )
        add({
          kind: "upload",
          name: `workspace-${workspace.job}`,
          paths: below(given.root, given.paths, state),
        });
      break;
    case "attach_workspace":
      if (!/\bcig\/attached$/.test(readText(given.at)))
        for (const job of workspace.before)
          add({ kind: "download", name: `workspace-${job}`, path: plainPath(given.at, state) });
      break;
    case "store_test_results":
      addJunit(given.path ?? value, state, add);
      break;
    case "setup_remote_docker":
      if (state.project.tellsOwn) add({ kind: "native", uses: name, extras: extrasOf(given) });
      break;
    default: {
      // The steps that it is given stand behind it.
      const { steps: _, ...inputs } = given;
      add({
        kind: "native",
        uses: orbName(name, definitions),
        ...(state.project.tellsOwn && { extras: extrasOf(inputs) }),
      });
    }
  }
}

/** True for the folder in which a script has just gathered the files of an artifact, which stands there already. */
function isGathered(path: string, { gathered }: JobState): boolean {
  return gathered !== undefined && /\bcig\/kept(?:-\d+)?(?:\/|$)/.test(path);
}

/** True for the folder in which a script has just gathered the files of a report. */
function isReport(path: unknown, { gathered }: JobState): boolean {
  return gathered?.report !== undefined && readText(path) === gathered.report;
}

/** Results of several paths, which are stored one after the other, are one report. */
function addJunit(path: unknown, state: JobState, add: (row: StepRow) => void): void {
  if (isReport(path, state)) {
    add({ kind: "report", report: "junit", paths: state.gathered!.paths });
    return;
  }
  const own = plainPath(path, state);
  const last = state.steps.at(-1);
  if (last?.kind === "report" && last.report === "junit")
    state.steps[state.steps.length - 1] = { ...last, paths: [...last.paths, own] };
  else add({ kind: "report", report: "junit", paths: [own] });
}

function storedRow(path: unknown, destination: unknown, state: JobState): StepRow {
  const own = plainPath(path, state);
  return { kind: "upload", name: readText(destination) || own, paths: [own], ifMissing: "warn" };
}

function below(root: unknown, paths: unknown, state: JobState): string[] {
  const folder = plainPath(root, state);
  return textsOf(paths)
    .map(readText)
    .flatMap(alternatives)
    .map(folderOf)
    .map((path) => (folder === "" ? path : path === "" ? folder : `${folder}/${path}`));
}

function plainPath(path: unknown, { workingDirectory }: JobState): string {
  return belowRoot(readText(path), workingDirectory);
}

/** True for a step that puts something into the workspace. */
export function leavesFiles(steps: readonly PlainStep[]): boolean {
  return steps.some((step) =>
    step.kind === "when"
      ? leavesFiles(step.steps)
      : step.name === "persist_to_workspace" &&
        isRecord(step.value) &&
        !/\bcig\/kept/.test(String(step.value.root)),
  );
}
