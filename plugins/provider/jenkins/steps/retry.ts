import { type Retry, RetryCause } from "cig/sdk";
import { block, type Code } from "../groovy/code.ts";
import { groovyString } from "../groovy/literal.ts";
import { helper, type Scope } from "../scope.ts";

/** True where a time limit must end as a failure like any other, so that it can be told from a build that is aborted. */
export function needsLimited(retry: Retry | undefined): boolean {
  return retry !== undefined && !isAny(retry);
}

/** The code, tried again for the causes that are meant; a machine that goes away is not this one's business. */
export function withRetry(retry: Retry | undefined, code: readonly Code[], scope: Scope): readonly Code[] {
  if (!retry || retry.max === 0) return code;
  if (isAny(retry)) return [block(`retry(${retry.max + 1})`, code)];
  const statuses = retry.exitStatuses.map((status) => groovyString(String(status)));
  const failure = retry.causes.includes(RetryCause.FAILURE);
  const timeout = retry.causes.includes(RetryCause.TIMEOUT);
  // Lost machines only: said where the machine is asked for.
  if (!failure && !timeout && statuses.length === 0) return code;
  const on = [
    `max: ${retry.max}`,
    ...(failure || statuses.length > 0 ? ["failure: true"] : []),
    ...(statuses.length > 0 && !failure ? [`statuses: [${statuses.join(", ")}]`] : []),
    ...(timeout ? ["timeout: true"] : []),
  ];
  return [block(`${helper(scope, "again")}(${on.join(", ")})`, code)];
}

/** True where the machine is asked for again when it goes away. */
export function survivesMachine(retry: Retry | undefined): boolean {
  return retry?.causes.includes(RetryCause.RUNNER_LOST) ?? false;
}

/** Any failure of the steps, a timeout included. */
function isAny({ causes, exitStatuses }: Retry): boolean {
  if (exitStatuses.length > 0) return false;
  const own = causes.filter((cause) => cause !== RetryCause.RUNNER_LOST);
  return causes.length === 0 || (own.includes(RetryCause.FAILURE) && own.includes(RetryCause.TIMEOUT));
}
