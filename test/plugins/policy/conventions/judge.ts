import { create, type Diagnostic, ValidateRequestSchema } from "cig/sdk";
import { toTable } from "../../../../core/plan/value.ts";
import { validate } from "../../../../plugins/policy/conventions/validate.ts";

/** What policy/conventions says of outputs, with `[policy.conventions]` as cig.toml would write it. */
export function judge(conventions: object, outputs: object[], policy: object = {}): Diagnostic[] {
  const request = create(ValidateRequestSchema, {
    outputs: outputs as never,
    policy: toTable({ ...policy, conventions } as never),
  });
  return validate(request).diagnostics as Diagnostic[];
}

/** "CNV001 jobs.Test" */
export function found(conventions: object, outputs: object[], policy: object = {}): string[] {
  return judge(conventions, outputs, policy).map(
    ({ code, location }) => `${code} ${location?.subject.join(".")}`,
  );
}
