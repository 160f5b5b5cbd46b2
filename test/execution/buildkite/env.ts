import type { World } from "../world.ts";

const events: Readonly<Record<string, string>> = { schedule: "schedule", manual: "ui" };

/** The variables that every job of a build has, with those that somebody set for it. */
export function buildEnv({ started, variables }: World): Record<string, string> {
  const isPull = started.event === "pull_request";
  return {
    CI: "true",
    BUILDKITE: "true",
    BUILDKITE_BRANCH: started.branch || started.tag,
    BUILDKITE_TAG: started.tag,
    BUILDKITE_COMMIT: started.sha,
    BUILDKITE_BUILD_ID: "4735ba57-80d0-46e2-8fa0-b28223a86586",
    BUILDKITE_BUILD_NUMBER: "4",
    BUILDKITE_BUILD_URL: "https://buildkite.com/acme/app/builds/4",
    BUILDKITE_PULL_REQUEST: isPull ? "7" : "false",
    BUILDKITE_PULL_REQUEST_BASE_BRANCH: isPull ? "main" : "",
    BUILDKITE_PULL_REQUEST_REPO: isPull
      ? `https://example.org/${started.isFork ? "fork" : "acme"}/app.git`
      : "",
    BUILDKITE_REPO: "https://example.org/acme/app.git",
    BUILDKITE_PIPELINE_DEFAULT_BRANCH: "main",
    BUILDKITE_PIPELINE_SLUG: "app",
    BUILDKITE_ORGANIZATION_SLUG: "acme",
    BUILDKITE_SOURCE: events[started.event] ?? "webhook",
    BUILDKITE_BUILD_CREATOR: "octocat",
    BUILDKITE_MESSAGE: "A change",
    ...(isPull && { BUILDKITE_PULL_REQUEST_LABELS: (started.labels ?? []).join(",") }),
    ...variables,
  };
}

/** What conditions may ask for. */
export function valuesOf(
  { started }: World,
  env: Readonly<Record<string, string>>,
): Readonly<Record<string, unknown>> {
  const isPull = started.event === "pull_request";
  return {
    env,
    "build.branch": started.branch || started.tag,
    "build.tag": started.tag === "" ? null : started.tag,
    "build.commit": started.sha,
    "build.number": 4,
    "build.message": "A change",
    "build.source": env.BUILDKITE_SOURCE,
    "build.state": "started",
    "build.pull_request.id": isPull ? "7" : null,
    "build.pull_request.draft": isPull ? false : null,
    "build.pull_request.base_branch": isPull ? "main" : null,
    "build.pull_request.repository": isPull ? env.BUILDKITE_PULL_REQUEST_REPO : null,
    "build.pull_request.repository.fork": isPull ? started.isFork : null,
    "build.pull_request.labels": isPull ? (started.labels ?? []) : null,
    "build.merge_queue.base_branch": started.event === "merge_queue" ? "main" : null,
    "build.merge_queue.base_commit": null,
    "build.creator.name": "octocat",
    "build.creator.email": "octocat@example.org",
    "pipeline.default_branch": "main",
    "pipeline.slug": "app",
    "pipeline.repository": env.BUILDKITE_REPO,
    "organization.slug": "acme",
  };
}
