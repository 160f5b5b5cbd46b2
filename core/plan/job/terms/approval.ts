import { create } from "@bufbuild/protobuf";
import { type Approval, ApprovalSchema } from "../../../../proto/gen/cig/plugin/v1/resource_pb.ts";
import type { JobToml, StepToml } from "../../../config/schema.ts";
import { diagnose } from "../../../diagnostic/codes.ts";
import type { Context, Subject } from "../../context.ts";
import type { Resolver } from "../../resolver.ts";

/** What a job waits for before it starts, and whether its first step says so. */
export interface JobApproval {
  readonly approval?: Approval;
  /** True: the first step is the approval, and no step any more. */
  readonly isFirstStep: boolean;
}

/**
 * `approval` of a job. An `approve` step in front of all others makes the whole job wait, so that it is the same; with
 * a condition, a timeout or an escape hatch of its own it stays a step.
 */
export function approvalOf(context: Context, resolver: Resolver, id: string, job: JobToml): JobApproval {
  const subject = ["jobs", id];
  const stated = job.approval ? toApproval(resolver, job.approval, [...subject, "approval"]) : undefined;
  const [first] = job.steps ?? [];
  if (!first?.approve) return { ...(stated && { approval: stated }), isFirstStep: false };
  const place = [...subject, "steps", "0", "approve"];
  if (stated) {
    context.report(
      diagnose("CIG405", `The job "${id}" has an approval, and its first step asks for another.`, {
        hint: "Remove one of the two.",
        subject: place,
      }),
    );
    return { approval: stated, isFirstStep: true };
  }
  if (!isPlain(first)) return { isFirstStep: false };
  const approval = toApproval(resolver, first.approve, place);
  // A step that asks nothing is called what it is about.
  if (!approval.message && first.name !== undefined)
    approval.message = resolver.text(first.name, [...subject, "steps", "0", "name"]);
  return { approval, isFirstStep: true };
}

/** `approval` of a job or `approve` of a step, which is not false. */
export function toApproval(
  resolver: Resolver,
  approval: NonNullable<JobToml["approval"]>,
  subject: Subject,
): Approval {
  if (typeof approval === "boolean") return create(ApprovalSchema);
  if (typeof approval === "string")
    return create(ApprovalSchema, { message: resolver.text(approval, subject) });
  return create(ApprovalSchema, {
    ...(approval.message !== undefined && {
      message: resolver.text(approval.message, [...subject, "message"]),
    }),
    approvers: approval.approvers ?? [],
  });
}

function isPlain(step: StepToml): boolean {
  const { approve, name, ...rest } = step;
  return Object.values(rest).every((value) => value === undefined || value === false);
}
