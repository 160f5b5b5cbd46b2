import {
  type Draft,
  type Findings,
  type Imported,
  type ImportedComment,
  type Importer,
  type ImportSource,
  idFor,
  isEmpty,
  openFindings,
  openYamlFile,
  tomlOf,
  type YamlFile,
} from "cig/sdk/import";
import { flatten } from "../reader/flatten.ts";
import { interpolatedTree } from "../reader/interpolation.ts";
import { isRecord, listOf, type Raw } from "../reader/raw.ts";
import { makeJob, openRunners, type PlacedStep, type Runners } from "./job.ts";
import { plainEnv } from "./variables.ts";

/** One file of steps. */
interface Pipeline {
  readonly file: YamlFile;
  readonly path: string;
  /** The id of its workflow, where there are several. */
  readonly id: string;
  readonly value: Raw;
  readonly steps: readonly PlacedStep[];
}

/**
 * Turns pipelines of Buildkite into cig.toml: a step is a job. What a step does stays what it is; waits become needs,
 * and what cig.toml has no word for stays in escape hatches.
 */
export const importBuildkite: Importer = ({ files, literal, defaultBranch }: ImportSource): Imported => {
  const findings = openFindings();
  const pipelines = openPipelines(files, findings);
  const comments: ImportedComment[] = [];
  const runners = openRunners();
  const jobs: Draft = {};
  for (const pipeline of pipelines) takeJobs(pipeline, jobs, runners, literal, findings, comments);
  const config = assemble(pipelines, jobs, runners, defaultBranch, findings, comments);
  return { config, comments, residue: findings.all() };
};

function openPipelines(files: ReadonlyMap<string, string>, findings: Findings): Pipeline[] {
  const usual = /^\.buildkite\/pipeline\.ya?ml$/;
  const taken = new Set<string>();
  const ids = new Set<string>();
  return [...files]
    .filter(([path]) => /\.ya?ml$/.test(path))
    .sort(([a], [b]) => (usual.test(a) ? -1 : usual.test(b) ? 1 : a < b ? -1 : 1))
    .flatMap(([path, text]): Pipeline[] => {
      const file = openYamlFile(path, text);
      if ("fault" in file) {
        findings.lost(path, 1, "", "the file", `It cannot be read as a pipeline: ${file.fault}.`);
        return [];
      }
      const value = Array.isArray(file.value) ? { steps: file.value } : file.value;
      // Other files lie in the folder as well.
      if (!isRecord(value) || !Array.isArray(value.steps)) return [];
      const id = distinct(workflowId(path), ids);
      return [{ file, path, id, value, steps: placeSteps(value, id, taken) }];
    });
}

function workflowId(path: string): string {
  const plain = idFor(path.replace(/^\.buildkite\//, "").replace(/\.ya?ml$/, ""));
  return plain === "default" ? "default-pipeline" : plain;
}

/** The steps with the keys by which they are known, which hold no variables of whoever uploads the pipeline. */
function placeSteps(value: Raw, workflow: string, taken: Set<string>): PlacedStep[] {
  const written = flatten(value.steps);
  const read = flatten(interpolatedTree(value.steps));
  const ids = new Map(
    read.map(({ key }) => {
      const wanted = idFor(key);
      return [key, distinct(taken.has(wanted) ? idFor(`${wanted}-${workflow}`) : wanted, taken)] as const;
    }),
  );
  return read.map(({ key, needs, kind, group }, at) => {
    const own = written[at]!;
    return {
      id: ids.get(key)!,
      key,
      kind,
      group: group === undefined ? undefined : own.group,
      step: own.step,
      place: own.place,
      needs: needs.map((need) => ({ ...need, id: ids.get(need.key) })),
    };
  });
}

function distinct(wanted: string, taken: Set<string>): string {
  let id = wanted;
  for (let count = 2; taken.has(id); count++) id = `${wanted}-${count}`;
  taken.add(id);
  return id;
}

function takeJobs(
  { file, path, steps }: Pipeline,
  jobs: Draft,
  runners: Runners,
  literal: ReadonlySet<string>,
  findings: Findings,
  comments: ImportedComment[],
): void {
  const groups = new Map<string, number>();
  for (const { group } of steps) if (group) groups.set(group.label, group.at);
  for (const placed of steps) {
    const isOne = placed.group !== undefined && groups.get(placed.group.label) === placed.group.at;
    const made = makeJob(placed, steps, { runners, isLiteral: literal.has(placed.id), keepsGroup: isOne });
    jobs[placed.id] = made.table;
    for (const { key, isKnown } of made.hatched)
      findings.hatch(
        path,
        file.lineAt(...placed.place, key),
        placed.id,
        `the key \`${key}\``,
        isKnown
          ? "It is Buildkite's own, and stays in the escape hatch of the job."
          : "cig does not know it; it stays in the escape hatch of the job as it is.",
      );
    for (const { what, why } of made.changed)
      findings.changed(path, file.lineAt(...placed.place), placed.id, what, why);
    const lines = file.commentAt(...placed.place);
    if (lines.length > 0) comments.push({ path: ["jobs", placed.id], lines });
  }
}

function assemble(
  pipelines: readonly Pipeline[],
  jobs: Draft,
  runners: Runners,
  defaultBranch: string,
  findings: Findings,
  comments: ImportedComment[],
): Draft {
  const isOne = pipelines.length === 1;
  const [first] = pipelines;
  const head = first?.file.head ?? [];
  if (head.length > 0) comments.unshift({ path: [], lines: head });
  const on = { push: true, pull_request: true };
  const machines = runners.used();
  return {
    version: "0.2",
    project: {
      ...(defaultBranch !== "main" && { default_branch: defaultBranch }),
      default_timeout: false,
    },
    ...(first && { on }),
    ...(isOne && envOf(first!)),
    ...(!isEmpty(machines) && { runners: machines }),
    jobs,
    ...(!isOne &&
      first && {
        workflows: Object.fromEntries(
          pipelines.map((pipeline) => [
            pipeline.id,
            { jobs: pipeline.steps.map(({ id }) => id), ...envOf(pipeline) },
          ]),
        ),
      }),
    outputs: pipelines.map((pipeline) => ({
      provider: { buildkite: { "trigger-conditions": false, ...topLevel(pipeline, findings) } },
      path: pipeline.path,
      ...(!isOne && { workflow: pipeline.id }),
    })),
  };
}

function envOf({ value }: Pipeline): Draft {
  const { native } = plainEnv(value.env);
  return isEmpty(native) ? {} : { env: native };
}

const knownKeys = new Set(["agents", "notify", "image", "priority", "secrets", "checkout", "cache"]);

/** What stands beside the steps, for the escape hatch of the output. */
function topLevel({ file, path, value }: Pipeline, findings: Findings): Draft {
  const hatch: Draft = {};
  const { hatch: env } = plainEnv(value.env);
  if (!isEmpty(env)) hatch.env = env;
  for (const [key, each] of Object.entries(value)) {
    if (key === "steps" || key === "env" || each === null || each === undefined) continue;
    if (!knownKeys.has(key) && file.holdsAnchor(key)) continue;
    hatch[key] = tomlOf(each);
    const why = knownKeys.has(key)
      ? "It is Buildkite's own, and stays in the escape hatch of the output."
      : "cig does not know it; it stays in the escape hatch of the output as it is.";
    findings.hatch(path, file.lineAt(key), "", `the key \`${key}\``, why);
  }
  for (const [at, step] of listOf(value.steps).entries())
    if (isRecord(step) && "wait" in step && (step.if !== undefined || step.branches !== undefined))
      findings.changed(
        path,
        file.lineAt("steps", at),
        "",
        "a `wait` with a condition",
        "The steps behind it wait whatever the condition says: cig has no such wait.",
      );
  return hatch;
}
