import { clone, create } from "@bufbuild/protobuf";
import {
  LeftOutSchema,
  type Output,
  OutputSchema,
  SkippingStage,
} from "../../../proto/gen/cig/plugin/v1/project_pb.ts";
import { diagnose } from "../../diagnostic/codes.ts";
import { type Diagnostic, hasErrors, type Result } from "../../diagnostic/diagnostic.ts";
import type { FileChange } from "../../output/compare.ts";
import type { WorkTree } from "../../repo/work-tree.ts";
import { printMarker } from "../../store/marker.ts";
import { contract } from "../../verdict/contract.ts";
import { reasonText } from "../../verdict/verdict.ts";
import type { Decided } from "../../work/result.ts";
import { type Invocation, Refusal } from "../invocation.ts";
import { pipelineOptions } from "../run-pipeline.ts";
import { decideAll } from "./decide-all.ts";
import { driftWarning } from "./ground.ts";
import { planNow } from "./plan-now.ts";
import { tableText } from "./table-text.ts";

/**
 * `--format circleci` and `--format buildkite`: prints the configuration of what runs. It is made of the plan that
 * cig.toml means now, so the committed files must say the same; else this fails, and they are used as they are.
 */
export async function continueRun(
  invocation: Invocation,
  root: string,
  opening: Promise<Result<WorkTree>>,
  messages: Promise<readonly string[]>,
): Promise<number> {
  const { arguments: given, reporter, terminal } = invocation;
  const fail = (diagnostics: readonly Diagnostic[]) => {
    reporter.diagnostics(diagnostics, root);
    return 1;
  };
  const { value: tree, diagnostics } = await opening;
  if (!tree) return fail(diagnostics);
  const { plan, run, diagnostics: ofPlan } = await planNow(invocation, tree, "files");
  if (!plan || !run.plan) return fail(ofPlan);
  const changed = run.changes.find(({ change }) => change !== "same");
  if (changed) return fail([driftWarning(wordsFor(changed))]);
  const path = pathOf(given.one("output"), run.plan.outputs, given.one("format")!, root);
  const outputs = run.plan.outputs.filter((output) => output.path === path);
  const continued: Output[] = [];
  for (const output of outputs) {
    const ground = { plan };
    const all = await decideAll(invocation, { root, ground, workflow: output.workflow, tree, messages });
    terminal.err.write(tableText(all, terminal.err));
    continued.push(continuationOf(output, all));
  }
  const { renderContinuation } = await import("../../continuation.ts");
  const options = pipelineOptions(invocation, { root }, "files");
  const { value: files, diagnostics: ofFiles } = await renderContinuation(options, run, continued);
  const file = files?.find((each) => each.path === path);
  if (!file || hasErrors(ofFiles)) return fail(ofFiles);
  terminal.out.write(file.content);
  return 0;
}

/** Only what runs, with what it earns and what was left out. */
function continuationOf(output: Output, all: readonly Decided[]): Output {
  const verdicts = new Map(all.map(({ verdict }) => [verdict.id, verdict]));
  const markers = new Map(all.flatMap(({ verdict, marker }) => (marker ? [[verdict.id, marker]] : [])));
  const contracted = clone(OutputSchema, contract(output, verdicts));
  for (const job of contracted.jobs) {
    job.waitsFor = [];
    for (const variant of job.variants) {
      const marker = job.skippable ? markers.get(variant.id) : undefined;
      if (marker) variant.marker = printMarker(marker).trimEnd();
    }
  }
  const leftOut = all
    .filter(({ verdict }) => verdict.verdict === "skip")
    .map(({ verdict }) => create(LeftOutSchema, { variant: verdict.id, reason: reasonText(verdict.reason) }))
    .sort((a, b) => (a.variant < b.variant ? -1 : 1));
  if (contracted.skipping)
    contracted.skipping = { ...contracted.skipping, stage: SkippingStage.CONTINUATION, leftOut };
  return contracted;
}

function wordsFor({ path, edited, change }: FileChange): string {
  if (change === "create") return `"${path}" is not there`;
  if (change === "delete") return `"${path}" belongs to no output any more`;
  return edited ? `"${path}" was edited by hand` : `"${path}" is not what cig.toml says`;
}

/** The rendered file that is meant: the one that was named, else the only one of the provider. */
function pathOf(
  path: string | undefined,
  outputs: readonly Output[],
  provider: string,
  root: string,
): string {
  const own = [...new Set(outputs.filter((each) => each.provider === provider).map((each) => each.path))];
  const found =
    path === undefined ? (own.length === 1 ? own[0] : undefined) : own.find((each) => each === path);
  if (found !== undefined) return found;
  throw new Refusal(
    [
      diagnose(
        "CIG703",
        path === undefined
          ? `cig renders ${own.length} files for ${provider}.`
          : `cig renders no file "${path}" for ${provider}.`,
        {
          hint: own.length > 0 ? `Name one: --output ${own[0]}` : "Add one to [[outputs]] of cig.toml.",
        },
      ),
    ],
    root,
  );
}
