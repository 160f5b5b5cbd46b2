import { create } from "@bufbuild/protobuf";
import {
  type Report,
  ReportKind,
  ReportSchema,
  type Step,
  StepSchema,
} from "../../../../proto/gen/cig/plugin/v1/resource_pb.ts";
import { Function as Fn } from "../../../../proto/gen/cig/plugin/v1/value_pb.ts";
import { apply } from "../../../config/expressions.ts";
import type { JobToml } from "../../../config/schema.ts";
import type { Subject } from "../../context.ts";
import type { Resolver } from "../../resolver.ts";

/** `reports` of a job as steps, which run whatever came of those before them. */
export function reportSteps(resolver: Resolver, id: string, job: JobToml): Step[] {
  return (job.reports ?? []).map((report, index) => {
    const subject = ["jobs", id, "reports", String(index)];
    return create(StepSchema, {
      subject,
      condition: apply(Fn.ALWAYS),
      kind: { case: "report", value: toReport(resolver, report, subject) },
    });
  });
}

/** One report, whose paths and name must be known before the run. */
export function toReport(
  resolver: Resolver,
  report: NonNullable<JobToml["reports"]>[number],
  subject: Subject,
): Report {
  const key = (["junit", "coverage", "summary", "annotations"] as const).find(
    (kind) => report[kind] !== undefined,
  )!;
  const paths = report[key]!;
  return create(ReportSchema, {
    kind: kinds[key],
    paths:
      typeof paths === "string"
        ? [resolver.plain(paths, [...subject, key])]
        : paths.map((path, index) => resolver.plain(path, [...subject, key, String(index)])),
    name: resolver.plain(report.name ?? "", [...subject, "name"]),
    format: report.format ?? "",
  });
}

const kinds = {
  junit: ReportKind.JUNIT,
  coverage: ReportKind.COVERAGE,
  summary: ReportKind.SUMMARY,
  annotations: ReportKind.ANNOTATIONS,
} as const;
