import { type JobTable, type ReadOptions, usualBranch, type WorkflowRow } from "cig/sdk/table";
import { readConcurrency } from "./concurrency.ts";
import { extrasOf, workflowExtras } from "./extras.ts";
import { openFiles } from "./files.ts";
import { readJob } from "./job.ts";
import { type ReadMatrix, readMatrix } from "./matrix.ts";
import { type Raw, recordOf } from "./raw.ts";
import { findOwnJobs, undecided } from "./skipping.ts";
import { readTriggers } from "./triggers.ts";

/**
 * What workflows of GitHub mean, from their text alone. Takes all files of an output, composite actions too, which
 * are put in place. Reads what people write as well: an action that cig has no word for is `native`. Throws where a
 * file is no YAML.
 */
export function readGithub(
  files: ReadonlyMap<string, string>,
  { defaultBranch = usualBranch, unreadable }: ReadOptions = {},
): JobTable {
  const open = openFiles(files, unreadable);
  const workflows = open.workflows.flatMap((path): WorkflowRow[] => {
    const workflow = open.table(path);
    if (!workflow || workflow.jobs === undefined) return [];
    const jobs = Object.entries(recordOf(workflow.jobs)).map(([id, job]): [string, Raw] => [
      id,
      recordOf(job),
    ]);
    const own = findOwnJobs(jobs);
    const others = jobs.filter(([id]) => id !== own.deciding && id !== own.gate);
    const taken = new Set<string>();
    const matrices = new Map<string, ReadMatrix>(
      others.map(([id, job]) => [id, readMatrix(id, job, taken, undecided(own))]),
    );
    const rows = others.flatMap(([id, job]) =>
      readJob(id, job, { files: open, workflow, matrices, defaultBranch, own }),
    );
    const gate = own.gate === undefined ? {} : recordOf(recordOf(workflow.jobs)[own.gate]);
    return [
      {
        name: workflow.name === undefined ? path : String(workflow.name),
        ...readTriggers(workflow.on, defaultBranch),
        concurrency: "",
        gate: own.gate === undefined ? "" : String(gate.name ?? own.gate),
        ...readConcurrency(workflow.concurrency, { names: {}, needs: [], defaultBranch }),
        jobs: rows.sort((a, b) => (a.id < b.id ? -1 : 1)),
        ...extrasOf(workflowExtras(workflow)),
      },
    ];
  });
  return { workflows };
}
