import type { Runner, Variant } from "../../../proto/gen/cig/plugin/v1/resource_pb.ts";
import type { JobToml } from "../../config/schema.ts";
import { diagnose } from "../../diagnostic/codes.ts";
import type { Context } from "../context.ts";
import { valueIn } from "./matrix.ts";
import { archNames, systems } from "./processor.ts";

/**
 * Warns of a system or processor that cig.toml asks for, by `os`, `arch` or an axis of that name, and that the job's
 * runner has not: the runner decides, and the wish is for nothing. An axis that the job names elsewhere is for that.
 * `runners` are those of the variants, in their order.
 */
export function reportIdleChoices(
  context: Context,
  id: string,
  job: JobToml,
  variants: readonly Variant[],
  runners: readonly (Runner | undefined)[],
): void {
  const { matrix, ...rest } = job;
  for (const field of ["os", "arch"] as const) {
    const stated = job[field];
    const isAxis = stated === undefined;
    if (isAxis && (matrix === undefined || JSON.stringify(rest).includes(`matrix.${field}`))) continue;
    const index = variants.findIndex((variant, position) => {
      const asked = wordOf(field, isAxis ? (valueIn(variant, ["matrix", field]) ?? "") : stated);
      return asked !== undefined && runners[position] !== undefined && asked !== runners[position][field];
    });
    if (index === -1) continue;
    const { id: runner, [field]: actual } = runners[index]!;
    const name = runner === "" ? "the runner" : `the runner "${runner}"`;
    context.report(
      diagnose(
        "CIG414",
        isAxis
          ? `The axis "${field}" decides nothing: "${variants[index]!.id}" runs on ${name}, which is ${actual}.`
          : `${field} = "${stated}" decides nothing: the job "${id}" runs on ${name}, which is ${actual}.`,
        {
          hint: Object.hasOwn(context.schema.runners ?? {}, runner)
            ? `Remove it, or say what the machine is: [runners.${runner}] ${field} = "…".`
            : `Remove it, or leave the runner out, so that ${field} chooses it.`,
          subject: isAxis ? ["jobs", id, "matrix", field] : ["jobs", id, field],
        },
      ),
    );
  }
}

/** The portable word; undefined for what is none, as a label or a text with names. */
function wordOf(field: "os" | "arch", value: string): string | undefined {
  if (field === "os") return systems.has(value) ? value : undefined;
  return Object.hasOwn(archNames, value) ? archNames[value] : undefined;
}
