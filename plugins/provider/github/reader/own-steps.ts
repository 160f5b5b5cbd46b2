import { alternatives, type OtherRow, type StepRow, withoutValues } from "cig/sdk/table";
import { readText } from "./expression/text.ts";
import type { Table } from "./expression/value.ts";
import { globsOf } from "./glob.ts";
import { linesOf, type Raw, recordOf } from "./raw.ts";

/**
 * What a script of cig's means, of those that stand for something that GitHub has no word for: an upload, a report, or
 * nothing at all. Undefined for a script of the author's. They are known by variables that no author has.
 */
export function readOwnStep(
  step: Raw,
  names: Table,
  values: readonly string[],
): OtherRow | "nothing" | undefined {
  const env = recordOf(step.env);
  const script = String(step.run);
  if (env.CIG_OIDC_ENV !== undefined || env.CIG_BACKGROUND !== undefined) return "nothing";
  if (isApproval(step)) return "nothing";
  if (/^for archive in cig-workspace\/\*\.tar; do$/m.test(script)) return "nothing";
  const text = (name: string) => readText(env[name], names);
  const globs = globsOf(text("CIG_FILES")).flatMap(alternatives);
  if (env.CIG_ARCHIVE !== undefined) {
    const name = text("CIG_ARCHIVE").replace(/^.*\/|\.tar$/g, "");
    return {
      kind: "upload",
      name: withoutValues(name, values),
      paths: [...globs, ...linesOf(text("CIG_NAMED"))],
    };
  }
  if (env.CIG_FILES === undefined) return undefined;
  if (/"\$SHARD_FILES"/.test(script)) return "nothing";
  const kind = env.CIG_TITLE === undefined ? undefined : kindOf(script);
  if (kind === undefined) return undefined;
  const except = globsOf(text("CIG_EXCEPT")).map((glob) => `!${glob}`);
  return { kind: "report", report: kind, paths: [...globs, ...except] };
}

/** The step that says on the page of a run that a person has agreed. */
export function isApproval({ name, run }: Raw): boolean {
  return /^Approval(?:: |$)/.test(String(name ?? "")) && String(run).trim() === "echo Approved";
}

/** Steps without what cig's own leave behind: the archive's upload, the files of a report. */
export function withoutRemains(steps: readonly StepRow[]): StepRow[] {
  return steps.filter((step, index) => {
    if (step.kind !== "upload") return true;
    const before = steps[index - 1];
    const isOfReport = before?.kind === "report" && /^report-.+-\d+-/.test(step.name);
    return !isOfReport && !step.paths.every((path) => /^cig-workspace\/.*\.tar$/.test(path));
  });
}

function kindOf(script: string): string | undefined {
  if (!script.startsWith('files="$RUNNER_TEMP/cig-report"')) return undefined;
  if (script.includes("/^testcase")) return "junit";
  if (script.includes("| File | Lines |")) return "coverage";
  return script.includes('print "::" level') ? "annotations" : "summary";
}
