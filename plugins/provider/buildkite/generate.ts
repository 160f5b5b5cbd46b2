import {
  type Diagnostic,
  type GenerateRequest,
  type GenerateResponseSchema,
  MergeStrategy,
  type MessageInitShape,
  type Output,
  printYaml,
  type UsedPinSchema,
} from "cig/sdk";
import { compilePipelines } from "./pipeline.ts";
import { openReport } from "./report.ts";

/**
 * One whole pipeline for each output, and beside it one with everything where a first step decides what is uploaded. An output that cannot be said in Buildkite's words yields remarks with what to
 * change, and no file: a pipeline is right or absent.
 */
export async function generate(
  request: GenerateRequest,
): Promise<MessageInitShape<typeof GenerateResponseSchema>> {
  const diagnostics: Diagnostic[] = [];
  const fragments = [];
  for (const output of request.outputs) {
    if (output.provider !== "" && output.provider !== "buildkite") continue;
    const report = openReport();
    const pipelines = compilePipelines(output, report);
    diagnostics.push(...report.diagnostics);
    if (report.hasErrors()) continue;
    for (const [path, pipeline] of pipelines) {
      const content = await printYaml(pipeline, { spaced: new Set() });
      const schedules = path === output.path ? scheduleComment(output) : "";
      fragments.push({
        path,
        content: nameComment(output) + schedules + withGaps(content),
        strategy: MergeStrategy.REPLACE,
      });
    }
  }
  return { fragments, diagnostics, pins: pinsIn(request.outputs) };
}

/** Plugins by commit, with the version that people know them by. No table of versions is shipped with this plugin. */
function pinsIn(outputs: readonly Output[]): MessageInitShape<typeof UsedPinSchema>[] {
  const natives = outputs.flatMap(({ jobs }) =>
    jobs.flatMap(({ steps }) => steps.flatMap(({ kind }) => (kind.case === "native" ? [kind.value] : []))),
  );
  const pinned = natives.filter(
    ({ provider, pin, version }) => provider === "buildkite" && version !== "" && /^[0-9a-f]{40}$/.test(pin),
  );
  const byKey = new Map(
    pinned.map(({ uses: name, version, pin: digest }) => [`${name} ${version}`, { name, version, digest }]),
  );
  return [...byKey.keys()].sort().map((key) => ({ pin: byKey.get(key)! }));
}

/** What people call the pipeline: Buildkite has it in its settings. */
function nameComment({ description, workflow }: Output): string {
  const name = (description || workflow).replace(unseen, " ").trim();
  return name === "" ? "" : `# ${name}\n\n`;
}

/** Ends of lines to some reader of YAML, and marks that turn the order of letters. */
const unseen = /[\0-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+/g;

/** Which schedules to enter, for those who set the pipeline up: the file itself cannot hold them. */
function scheduleComment({ triggers }: Output): string {
  const lines = (triggers?.schedule ?? []).map(
    ({ cron, timezone }) =>
      `#   ${[...cron.trim().split(/[ \t]+/), ...(timezone ? [timezone] : [])].join(" ")}\n`,
  );
  return lines.length === 0 ? "" : `# Add under Settings > Schedules of the pipeline:\n${lines.join("")}\n`;
}

/** A blank line between steps. Only items of the list `steps` begin in the third column. */
function withGaps(content: string): string {
  return content.replace(/([^:])\n(?= {2}- )/g, "$1\n\n");
}
