import type { Job } from "../../../proto/gen/cig/plugin/v1/resource_pb.ts";
import { byCodeUnit } from "../../compare.ts";
import type { Change } from "../../output/changes/changes.ts";
import { foreignLine } from "../../report/foreign.ts";
import { makePaint, type Paint } from "../../report/paint.ts";
import { jobsOf, workflowsOf } from "../jobs.ts";
import type { Run } from "../run-pipeline.ts";
import { changesText, jobSigns } from "./changes-text.ts";
import { detectedLines } from "./detected-lines.ts";
import { estimateLines } from "./estimate-lines.ts";
import { type Fate, showSign } from "./sign.ts";

/** How much `cig plan` shows. */
export interface PlanTextOptions {
  readonly detail: "summary" | "normal" | "full";
  readonly paint?: Paint;
  /** True: there are errors, so that nothing can be rendered. */
  readonly failed?: boolean;
}

/**
 * The text of `cig plan`: what was detected, which plugins take part, the jobs, the files, and what changes in meaning.
 * It depends on nothing but the result, so it is the same on every machine.
 */
export function planText(result: Run, changes: readonly Change[], options: PlanTextOptions): string {
  const { detail, paint = makePaint(false), failed = false } = options;
  const jobs = jobsOf(result);
  const summary = failed ? "" : changesText(result, changes, { detail, paint });
  if (detail === "summary") return summary;
  const tick = paint.green("✓");
  return [
    block(
      "Detecting project...",
      detectedLines(result, detail).map((line) => `${tick} ${line}`),
      "  nothing detected",
      paint,
    ),
    block(
      "Resolving dependencies...",
      pluginLines(result, failed || detail === "full").map((line) => `${tick} ${line}`),
      "  no plugin takes part",
      paint,
    ),
    block(
      "Planning resources...",
      jobLines(result, jobs, failed ? undefined : jobSigns(result, changes), detail === "full", paint),
      "  no job",
      paint,
    ),
    ...(result.estimates.length > 0
      ? [block("Estimating a run...", estimateLines(result.estimates, detail === "full"), "", paint)]
      : []),
    ...(failed
      ? []
      : [
          block(
            "Generating...",
            fileLines(result).map((line) => `${tick} ${line}`),
            "  no file",
            paint,
          ),
        ]),
    ...(summary === "" ? [] : [summary]),
  ].join("\n");
}

function block(title: string, lines: readonly string[], none: string, paint: Paint): string {
  const body = lines.length > 0 ? lines.map((line) => `  ${line}`) : [paint.dim(none)];
  return `${[paint.bold(title), ...body].join("\n")}\n`;
}

/** Providers first, since they own what is written; then by name. Who looked and found nothing is left out. */
function pluginLines({ plugins, idle }: Run, showsAll: boolean): string[] {
  const rank = (name: string) => (name.startsWith("provider/") ? 0 : 1);
  return plugins
    .filter(({ name }) => showsAll || !idle.has(name))
    .sort((a, b) => rank(a.name) - rank(b.name) || byCodeUnit(a.name, b.name))
    .map(({ name, version }) => foreignLine(`${name}@${version}`));
}

/** Without signs nothing is known of what changes, and all are shown. */
function jobLines(
  result: Run,
  jobs: readonly Job[],
  signs: ReadonlyMap<string, Fate> | undefined,
  showsAll: boolean,
  paint: Paint,
): string[] {
  const shown = jobs.filter(({ id }) => showsAll || signs === undefined || signs.has(id));
  const lines = shown.map(
    (job) =>
      `${showSign(signs?.get(job.id) ?? "same", paint)} job.${foreignLine(job.id)} (${describe(job)}${within(workflowsOf(job.id, result))})`,
  );
  const hidden = jobs.length - shown.length;
  return hidden > 0 ? [...lines, paint.dim(`(${hidden} unchanged)`)] : lines;
}

function describe({ variants, runner, matrix, launches }: Job): string {
  if (launches !== "") return `launches the machines of ${foreignLine(launches)}`;
  if (matrix) return `matrix: ${variants.length} variant${variants.length === 1 ? "" : "s"}`;
  return runner?.id ? `runs on ${foreignLine(runner.id)}` : `runs on ${runner?.os || "linux"}`;
}

/** Where there are several workflows. */
function within(workflows: readonly string[] | undefined): string {
  if (!workflows) return "";
  return `; workflow${workflows.length === 1 ? "" : "s"} ${workflows.map(foreignLine).join(", ")}`;
}

function fileLines({ files }: Run): string[] {
  return files.map(({ path, content }) => {
    const lines = content.split("\n").length - (content.endsWith("\n") ? 1 : 0);
    return `${foreignLine(path)} (${lines} line${lines === 1 ? "" : "s"})`;
  });
}
