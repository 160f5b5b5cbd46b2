import {
  type Diagnostic,
  type GenerateRequest,
  type GenerateResponseSchema,
  MergeStrategy,
  type MessageInitShape,
} from "cig/sdk";
import { compilePipeline } from "./pipeline.ts";
import { openReport } from "./report.ts";

/**
 * One Jenkinsfile for each output. An output that cannot be said in Jenkins' words yields remarks with what to change,
 * and no file: a pipeline is right or absent.
 */
export function generate(request: GenerateRequest): MessageInitShape<typeof GenerateResponseSchema> {
  const diagnostics: Diagnostic[] = [];
  const fragments = [];
  const seen = new Set<string>();
  for (const output of request.outputs) {
    if (output.provider !== "" && output.provider !== "jenkins") continue;
    const report = openReport();
    if (seen.has(output.path))
      report.add(
        "JK019",
        ["outputs"],
        `A Jenkinsfile holds one pipeline, and "${output.path}" would get another one${output.workflow ? `, of the workflow "${output.workflow}"` : ""}.`,
        'Give each workflow a file: path = "ci/{{ workflow }}.jenkinsfile".',
      );
    seen.add(output.path);
    const content = compilePipeline(output, report);
    diagnostics.push(...report.diagnostics);
    if (report.hasErrors()) continue;
    fragments.push({ path: output.path, content, strategy: MergeStrategy.REPLACE });
  }
  return { fragments, diagnostics };
}
