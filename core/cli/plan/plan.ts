import { hasErrors } from "../../diagnostic/diagnostic.ts";
import type { Change } from "../../output/changes/changes.ts";
import { foreign } from "../../report/foreign.ts";
import { version } from "../../version.ts";
import { placeText } from "../findings.ts";
import type { Invocation } from "../invocation.ts";
import { toJson } from "../json.ts";
import { type Run, runFor } from "../run-pipeline.ts";
import { meaningOf } from "./meaning.ts";
import { pending, refusalsAhead } from "./pending.ts";
import { planText } from "./plan-text.ts";

/** `cig plan`: what would be written, and what it changes. */
export async function run(invocation: Invocation): Promise<number> {
  const { arguments: given, terminal, reporter } = invocation;
  const planned = await runFor(invocation, "files");
  const run = { ...planned, diagnostics: [...planned.diagnostics, ...refusalsAhead(planned.changes)] };
  const changes = await meaningOf(run, invocation);
  const failed = hasErrors(run.diagnostics);
  if (given.has("json")) {
    const { planDocument } = await import("./plan-json.ts");
    terminal.out.write(toJson(planDocument(run, changes)));
  } else if (run.plan !== undefined) {
    const detail = given.has("summary") ? "summary" : given.has("full") ? "full" : "normal";
    terminal.out.write(planText(run, changes, { detail, paint: terminal.out.paint, failed }));
    if (given.has("diff")) terminal.out.write(await diffOf(run, invocation));
  }
  reporter.diagnostics(run.diagnostics, run.root);
  reporter.summary(() => markdownSummary(run, changes));
  if (given.has("out") && !failed && !(await savePlan(invocation, run))) return 1;
  if (failed) return 1;
  return given.has("exit-code") && pending(run.changes).length > 0 ? 2 : 0;
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
