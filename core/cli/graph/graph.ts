import type { Job } from "../../../proto/gen/cig/plugin/v1/resource_pb.ts";
import { defaultWorkflow } from "../../config/schema.ts";
import { diagnose } from "../../diagnostic/codes.ts";
import { hasErrors } from "../../diagnostic/diagnostic.ts";
import { nearest } from "../../diagnostic/nearest.ts";
import { type Invocation, Refusal } from "../invocation.ts";
import { diagnosticJson, toJson } from "../json.ts";
import { type Run, runFor } from "../run-pipeline.ts";
import { drawDot, drawMermaid, drawText, type Node } from "./draw.ts";
import { drawGroups, type Group } from "./draw-groups.ts";

/** `cig graph`: which job waits for which. */
export async function run(invocation: Invocation): Promise<number> {
  const { arguments: given, terminal, reporter } = invocation;
  const run = await runFor(invocation, "plan");
  const groups = groupsOf(run, given.one("workflow"));
  reporter.diagnostics(run.diagnostics, run.root);
  const failed = hasErrors(run.diagnostics);
  const [only, ...others] = groups;
  if (given.has("json"))
    terminal.out.write(
      toJson({ ...graphDocument(groups), diagnostics: run.diagnostics.map(diagnosticJson) }),
    );
  else if (!failed || groups.some(({ nodes }) => nodes.length > 0))
    terminal.out.write(
      others.length > 0
        ? drawGroups(given.one("format") ?? "text", groups)
        : draw(given.one("format") ?? "text", only?.nodes ?? []),
    );
  return failed ? 1 : 0;
}

/** The jobs of each workflow, or of the one that is asked for. */
function groupsOf(run: Run, wanted: string | undefined): Group[] {
  const groups = new Map<string, Group>();
  for (const { workflow, jobs } of run.plan?.outputs ?? []) {
    const word = workflow || defaultWorkflow;
    if (!groups.has(word)) groups.set(word, { workflow: word, nodes: jobs.map(toNode) });
  }
  if (wanted === undefined || groups.has(wanted))
    return [...groups.values()].filter(({ workflow }) => wanted === undefined || workflow === wanted);
  if (groups.size === 0 && hasErrors(run.diagnostics)) return [];
  const names = [...groups.keys()];
  const near = nearest(wanted, names);
  const hint = near ? `Did you mean "${near}"?` : `The workflows are: ${names.join(", ")}.`;
  throw new Refusal([diagnose("CIG703", `No output renders a workflow "${wanted}".`, { hint })], run.root);
}

function toNode({ id, needs, needsAny, variants, runner, parallelism, approval }: Job): Node {
  return {
    id,
    needs,
    needsAny,
    variants: variants.length,
    copies: Math.max(parallelism, 1),
    isApproved: approval !== undefined,
    runner: runner?.id ?? "",
  };
}

/** An edge reads "from waits for to"; `any`: for that one or another. */
function graphDocument(groups: readonly Group[]): object {
  const isOne = groups.length < 2;
  const ids = new Map<string, Node>();
  for (const { nodes } of groups) for (const node of nodes) if (!ids.has(node.id)) ids.set(node.id, node);
  const workflowsOf = (id: string) =>
    groups.flatMap(({ workflow, nodes }) => (nodes.some((node) => node.id === id) ? workflow : []));
  const edges = groups.flatMap(({ nodes }) =>
    nodes.flatMap(({ id, needs, needsAny }) => [
      ...needs.map((to) => ({ from: id, to })),
      ...needsAny.map((to) => ({ from: id, to, any: true })),
    ]),
  );
  return {
    schema: "cig.graph/1",
    nodes: [...ids.values()].map(({ id, variants, copies, isApproved, runner }) => ({
      id,
      variants,
      parallelism: copies > 1 ? copies : undefined,
      approval: isApproved || undefined,
      runner: runner || undefined,
      workflows: isOne ? undefined : workflowsOf(id),
    })),
    edges: [...new Map(edges.map((edge) => [JSON.stringify(edge), edge])).values()],
  };
}

function draw(format: string, nodes: readonly Node[]): string {
  return { text: drawText, mermaid: drawMermaid, dot: drawDot }[format as "text"](nodes);
}
