import { create } from "@bufbuild/protobuf";
import { type Job, type Step, StepSchema } from "../../../proto/gen/cig/plugin/v1/resource_pb.ts";
import { type Expression, Function as Fn } from "../../../proto/gen/cig/plugin/v1/value_pb.ts";
import { allOf, apply } from "../../config/expressions.ts";
import type { Context } from "../context.ts";
import { joined, literalText, plainOrText, type Resolver } from "../resolver.ts";
import type { CallSite, StepOrigin } from "./calls.ts";
import { checkGiven } from "./give-inputs.ts";

/** A job's steps with the place in cig.toml that each comes from, and with what the calls around it say of all their steps. */
export function finishSteps(context: Context, resolver: Resolver, job: Job): readonly FinishedStep[] {
  const origins = context.calls.of(job.id);
  if (!origins) return job.steps.map((step) => ({ step }));
  const counts = new Map<CallSite, number>();
  for (const { site } of origins)
    for (const each of around(site)) counts.set(each, (counts.get(each) ?? 0) + 1);
  for (const site of counts.keys()) checkGiven(context, resolver, site);
  return job.steps.map((step) => {
    const origin = originOf(origins, step);
    const subject = [...context.written(step.subject)];
    if (!origin?.site) return { step: create(StepSchema, { ...step, subject }) };
    const sites = around(origin.site).filter(({ inputs }) => inputs);
    const condition = allOf([...sites.map((site) => conditionOf(resolver, site)).reverse(), step.condition]);
    return {
      step: create(StepSchema, {
        ...step,
        subject,
        ...sites.reduce((part, site) => nameIn(resolver, site, part, counts.get(site) === 1), namesOf(step)),
        ...(condition && { condition }),
      }),
      origin,
    };
  });
}

/** A step as providers get it; `origin` of those that come from the author's steps of a job that calls commands. */
export interface FinishedStep {
  readonly step: Step;
  readonly origin?: StepOrigin;
}

/** The calls around a step, the innermost first. */
export function around(site: CallSite | undefined): CallSite[] {
  return site ? [site, ...around(site.outer)] : [];
}

function originOf(origins: readonly StepOrigin[], { subject }: Step): StepOrigin | undefined {
  return subject[0] === "jobs" && subject[2] === "steps" ? origins[Number(subject[3])] : undefined;
}

function conditionOf(resolver: Resolver, site: CallSite): Expression | undefined {
  return allOf([site.step.always ? apply(Fn.ALWAYS) : undefined, resolver.callCondition(site)]);
}

type Names = Pick<Step, "name" | "nameText">;

function namesOf({ name, nameText }: Step): Names {
  return { name, ...(nameText && { nameText }) } as Names;
}

/** The name of the call, before the step's own; a step without one keeps the provider's words unless it is alone. */
function nameIn(resolver: Resolver, site: CallSite, part: Names, isOne: boolean): Names {
  const own = resolver.callName(site);
  if (own.parts.length === 0) return part;
  const ofPart = part.nameText ?? literalText(part.name);
  if (ofPart.parts.length === 0 && !isOne) return part;
  const whole = ofPart.parts.length === 0 ? own : joined(own, literalText(": "), ofPart);
  const { plain, text } = plainOrText(whole);
  return { name: plain, nameText: text } as Names;
}
