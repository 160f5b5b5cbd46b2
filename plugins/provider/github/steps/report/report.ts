import { ArtifactMissing, ArtifactSchema, create, type Job, ReportKind, type Step } from "cig/sdk";
import { characters } from "../../expression/text.ts";
import type { Scope } from "../../scope.ts";
import { type Table, table } from "../../yaml/tree.ts";
import { compileUpload } from "../artifact.ts";
import { patternsOf, patternVariables } from "../files/pattern.ts";
import { ownShell } from "../own-script.ts";
import { annotations } from "./annotations.ts";
import { coverage } from "./coverage.ts";
import { junit } from "./junit.ts";
import { listing } from "./listing.ts";
import { summary } from "./summary.ts";

type Report = Extract<Step["kind"], { case: "report" }>["value"];

/**
 * Steps that show a report on the page of the run, and keep the files of test results and coverage, which GitHub itself
 * reads in no form. Nothing of a file becomes code, a command of the runner, or a tag of the page.
 */
export function compileReport(report: Report, step: Step, job: Job, scope: Scope): Table[] {
  if (!checkPaths(report, scope)) return [table(["run", "exit 1"])];
  const { title, script } = kindOf(report, scope);
  const { except } = patternsOf(report.paths);
  const shown = table(
    ["name", characters(report.name, scope) || title],
    ["run", listing(except !== undefined) + script],
    ...ownShell(job),
    [
      "env",
      table(["CIG_TITLE", characters(report.name, scope) || title], ...patternVariables(report.paths, scope)),
    ],
  );
  const isKept = report.kind === ReportKind.JUNIT || report.kind === ReportKind.COVERAGE;
  return isKept ? [shown, keep(report, step, job, scope)] : [shown];
}

function kindOf({ kind, format }: Report, scope: Scope): { readonly title: string; readonly script: string } {
  switch (kind) {
    case ReportKind.JUNIT:
      return { title: "Tests", script: junit };
    case ReportKind.COVERAGE: {
      const script = coverage(format);
      if (script === undefined)
        scope.report.add(
          "GH024",
          scope.subject,
          `Nothing here reads coverage in the form "${format}".`,
          "Take cobertura, jacoco or lcov.",
        );
      return { title: "Coverage", script: script ?? "" };
    }
    case ReportKind.SUMMARY:
      return { title: "Summary", script: summary };
    case ReportKind.ANNOTATIONS:
      return { title: "Annotations", script: annotations };
    default:
      throw new Error(`bug: a report of the kind ${kind}`);
  }
}

/** The files themselves, under the name of the report in letters that an artifact may have. */
function keep(report: Report, step: Step, job: Job, scope: Scope): Table {
  const word = report.kind === ReportKind.JUNIT ? "tests" : "coverage";
  const own = (report.name || word).replace(/[^\w. -]+/g, "-").slice(0, 60);
  const number =
    1 + job.steps.filter(({ kind }) => kind.case === "report").findIndex(({ kind }) => kind.value === report);
  const artifact = create(ArtifactSchema, {
    name: `report-${job.id}-${number}-${own}`,
    paths: [...report.paths],
    ifMissing: ArtifactMissing.IGNORE,
  });
  return compileUpload(artifact, step, job, scope);
}

function checkPaths({ paths }: Report, scope: Scope): boolean {
  if (
    paths.length > 0 &&
    paths.every((path) => path !== "" && !/[\n\r]/.test(path) && !/^[/~]|(?:^|\/)\.\.(?:\/|$)/.test(path))
  )
    return true;
  scope.report.add(
    "GH024",
    scope.subject,
    "A report needs files below the folder of the job, each pattern on one line.",
    'Write { junit = "reports/*.xml" }.',
  );
  return false;
}
