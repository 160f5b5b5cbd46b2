import type { Output } from "../proto/gen/cig/plugin/v1/project_pb.ts";
import { hasErrors, type Result } from "./diagnostic/diagnostic.ts";
import { generate } from "./generate.ts";
import { openHost } from "./host/host.ts";
import { type MergedFile, merge } from "./merge/merge.ts";
import type { PipelineOptions, PipelineResult } from "./pipeline/pipeline.ts";

/**
 * Renders what is left of a plan in CI, by the same plugins and in the same way as the whole; without headers. An error
 * means that the committed files are to be used.
 */
export async function renderContinuation(
  options: PipelineOptions,
  { installed, heldPins }: Pick<PipelineResult, "installed" | "heldPins">,
  outputs: readonly Output[],
): Promise<Result<readonly MergedFile[]>> {
  const host = openHost({ ...options, plugins: installed });
  try {
    const generated = await generate(host, outputs, { coreVersion: options.coreVersion, pins: heldPins });
    if (hasErrors(generated.diagnostics)) return { diagnostics: generated.diagnostics };
    const merged = await merge(generated.fragments);
    return { ...merged, diagnostics: [...generated.diagnostics, ...merged.diagnostics] };
  } finally {
    await host.close();
  }
}
