import { create } from "@bufbuild/protobuf";
import { type Retry, RetryCause, RetrySchema } from "../../../../proto/gen/cig/plugin/v1/resource_pb.ts";
import type { JobToml } from "../../../config/schema.ts";

/** `retry` of a job or a step; causes in the order of the contract, exit statuses ascending. */
export function toRetry(retry: NonNullable<JobToml["retry"]>): Retry {
  const { max, on = [] } = typeof retry === "number" ? { max: retry } : retry;
  return create(RetrySchema, {
    max,
    causes: on.flatMap((cause) => (typeof cause === "string" ? causes[cause] : [])).sort((a, b) => a - b),
    exitStatuses: on.flatMap((cause) => (typeof cause === "number" ? cause : [])).sort((a, b) => a - b),
  });
}

const causes = {
  failure: RetryCause.FAILURE,
  runner_lost: RetryCause.RUNNER_LOST,
  timeout: RetryCause.TIMEOUT,
} as const;
