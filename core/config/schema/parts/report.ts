import * as z from "zod/mini";
import { distinct } from "../names.ts";
import { docs, either, type Fault, key, list, rule, table } from "../strict.ts";
import { text } from "../text.ts";

/** What a report can hold; each report has exactly one of these keys. */
export const reportKinds = ["junit", "coverage", "summary", "annotations"] as const;

const path = () => text("a path").check(z.minLength(1, "a path"));

const paths = (example: string) =>
  either(`a path such as ${example}, or a list of paths`, [
    path(),
    list("a list of paths", path()).check(
      z.minLength(1, "a list of at least one path"),
      distinct("path", (each: string) => each),
    ),
  ]);

/** Results that people are shown, whatever came of the steps. */
export const report = table('a report, such as { junit = "reports/*.xml" }', {
  junit: key(paths('"reports/*.xml"'), "Test results in JUnit's XML, as patterns."),
  coverage: key(paths('"coverage.xml"'), "Coverage, as patterns."),
  summary: key(paths('"summary.md"'), "Markdown for the page of the run, as patterns."),
  annotations: key(
    paths('"lint.txt"'),
    'Lines such as "app/a.rb:3:5: error: too long", shown beside the code, as patterns.',
  ),
  format: key(
    z.enum(["cobertura", "jacoco", "lcov"], '"cobertura", "jacoco" or "lcov"'),
    'The form of the coverage. Default: "cobertura".',
  ),
  name: key(text("a name").check(z.regex(/\S/, "a name")), "What people see."),
}).check(rule(faultsOfReport));

docs.add(report, { id: "Report", oneOf: reportKinds.map((kind) => ({ required: [kind] })) });

function* faultsOfReport(value: Record<string, unknown>): Iterable<Fault> {
  const present = reportKinds.filter((kind) => value[kind] !== undefined);
  if (present.length === 0)
    yield {
      message: "This report does not say what it holds.",
      hint: `Give it one of ${reportKinds.join(", ")}, such as junit = "reports/*.xml".`,
      isAbsence: true,
    };
  for (const extra of present.slice(1))
    yield {
      message: `A report holds one thing, and this one has both "${present[0]}" and "${extra}".`,
      hint: "Make two reports of it.",
      path: [extra],
      onKey: true,
    };
  if (value.format !== undefined && present.length > 0 && !present.includes("coverage"))
    yield {
      message: `"format" is the form of a coverage, and this report holds "${present[0]}".`,
      hint: "Remove it.",
      path: ["format"],
      onKey: true,
    };
}
