import {
  type Diagnostic,
  type GenerateRequest,
  type GenerateResponseSchema,
  MergeStrategy,
  type MessageInitShape,
  printYaml,
} from "cig/sdk";
import { compileConfig } from "./config.ts";
import { openReport } from "./report.ts";

/**
 * One whole configuration for each output. An output that cannot be said in CircleCI's words yields remarks with
 * what to change, and no file: a configuration is right or absent.
 */
export async function generate(
  request: GenerateRequest,
): Promise<MessageInitShape<typeof GenerateResponseSchema>> {
  const diagnostics: Diagnostic[] = [];
  const fragments = [];
  for (const output of request.outputs) {
    if (output.provider !== "" && output.provider !== "circleci") continue;
    const report = openReport();
    const config = compileConfig(output, report);
    diagnostics.push(...report.diagnostics);
    if (report.hasErrors()) continue;
    // CircleCI's own language server does not read lists on one line.
    const content = await printYaml(config, {
      spaced: new Set(["commands", "executors", "jobs", "workflows"]),
    });
    fragments.push({ path: output.path, content, strategy: MergeStrategy.REPLACE });
  }
  return { fragments, diagnostics };
}
