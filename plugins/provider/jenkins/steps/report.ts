import { type Job, ReportKind, type Step } from "cig/sdk";
import { call } from "../groovy/call.ts";
import type { Code } from "../groovy/code.ts";
import { comment } from "../groovy/comment.ts";
import { groovyString } from "../groovy/literal.ts";
import type { Scope } from "../scope.ts";
import { antPatterns, textsOf } from "./pattern.ts";
import { withOptions } from "./run.ts";

type Report = Extract<Step["kind"], { case: "report" }>["value"];

/** Shows people what came out, by the plugins that Jenkins has for it. */
export function compileReport(report: Report, step: Step, job: Job, scope: Scope): Code[] {
  const { includes } = antPatterns(textsOf(report.paths), step, job, "files", scope);
  const name = report.name ? groovyString(report.name) : undefined;
  const [word, args] = reportCall(report, includes, name, scope);
  const line = call(word, [...withOptions(new Map(args), step, scope)]);
  // Jenkins has no page for it, and the archive does not say what a file is for.
  return word === "archiveArtifacts"
    ? [comment(`Report: ${words[report.kind] ?? ""}${report.name ? `, ${report.name}` : ""}`), line]
    : [line];
}

/** Of the coverage plugin, by the formats of cig.toml. */
const parsers: ReadonlyMap<string, string> = new Map([
  ["", "COBERTURA"],
  ["cobertura", "COBERTURA"],
  ["jacoco", "JACOCO"],
]);

const words: Readonly<Partial<Record<ReportKind, string>>> = {
  [ReportKind.COVERAGE]: "coverage",
  [ReportKind.SUMMARY]: "summary",
};

type Named = readonly (readonly [string, string])[];

function reportCall(
  { kind, format }: Report,
  files: string,
  name: string | undefined,
  scope: Scope,
): readonly [string, Named] {
  switch (kind) {
    case ReportKind.JUNIT:
      // Whether the job failed is what its scripts say.
      return [
        "junit",
        [
          ["testResults", files],
          ["allowEmptyResults", "true"],
          ["skipMarkingBuildUnstable", "true"],
          ...(name ? [["checksName", name] as const] : []),
        ],
      ];
    case ReportKind.COVERAGE: {
      const parser = parsers.get(format);
      if (parser !== undefined)
        return [
          "recordCoverage",
          [
            ["tools", `[[parser: '${parser}', pattern: ${files}]]`],
            ...(name ? [["name", name] as const] : []),
          ],
        ];
      scope.report.add(
        "JK025",
        scope.subject,
        `Jenkins' coverage plugin reads Cobertura and JaCoCo, and not "${format}": the file is kept as an artifact.`,
        'Let the tool write Cobertura, and say format = "cobertura".',
      );
      return archive(files);
    }
    case ReportKind.ANNOTATIONS:
      return ["recordIssues", [["tools", `[gcc(pattern: ${files}${name ? `, name: ${name}` : ""})]`]]];
    default:
      return archive(files);
  }
}

function archive(files: string): readonly [string, Named] {
  return [
    "archiveArtifacts",
    [
      ["artifacts", files],
      ["allowEmptyArchive", "true"],
    ],
  ];
}
