import { create } from "@bufbuild/protobuf";
import type { Expansion } from "../../../proto/gen/cig/plugin/v1/resource_pb.ts";
import { CacheMode, type Step, StepSchema } from "../../../proto/gen/cig/plugin/v1/resource_pb.ts";
import { type Expression, Function as Fn, type Text } from "../../../proto/gen/cig/plugin/v1/value_pb.ts";
import { byCodeUnit } from "../../compare.ts";
import { minutesOf } from "../../config/duration.ts";
import { allOf, apply } from "../../config/expressions.ts";
import type { StepToml } from "../../config/schema.ts";
import { diagnose } from "../../diagnostic/codes.ts";
import type { Graph } from "../../graph/graph.ts";
import type { Context, Subject } from "../context.ts";
import { toProviderOptions } from "../output/provider-options.ts";
import { joined, literalText, plainOrText, type Resolver } from "../resolver.ts";
import { type Artifacts, nameOf, toArtifact, toDownload } from "./artifacts.ts";
import { toCheckout } from "./checkout.ts";
import { toReport } from "./files/reports.ts";
import { toNative } from "./native.ts";
import { planScript } from "./script-step.ts";
import { toApproval } from "./terms/approval.ts";
import { toRetry } from "./terms/retry.ts";
import type { AxisValues } from "./trust.ts";

/** What the steps of a job stand in. */
export interface StepSurroundings {
  readonly context: Context;
  readonly resolver: Resolver;
  readonly job: string;
  /** "" is bash. */
  readonly shell: string;
  /** Variables of the workflow and the job, which a step's own must not hide by accident. */
  readonly outerNames: ReadonlySet<string>;
  readonly axisValues: AxisValues;
  readonly artifacts: Artifacts;
  readonly graph: Graph;
  /** By the id of the use. */
  readonly expansions: ReadonlyMap<string, Expansion>;
}

/** One step of cig.toml as steps: a `uses` becomes what its plugin answered, a native one a step per provider. */
export function planStep(around: StepSurroundings, step: StepToml, index: number): Step[] {
  const { context, resolver } = around;
  const subject = ["jobs", around.job, "steps", String(index)];
  if (step.uses !== undefined) return expand(around, step, index, subject);
  const common = commonOf(around, step, subject);
  const one = (kind: Step["kind"]) => [create(StepSchema, { ...common, kind })];
  if (step.run !== undefined) {
    const { script, env } = planScript(
      resolver,
      step.run,
      (step.shell ?? around.shell) || "bash",
      common.env,
      around.outerNames,
      around.axisValues,
      [...subject, "run"],
    );
    return [
      create(StepSchema, {
        ...common,
        env,
        background: step.background ?? false,
        ...(step.retry !== undefined && { retry: toRetry(step.retry) }),
        kind: { case: "run", value: { script } },
      }),
    ];
  }
  if (step.checkout !== undefined)
    return one({ case: "checkout", value: toCheckout(resolver, step.checkout, [...subject, "checkout"]) });
  for (const [key, mode] of cacheModes) {
    const id = step[key];
    if (id !== undefined)
      return one({ case: "cache", value: { $typeName: "cig.plugin.v1.CacheUse", id, mode } });
  }
  if (step.artifact !== undefined) {
    const name = nameOf(around.job, step.artifact, []);
    return one({
      case: "upload",
      value: toArtifact(resolver, name, step.artifact, [...subject, "artifact"]),
    });
  }
  if (step.download !== undefined) {
    const value = toDownload(context, resolver, around.artifacts, around.graph, around.job, step.download, [
      ...subject,
      "download",
    ]);
    return value ? one({ case: "download", value }) : [];
  }
  if (step.report !== undefined) {
    const value = toReport(resolver, step.report, [...subject, "report"]);
    // People are shown what came out above all when something failed.
    const condition = allOf([apply(Fn.ALWAYS), common.condition])!;
    return [create(StepSchema, { ...common, condition, kind: { case: "report", value } })];
  }
  if (step.approve !== undefined)
    return one({ case: "approve", value: toApproval(resolver, step.approve, [...subject, "approve"]) });
  return Object.entries(step.native ?? {}).map(([provider, use]) =>
    create(StepSchema, {
      ...common,
      kind: { case: "native", value: toNative(resolver, provider, use, [...subject, "native", provider]) },
    }),
  );
}

const cacheModes = [
  ["cache", CacheMode.RESTORE_AND_SAVE],
  ["restore", CacheMode.RESTORE],
  ["save", CacheMode.SAVE],
] as const;

/** What any step may have. */
function commonOf({ resolver }: StepSurroundings, step: StepToml, subject: Subject) {
  const name = plainOrText(resolver.text(step.name ?? "", [...subject, "name"]));
  const folder = plainOrText(resolver.text(step.working_directory ?? "", [...subject, "working_directory"]));
  const stated = resolver.condition(step.if, [...subject, "if"]);
  const condition = step.always ? allOf([apply(Fn.ALWAYS), stated]) : stated;
  return {
    id: step.id ?? "",
    name: name.plain,
    ...(name.text && { nameText: name.text }),
    ...(condition && { condition }),
    env: resolver.named(step.env, [...subject, "env"]),
    workingDirectory: folder.plain,
    ...(folder.text && { workingDirectoryText: folder.text }),
    shell: step.shell ?? "",
    timeoutMinutes: step.timeout === undefined ? 0 : (minutesOf(step.timeout) ?? 0),
    continueOnError: step.continue_on_error ?? false,
    outputs: [...(step.outputs ?? [])].sort(byCodeUnit),
    providerOptions: toProviderOptions(step.provider),
    subject: [...subject],
  };
}

/** Puts the plugin's steps in the place of a `uses` step; what the author says of it holds for each of them. */
function expand(around: StepSurroundings, step: StepToml, index: number, subject: Subject): Step[] {
  const { resolver } = around;
  const steps = around.expansions.get(`${around.job}/steps/${index}`)?.steps ?? [];
  const common = commonOf(around, step, subject);
  const isOne = steps.length === 1;
  if (!isOne && steps.length > 0 && common.providerOptions.length > 0)
    around.context.report(
      diagnose(
        "CIG104",
        `"${step.uses}" becomes ${steps.length} steps, and it cannot be said which of them this is for.`,
        {
          hint: "Remove it, or write it on the job.",
          subject: [...subject, "provider"],
        },
      ),
    );
  return steps.map((made, position) => {
    const isLast = position === steps.length - 1;
    const ownNames = new Set(common.env.map(({ name }) => name));
    return create(StepSchema, {
      ...made,
      id: isLast && common.id !== "" ? common.id : made.id,
      outputs: isLast && common.outputs.length > 0 ? common.outputs : made.outputs,
      ...nameOfPart(resolver.text(step.name ?? "", [...subject, "name"]), made, isOne, isLast),
      ...conditionOf(common.condition, made.condition),
      env: [...made.env.filter(({ name }) => !ownNames.has(name)), ...common.env],
      workingDirectory: made.workingDirectory || common.workingDirectory,
      ...(common.workingDirectoryText && { workingDirectoryText: common.workingDirectoryText }),
      timeoutMinutes: made.timeoutMinutes || common.timeoutMinutes,
      continueOnError: made.continueOnError || common.continueOnError,
      providerOptions: isOne ? [...made.providerOptions, ...common.providerOptions] : made.providerOptions,
      subject: [...subject],
    });
  });
}

/** The author's name, before the name of the part where there are several; parts without one keep the provider's. */
function nameOfPart(own: Text, made: Step, isOne: boolean, isLast: boolean): Partial<Step> {
  if (own.parts.length === 0) return {};
  const ofPart = made.nameText ?? literalText(made.name);
  const hasName = ofPart.parts.length > 0;
  if (isOne || (!hasName && isLast)) return named(own);
  return hasName ? named(joined(own, literalText(": "), ofPart)) : {};
}

function named(name: Text): Partial<Step> {
  const { plain, text } = plainOrText(name);
  return { name: plain, ...(text && { nameText: text }) };
}

function conditionOf(own: Expression | undefined, made: Expression | undefined): { condition?: Expression } {
  const condition = own && made ? apply(Fn.AND, own, made) : (own ?? made);
  return condition ? { condition } : {};
}
