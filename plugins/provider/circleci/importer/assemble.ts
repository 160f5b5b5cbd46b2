import { type Draft, type Findings, type ImportedComment, idFor, isEmpty } from "cig/sdk/import";
import type { Caches } from "./caches.ts";
import type { OwnJobs } from "./configs.ts";
import type { Runners } from "./machine.ts";
import type { PlacedWorkflow } from "./place.ts";
import type { Source } from "./source.ts";
import { topLevel } from "./top.ts";

/** What the workflows have in common. */
export interface Parts {
  readonly jobs: Draft;
  readonly caches: Caches;
  readonly runners: Runners;
  readonly defaultBranch: string;
  /** Configurations whose commands orbs are given. */
  readonly calling: ReadonlySet<Source>;
}

/** A workflow with its jobs. */
export type MadeWorkflow = { readonly workflow: PlacedWorkflow } & OwnJobs;

/** All parts in the order in which people read a cig.toml. */
export function assemble(
  sources: readonly Source[],
  workflows: readonly MadeWorkflow[],
  { jobs, caches, runners, defaultBranch, calling }: Parts,
  findings: Findings,
  comments: ImportedComment[],
): Draft {
  const [only] = workflows;
  const isOne = workflows.length === 1;
  const ids = workflowIds(workflows);
  const head = sources[0]?.head ?? [];
  if (head.length > 0) comments.unshift({ path: [], lines: head });
  const outputs = sources.flatMap((source): Draft[] => {
    const own = workflows.filter(({ workflow }) => workflow.source === source);
    const hatch = topLevel(source, own, calling.has(source), findings);
    if (own.length === 0) return [];
    const provider = isEmpty(hatch) ? "circleci" : { circleci: hatch };
    if (isOne) return [{ provider, path: source.path, description: own[0]!.workflow.name }];
    return sources.length === 1
      ? [{ provider, path: source.path }]
      : own.map((each) => ({ provider, path: source.path, workflow: ids.get(each)! }));
  });
  for (const made of isOne ? [] : workflows) {
    const { source, name } = made.workflow;
    const lines = source.commentAt("workflows", name);
    if (lines.length > 0) comments.push({ path: ["workflows", ids.get(made)!], lines });
  }
  const [cached, machines] = [caches.used(), runners.used()];
  return {
    version: "0.2",
    project: { ...(defaultBranch !== "main" && { default_branch: defaultBranch }), default_timeout: false },
    ...(isOne && { on: only!.start.on }),
    ...(!isEmpty(machines) && { runners: machines }),
    ...(!isEmpty(cached) && { caches: cached }),
    jobs,
    ...(!isOne &&
      workflows.length > 0 && {
        workflows: Object.fromEntries(
          workflows.map((made) => [
            ids.get(made)!,
            {
              ...(made.workflow.name !== ids.get(made) && { name: made.workflow.name }),
              jobs: [...new Set([...made.jobs.values()].map(({ id }) => id))],
              on: made.start.on,
            },
          ]),
        ),
      }),
    outputs,
  };
}

function workflowIds(workflows: readonly MadeWorkflow[]): ReadonlyMap<MadeWorkflow, string> {
  const taken = new Set<string>();
  return new Map(
    workflows.map((made) => {
      const plain = idFor(made.workflow.name);
      const wanted = plain === "default" ? "default-workflow" : plain;
      let id = wanted;
      for (let count = 2; taken.has(id); count++) id = `${wanted}-${count}`;
      taken.add(id);
      return [made, id];
    }),
  );
}
