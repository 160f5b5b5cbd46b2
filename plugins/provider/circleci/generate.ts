import {
  type Diagnostic,
  type GenerateRequest,
  type GenerateResponseSchema,
  MergeStrategy,
  type MessageInitShape,
  type Output,
  printYaml,
} from "cig/sdk";
import { compileConfigs } from "./config.ts";
import { openReport } from "./report.ts";

/**
 * One whole configuration for each path. One that cannot be said in CircleCI's words yields remarks with
 * what to change, and no file: a configuration is right or absent.
 */
export async function generate(
  request: GenerateRequest,
): Promise<MessageInitShape<typeof GenerateResponseSchema>> {
  const diagnostics: Diagnostic[] = [];
  const fragments = [];
  for (const outputs of byPath(request.outputs)) {
    const report = openReport();
    const configs = compileConfigs(outputs, report);
    diagnostics.push(...report.diagnostics);
    if (report.hasErrors()) continue;
    for (const [path, config] of configs) {
      // CircleCI's own language server does not read lists on one line.
      const content = await printYaml(config, {
        spaced: new Set(["commands", "executors", "jobs", "workflows"]),
      });
      fragments.push({ path, content, strategy: MergeStrategy.REPLACE });
    }
  }
  return { fragments, diagnostics };
}

/** Several outputs of one path are the workflows of that file. */
function byPath(outputs: readonly Output[]): Iterable<readonly Output[]> {
  const files = new Map<string, Output[]>();
  for (const output of outputs) {
    if (output.provider !== "" && output.provider !== "circleci") continue;
    files.set(output.path, [...(files.get(output.path) ?? []), output]);
  }
  return files.values();
}
