import { type Job, type Retry, RetryCause } from "../../../proto/gen/cig/plugin/v1/resource_pb.ts";
import { show } from "../show-text.ts";

/** Who must agree, and what they are asked. */
export interface DescribedApproval {
  readonly message?: string;
  readonly approvers: readonly string[];
}

/** Where a job deploys to. */
export interface DescribedEnvironment {
  readonly name: string;
  readonly url?: string;
}

/** How often a job is tried again, and on what: causes and exit statuses. Empty: on any failure. */
export interface DescribedRetry {
  readonly max: number;
  readonly on: readonly (string | number)[];
}

/** The identity token that a job may ask for. */
export interface DescribedOidc {
  readonly audience?: string;
  readonly env?: string;
}

/** On what terms a job runs, as machine forms have it; absent where cig.toml says nothing. */
export interface DescribedTerms {
  readonly approval?: DescribedApproval;
  readonly environment?: DescribedEnvironment;
  readonly retry?: DescribedRetry;
  readonly parallelism?: number;
  readonly oidc?: DescribedOidc;
}

/** Approval, environment, retry, copies and identity token of a job. */
export function describeTerms({ approval, environment, retry, parallelism, oidc }: Job): DescribedTerms {
  return {
    ...(approval && {
      approval: {
        ...(approval.message && { message: show("", approval.message) }),
        approvers: approval.approvers,
      },
    }),
    ...(environment && {
      environment: {
        name: show("", environment.name),
        ...(environment.url && { url: show("", environment.url) }),
      },
    }),
    ...(retry && { retry: describeRetry(retry) }),
    ...(parallelism > 0 && { parallelism }),
    ...(oidc && {
      oidc: {
        ...(oidc.audience && { audience: show("", oidc.audience) }),
        ...(oidc.env && { env: oidc.env }),
      },
    }),
  };
}

function describeRetry({ max, causes, exitStatuses }: Retry): DescribedRetry {
  return { max, on: [...causes.map((cause) => words[cause]), ...exitStatuses] };
}

const words: Readonly<Record<RetryCause, string>> = {
  [RetryCause.UNSPECIFIED]: "failure",
  [RetryCause.FAILURE]: "failure",
  [RetryCause.RUNNER_LOST]: "runner_lost",
  [RetryCause.TIMEOUT]: "timeout",
};
