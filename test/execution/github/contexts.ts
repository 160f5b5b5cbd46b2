import type { Started, World } from "../world.ts";

const events = {
  push: "push",
  pull_request: "pull_request",
  merge_queue: "merge_group",
  schedule: "schedule",
  manual: "workflow_dispatch",
  release: "release",
} as const;

/** The `github` context of a run, as far as workflows of cig read it. */
export function githubContext(world: World, workspace: string, temp: string): Record<string, unknown> {
  const { started } = world;
  const isPull = started.event === "pull_request";
  const ref = isPull
    ? "refs/pull/7/merge"
    : started.tag
      ? `refs/tags/${started.tag}`
      : `refs/heads/${started.branch}`;
  return {
    event_name: events[started.event],
    ref,
    ref_name: isPull ? "7/merge" : started.tag || started.branch,
    ref_type: started.tag ? "tag" : "branch",
    head_ref: isPull ? started.branch : "",
    base_ref: isPull ? "main" : "",
    sha: started.sha,
    actor: "octocat",
    run_id: "41",
    run_number: "4",
    run_attempt: "1",
    repository: "acme/app",
    repository_owner: "acme",
    server_url: "https://example.org",
    workflow: "CI",
    token: "token",
    workspace,
    event: eventOf(started),
    temp,
  };
}

function eventOf(started: Started): Record<string, unknown> {
  const repository = { full_name: "acme/app", default_branch: "main", fork: false };
  if (started.event !== "pull_request") return { repository };
  return {
    repository,
    number: 7,
    pull_request: {
      number: 7,
      title: "A change",
      labels: (started.labels ?? []).map((name) => ({ name })),
      user: { login: "octocat" },
      head: {
        ref: started.branch,
        sha: started.sha,
        repo: { full_name: started.isFork ? "fork/app" : "acme/app", fork: started.isFork },
      },
      base: { ref: "main", repo: { full_name: "acme/app" } },
    },
  };
}
