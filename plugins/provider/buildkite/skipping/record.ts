import { type Job, type Output, optionsFor, type Variant } from "cig/sdk";
import type { Scope } from "../scope.ts";
import { firstCheckout } from "../script/checkout.ts";
import { nativeOf } from "../script/special.ts";
import { uploaded } from "../value/interpolation.ts";
import { isContinuation, type LeavingOut } from "./stage.ts";
import { toolParts, toolVariable } from "./tool.ts";

/** What a variant records as the last thing that it does; undefined: nothing. */
export function markerOf(job: Job, variant: Variant | undefined, output: Output): string | undefined {
  if (!variant || variant.marker === "" || !isContinuation(output)) return undefined;
  return whyNot(job) === undefined ? variant.marker : undefined;
}

/** True where the variants of a job record different things, so that Buildkite's own matrix cannot say them. */
export function recordsByVariant(job: Job, output: Output): boolean {
  return job.variants.some((variant) => markerOf(job, variant, output) !== undefined);
}

/** Why nothing may be recorded, as the end of a sentence; undefined where it may. */
export function whyNot(job: Job): string | undefined {
  if (job.parallelism > 1) return "copies that share its work end one by one";
  if (job.steps.some(usesPlugin)) return "hooks of its plugins run behind the record, and may fail";
  const options = optionsFor("buildkite", job.providerOptions);
  const late = ["plugins", "artifact_paths"].find((key) => options.has(key));
  if (late !== undefined) return `${late} of provider.buildkite come behind the record, and may fail`;
  const checkout = firstCheckout(job.steps);
  const isPlain = checkout && (checkout.ref?.parts.length ?? 0) === 0;
  return isPlain ? undefined : "it checks out no sources, and so no cig.lock that names the store";
}

/** The last lines of a script that has a marker. Nothing that goes wrong in them is a failure of the job. */
export const recordLines: readonly string[] = [
  'echo "--- Note that the job went well"',
  `(eval "$${toolVariable}" && record) || echo "Nothing is recorded."`,
];

/** The variable of the pipeline with what those lines call. */
export function recordVariable(output: LeavingOut, scope: Scope): [string, string] {
  const text = [
    output.skipping.functions,
    ...toolParts(output, scope).lines,
    "record() {",
    '  if cig_get; then cig mark; else echo "cig cannot be had: nothing is recorded."; fi',
    "}",
    "",
  ].join("\n");
  return [toolVariable, uploaded(text)];
}

function usesPlugin({ kind }: Job["steps"][number]): boolean {
  if (kind.case === "native") return kind.value.provider === "buildkite";
  return kind.case === "toolchain" && nativeOf(kind.value) !== undefined;
}
