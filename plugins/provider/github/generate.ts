import {
  type Diagnostic,
  type GenerateRequest,
  type GenerateResponseSchema,
  MergeStrategy,
  type MessageInitShape,
  type Output,
} from "cig/sdk";
import { actionFolder, compileAction } from "./actions/action.ts";
import { chooseActions } from "./actions/actions.ts";
import { openPins } from "./pins/pin.ts";
import { openReport } from "./report.ts";
import { outputScope } from "./scope.ts";
import { compileMarkAction, markAction } from "./skipping/mark-action.ts";
import { compileWorkflow, nameOf } from "./workflow.ts";
import { orderAction } from "./yaml/order.ts";
import { print } from "./yaml/print.ts";

/**
 * One whole workflow for each output, and an action for each command that is worth one. An output that cannot be said in GitHub's words yields remarks with
 * what to change, and no file: a workflow is right or absent.
 */
export async function generate(
  request: GenerateRequest,
): Promise<MessageInitShape<typeof GenerateResponseSchema>> {
  const diagnostics: Diagnostic[] = [];
  const fragments = [];
  const outputs = request.outputs.filter(({ provider }) => provider === "" || provider === "github");
  const pins = openPins(request.pins);
  const actions = chooseActions(outputs, openReport());
  for (const command of actions.values()) {
    const report = openReport();
    const action = compileAction(command, outputScope(outputs[0]!, report, pins, actions));
    diagnostics.push(...report.diagnostics);
    if (!report.hasErrors())
      fragments.push({
        path: `${actionFolder(command.id)}/action.yml`,
        content: await print(orderAction(action)),
        strategy: MergeStrategy.REPLACE,
      });
  }
  for (const output of outputs) {
    const report = openReport();
    warnOfTwins(output, outputs, report.add);
    const workflow = compileWorkflow(output, report, pins, actions);
    diagnostics.push(...report.diagnostics);
    if (!report.hasErrors())
      fragments.push({ path: output.path, content: await print(workflow), strategy: MergeStrategy.REPLACE });
  }
  const mark = compileMarkAction(outputs);
  if (mark)
    fragments.push({
      path: `${actionFolder(markAction)}/action.yml`,
      content: await print(orderAction(mark)),
      strategy: MergeStrategy.REPLACE,
    });
  return { fragments, diagnostics, pins: pins.used() };
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
