import {
  type Diagnostic,
  type GenerateRequest,
  type GenerateResponseSchema,
  MergeStrategy,
  type MessageInitShape,
  type Output,
} from "cig/sdk";
import { openReport } from "./report.ts";
import { compileWorkflow, nameOf } from "./workflow.ts";
import { print } from "./yaml/print.ts";

/**
 * One whole workflow for each output. An output that cannot be said in GitHub's words yields remarks with
 * what to change, and no file: a workflow is right or absent.
 */
export async function generate(
  request: GenerateRequest,
): Promise<MessageInitShape<typeof GenerateResponseSchema>> {
  const diagnostics: Diagnostic[] = [];
  const fragments = [];
  for (const output of request.outputs) {
    if (output.provider !== "" && output.provider !== "github") continue;
    const report = openReport();
    warnOfTwins(output, request.outputs, report.add);
    const workflow = compileWorkflow(output, report);
    diagnostics.push(...report.diagnostics);
    if (!report.hasErrors())
      fragments.push({ path: output.path, content: await print(workflow), strategy: MergeStrategy.REPLACE });
  }
  return { fragments, diagnostics };
}

/** Workflows of one name share a concurrency group, so that one could end the other. */
function warnOfTwins(
  output: Output,
  all: readonly Output[],
  add: ReturnType<typeof openReport>["add"],
): void {
  const twin = all.find((other) => other.path < output.path && nameOf(other) === nameOf(output));
  if (twin && !output.concurrency)
    add(
      "GH016",
      ["outputs"],
      `The workflows "${twin.path}" and "${output.path}" are both named "${nameOf(output)}", so a run of one may end a run of the other.`,
      "Give one of the [[outputs]] another description.",
    );
}
