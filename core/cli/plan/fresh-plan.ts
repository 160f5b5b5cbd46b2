import { hasErrors } from "../../diagnostic/diagnostic.ts";
import type { Change } from "../../output/changes/changes.ts";
import type { Recall, Said } from "../../recall/recall.ts";
import { foreign } from "../../report/foreign.ts";
import { version } from "../../version.ts";
import { placeText } from "../findings.ts";
import type { Invocation } from "../invocation.ts";
import { toJson } from "../json.ts";
import { type Run, runFor } from "../run-pipeline.ts";
import { meaningOf } from "./meaning.ts";
import { pending, refusalsAhead } from "./pending.ts";
import { planText } from "./plan-text.ts";

/** Plans, says it, and keeps it for the next time where it can be said again. Returns the exit code. */
export async function freshPlan(invocation: Invocation, recall: Recall | undefined): Promise<number> {
  const { arguments: given, terminal, reporter } = invocation;
  const planned = await runFor(invocation, "files", recall?.repo && { repo: recall.repo });
  const run = { ...planned, diagnostics: [...planned.diagnostics, ...refusalsAhead(planned.changes)] };
  const changes = await meaningOf(run, invocation);
  const failed = hasErrors(run.diagnostics);
  const out = await resultText(run, changes, invocation);
  terminal.out.write(out);
  reporter.diagnostics(run.diagnostics, run.root);
  reporter.summary(() => markdownSummary(run, changes));
  if (given.has("out") && !failed && !(await savePlan(invocation, run))) return 1;
  if (failed) return 1;
  const code = given.has("exit-code") && pending(run.changes).length > 0 ? 2 : 0;
  if (recall) keepForNext(recall, run, { out, diagnostics: run.diagnostics, code });
  return code;
}

/** Not where something else has a part in the plan: other people's plugins, and waivers, which end on a day. */
function keepForNext(recall: Recall, { seen, config }: Run, said: Said): void {
  const plugins = Object.values(config?.schema.plugins ?? {});
  const hasOthers = plugins.some((plugin) => typeof plugin === "object" && plugin.path !== undefined);
  if (!config || !seen || hasOthers || config.schema.policy?.waivers) return;
  recall.keep(said, { ...seen, source: config.source });
}

async function resultText(run: Run, changes: readonly Change[], invocation: Invocation): Promise<string> {
  const { arguments: given, terminal } = invocation;
  if (given.has("json")) {
    const { planDocument } = await import("./plan-json.ts");
    return toJson(planDocument(run, changes));
  }
  if (run.plan === undefined || given.has("quiet")) return "";
  const detail = given.has("summary") ? "summary" : given.has("full") ? "full" : "normal";
  const text = planText(run, changes, {
    detail,
    paint: terminal.out.paint,
    failed: hasErrors(run.diagnostics),
  });
  return given.has("diff") ? text + (await diffOf(run, invocation)) : text;
}

async function diffOf(run: Run, { terminal }: Invocation): Promise<string> {
  const { diffText } = await import("./diff-text.ts");
  return diffText(run.changes, terminal.out.paint);
}

/** What the page of a GitHub run says: the plan, or what went wrong. */
function markdownSummary(run: Run, changes: readonly Change[]): string {
  const errors = run.diagnostics.filter(({ level }) => level === "error");
  const text =
    errors.length > 0
      ? errors.map(({ code, title, at }) => `${code}: ${title}${at ? ` (${placeText(at)})` : ""}\n`).join("")
      : planText(run, changes, { detail: "normal" });
  return `### cig plan\n\n\`\`\`text\n${foreign(text).replaceAll("```", "'''")}\`\`\`\n`;
}

async function savePlan({ arguments: given, reporter }: Invocation, run: Run): Promise<boolean> {
  const [{ savedPlan }, { saveFile }] = await Promise.all([
    import("./saved-plan.ts"),
    import("../save-file.ts"),
  ]);
  const problem = await saveFile(given, "out", savedPlan(given, run, version));
  if (problem) reporter.diagnostics([problem], run.root);
  return problem === undefined;
}
