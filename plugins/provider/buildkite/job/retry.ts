import { type Retry, RetryCause, type Table, table, type Yaml } from "cig/sdk";
import { below, type Scope } from "../scope.ts";

/** The value of `retry`: one rule for each cause; the first that fits decides. */
export function compileRetry(retry: Retry | undefined, top: Scope): Table | undefined {
  if (!retry) return undefined;
  const scope = below(top, "retry");
  if (retry.max > 10)
    scope.report.add(
      "BK016",
      scope.subject,
      `Buildkite tries a job again ten times at most, and not ${retry.max} times.`,
      "Write retry = 10, or less.",
    );
  const rules = rulesOf(retry).map((rule) => new Map<string, Yaml>([...rule, ["limit", retry.max]]));
  return table(["automatic", rules]);
}

function rulesOf({ causes, exitStatuses }: Retry): Table[] {
  const any = causes.length === 0 && exitStatuses.length === 0;
  const failure = causes.includes(RetryCause.FAILURE);
  const statuses = failure ? [] : exitStatuses.filter((status) => status <= 255);
  const [only] = statuses;
  return [
    ...(any || causes.includes(RetryCause.RUNNER_LOST)
      ? [table(["exit_status", -1]), table(["signal_reason", "agent_stop"])]
      : []),
    // A job that took too long ends as one that was cancelled.
    ...(any || causes.includes(RetryCause.TIMEOUT) ? [table(["signal_reason", "cancel"])] : []),
    ...(any || failure ? [table(["exit_status", "*"], ["signal_reason", any ? undefined : "none"])] : []),
    ...(only === undefined ? [] : [table(["exit_status", statuses.length === 1 ? only : statuses])]),
  ];
}
