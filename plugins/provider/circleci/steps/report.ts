import { ArtifactMissing, type Job, ReportKind, type Step, table, unlessEmpty, type Yaml } from "cig/sdk";
import { below, type Scope } from "../scope.ts";
import { characters } from "../value/characters.ts";
import { folderOf } from "../value/folders.ts";
import { type Carried, command, quoted } from "../value/shell.ts";
import { gatherLines } from "./gather.ts";
import { whenOf } from "./run.ts";
import { persistedPaths } from "./workspace.ts";

type Report = Extract<Step["kind"], { case: "report" }>["value"];

/** What a kind is called, and how CircleCI shows it. */
const kinds: Readonly<Record<number, { readonly word: string; readonly isShown: boolean }>> = {
  [ReportKind.JUNIT]: { word: "test results", isShown: false },
  [ReportKind.COVERAGE]: { word: "coverage", isShown: false },
  [ReportKind.SUMMARY]: { word: "summary", isShown: true },
  [ReportKind.ANNOTATIONS]: { word: "annotations", isShown: true },
};

/**
 * Test results are CircleCI's own; everything else is kept as an artifact, and text is printed as well, where people
 * look first. Several files, patterns and files with a name are gathered in a folder. `index` tells the reports of a
 * job apart.
 */
export function compileReport(report: Report, step: Step, job: Job, index: number, scope: Scope): Yaml[] {
  const { word, isShown } = kinds[report.kind] ?? kinds[ReportKind.COVERAGE]!;
  const isJunit = report.kind === ReportKind.JUNIT;
  checkName(report, scope);
  const plain = persistedPaths({ paths: report.paths, pathTexts: [] }, step, job);
  if (isJunit && report.name === "" && plain && !plain.some((path) => /[*?[\]]/.test(path)))
    return plain.map((path) => table(["store_test_results", table(["path", characters(path, scope)])]));
  const carried: Carried = new Map();
  const root = folderOf(job, `report-${index + 1}`);
  const folder = report.name === "" ? root.shell : `${root.shell}/${quoted(report.name)}`;
  const artifact = { name: "", paths: report.paths, pathTexts: [], ifMissing: ArtifactMissing.WARN };
  const lines = gatherLines(
    { artifact, step, job: { ...job, variants: [], parallelism: 0 }, folder, isShown },
    carried,
    scope,
  );
  return [
    table([
      "run",
      table(
        ["name", characters(`Gather ${report.name || word}`, scope)],
        ["command", command(...lines)],
        ["environment", unlessEmpty(new Map<string, Yaml>(carried))],
        ["when", whenOf(step) ?? "always"],
      ),
    ]),
    isJunit
      ? table(["store_test_results", table(["path", root.agent])])
      : table(["store_artifacts", table(["path", root.agent], ["destination", word])]),
  ];
}

function checkName({ name }: Report, scope: Scope): void {
  if (name === "" || (/^[^/\\*?"<>|:\r\n\0]+$/.test(name) && name !== "." && name !== "..")) return;
  scope.report.add(
    "CC011",
    below(scope, "name").subject,
    `The report's name "${name}" cannot be the name of a folder.`,
    'Give it a name without " : < > | * ? \\ and /.',
  );
}
