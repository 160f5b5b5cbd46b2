import { type StepRow, withoutValues } from "cig/sdk/table";

/** Uploads by the name that all variants share. */
export function withoutVariants(steps: readonly StepRow[], values: readonly string[]): StepRow[] {
  return steps.map((step) =>
    step.kind === "upload" ? { ...step, name: withoutValues(step.name, values) } : step,
  );
}
