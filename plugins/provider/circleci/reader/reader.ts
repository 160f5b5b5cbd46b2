import { type JobTable, type ReadOptions, usualBranch, type WorkflowRow } from "cig/sdk/table";
import { readDefinitions } from "./definitions.ts";
import { openConfigs } from "./files.ts";
import { joinWorkflows } from "./joined.ts";
import { isRecord, type Raw, recordOf } from "./raw.ts";
import { keptPaths, withPaths } from "./steps/caches.ts";
import { readWorkflow, withCaches } from "./workflow.ts";

/**
 * What a configuration of CircleCI means, from its text alone. Takes all files of an output; a setup configuration is
 * left out where the one that it continues with is there. Reads what people write as well: a command of an orb that
 * cig has no word for is `native`. `tellsOwn` tells what only CircleCI says, for tables that are compared with its own. Throws where a file is no YAML.
 */
export function readCircleci(
  files: ReadonlyMap<string, string>,
  { defaultBranch = usualBranch, unreadable }: ReadOptions = {},
  tellsOwn = false,
): JobTable {
  const { all, decided, skippable } = openConfigs(files, unreadable);
  const rows = all.flatMap((config) => readConfig(config, decided, { defaultBranch, tellsOwn }));
  const kept = keptPaths(rows.flatMap(({ jobs }) => jobs.flatMap(({ steps }) => steps)));
  const workflows = joinWorkflows(withCaches(rows, (steps) => withPaths(steps, kept)));
  return { workflows: workflows.map((row) => withSkipping(row, skippable)) };
}

function readConfig(
  config: Raw,
  decided: ReadonlyMap<string, readonly string[]>,
  known: { readonly defaultBranch: string; readonly tellsOwn: boolean },
): WorkflowRow[] {
  const definitions = readDefinitions(config);
  const inputs = Object.keys(recordOf(config.parameters))
    .filter((name) => !decided.has(name))
    .sort();
  const written = Object.entries(recordOf(config.workflows)).filter(([name]) => name !== "version");
  // A file without workflows runs its job "build".
  const workflows = written.length > 0 ? written : [["build", { jobs: ["build"] }] as [string, unknown]];
  return workflows
    .filter(([, workflow]) => isRecord(workflow))
    .map(([name, workflow]) => ({
      ...readWorkflow(name, recordOf(workflow), definitions, known),
      inputs,
      paths: pathsOf(recordOf(workflow), decided),
    }));
}

function withSkipping(row: WorkflowRow, skippable: ReadonlySet<string>): WorkflowRow {
  return { ...row, jobs: row.jobs.map((job) => ({ ...job, isSkippable: skippable.has(job.id) })) };
}

/** Questions of a setup on changed files, of those that a workflow asks. A pull request is a push of its branch. */
function pathsOf({ when }: Raw, decided: ReadonlyMap<string, readonly string[]>): string[] {
  const asked = JSON.stringify(when ?? "");
  return [...decided]
    .filter(([name]) => new RegExp(`\\bpipeline\\.parameters\\.${name}(?![\\w-])`).test(asked))
    .flatMap(([name, paths]) =>
      paths.map((path) => `${name.endsWith("-proposed") ? "pull request" : "push"} ${path}`),
    );
}
