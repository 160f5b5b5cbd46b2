import type { ScheduleTrigger } from "cig/sdk";
import { at, type Scope } from "../scope.ts";

/** Says which schedules to enter in Buildkite, which keeps them apart from the file, and what is wrong with them. */
export function checkSchedules(schedules: readonly ScheduleTrigger[], top: Scope): void {
  for (const [index, { cron, timezone }] of schedules.entries()) {
    const scope = at(top, "on", "schedule", String(index));
    const fields = cron.trim().split(/[ \t]+/);
    if (!isCron(cron))
      scope.report.add(
        "BK006",
        [...scope.subject, "cron"],
        `The cron line "${cron}" is not legal on Buildkite: it has ${fields.length} fields where five of numbers, names, "*", "-", "/" and "," are needed.`,
        'Write five fields, such as "30 5 * * 1-5" for 5:30 on working days.',
      );
    if (timezone && !/^[A-Za-z][\w+-]*(?:\/[\w+-]+)*$/.test(timezone))
      scope.report.add(
        "BK006",
        [...scope.subject, "timezone"],
        `"${timezone}" is not the name of a time zone.`,
        'Write a name such as "Europe/Berlin".',
      );
    scope.report.add(
      "BK035",
      scope.subject,
      "Buildkite keeps schedules in the pipeline's settings, and not in the file.",
      `Add one under Settings > Schedules, on the branch "${top.output.project?.defaultBranch || "main"}": ${[cron.trim(), timezone].filter(Boolean).join(" ")}`,
    );
  }
}

function isCron(cron: string): boolean {
  if (/^@(?:hourly|daily|midnight|weekly|monthly|yearly|annually)$/i.test(cron.trim())) return true;
  const fields = cron.trim().split(/[ \t]+/);
  return fields.length === 5 && fields.every((field) => /^[\w*]+(?:[-/,][\w*]+)*$/.test(field));
}
