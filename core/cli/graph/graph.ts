import { hasErrors } from "../../diagnostic/diagnostic.ts";
import type { Invocation } from "../invocation.ts";
import { jobsOf } from "../jobs.ts";
import { diagnosticJson, toJson } from "../json.ts";
import { runFor } from "../run-pipeline.ts";
import { drawDot, drawMermaid, drawText, type Node } from "./draw.ts";

/** `cig graph`: which job waits for which. */
export async function run(invocation: Invocation): Promise<number> {
  const { arguments: given, terminal, reporter } = invocation;
  const run = await runFor(invocation, "plan");
  reporter.diagnostics(run.diagnostics, run.root);
  const nodes = jobsOf(run).map(
    ({ id, needs, needsAny, variants, runner, parallelism, approval }): Node => ({
      id,
      needs,
      needsAny,
      variants: variants.length,
      copies: Math.max(parallelism, 1),
      isApproved: approval !== undefined,
      runner: runner?.id ?? "",
    }),
  );
  const failed = hasErrors(run.diagnostics);
  if (given.has("json"))
    terminal.out.write(toJson({ ...graphDocument(nodes), diagnostics: run.diagnostics.map(diagnosticJson) }));
  else if (!failed || nodes.length > 0) terminal.out.write(draw(given.one("format") ?? "text", nodes));
  return failed ? 1 : 0;
}

/** An edge reads "from waits for to"; `any`: for that one or another. */
function graphDocument(nodes: readonly Node[]): object {
  return {
    schema: "cig.graph/1",
    nodes: nodes.map(({ id, variants, copies, isApproved, runner }) => ({
      id,
      variants,
      parallelism: copies > 1 ? copies : undefined,
      approval: isApproved || undefined,
      runner: runner || undefined,
    })),
    edges: nodes.flatMap(({ id, needs, needsAny }) => [
      ...needs.map((to) => ({ from: id, to })),
      ...needsAny.map((to) => ({ from: id, to, any: true })),
    ]),
  };
}

function draw(format: string, nodes: readonly Node[]): string {
  return { text: drawText, mermaid: drawMermaid, dot: drawDot }[format as "text"](nodes);
}
