import { create } from "@bufbuild/protobuf";
import { CheckoutSchema, type Step, StepSchema } from "../../../../proto/gen/cig/plugin/v1/resource_pb.ts";
import type { CheckoutToml } from "../../../config/schema.ts";
import { diagnose } from "../../../diagnostic/codes.ts";
import type { Context } from "../../context.ts";
import type { Answered } from "../answered.ts";
import type { Draft } from "../draft.ts";

/**
 * The job's checkout, with the whole history where a module of the job looks at it. A depth that cig.toml states holds,
 * and so does no checkout at all; that this is not enough for the module is told (CIG428).
 */
export function withHistory(
  context: Context,
  { id, job }: Draft,
  answered: readonly Answered[],
  checkout: readonly Step[],
): Step[] {
  const asking = answered.find(({ expansion }) => expansion.wholeHistory);
  if (!asking) return [...checkout];
  const stated = [job.checkout, ...(job.steps ?? []).map((step) => step.checkout)].find(
    (each) => depthOf(each) !== undefined,
  );
  const depth = depthOf(stated);
  if (depth === 0) return [...checkout];
  if (depth !== undefined || job.checkout === false) {
    const what =
      depth === undefined ? "no checkout" : `the last ${depth === 1 ? "commit" : `${depth} commits`}`;
    context.report(
      diagnose("CIG428", `A module of the job "${id}" looks at the whole history, and the job has ${what}.`, {
        hint: "Write checkout = { depth = 0 }, or leave the depth out.",
        subject: asking.steps[0]?.subject ?? ["jobs", id],
      }),
    );
    return [...checkout];
  }
  return checkout.map((step) =>
    step.kind.case === "checkout"
      ? create(StepSchema, {
          ...step,
          kind: { case: "checkout", value: create(CheckoutSchema, { ...step.kind.value, depth: 0 }) },
        })
      : step,
  );
}

function depthOf(checkout: CheckoutToml | undefined): number | undefined {
  return typeof checkout === "object" ? checkout.depth : undefined;
}
