import { type Ending, factsOn, type Occasion, type OccasionFacts } from "cig/sdk/table";
import type { Context } from "./evaluate.ts";
import { Open, type Table, Unknown, type Value } from "./value.ts";

/** GitHub's words for what starts a run. */
export const eventNames: Readonly<Record<OccasionFacts["event"], string>> = {
  push: "push",
  pull_request: "pull_request",
  merge_queue: "merge_group",
  schedule: "schedule",
  manual: "workflow_dispatch",
  release: "release",
};

const repository = new Unknown("github.repository", "repository");
const otherRepository = new Unknown("the fork", "repository");

/** What expressions see on an occasion, when everything before has ended so. `known` comes from the job. */
export function contextOf(
  occasion: Occasion,
  ending: Ending | "cancelled",
  known: Table,
  needs: readonly string[],
  defaultBranch: string,
): Context {
  const facts = factsOn(occasion, defaultBranch);
  const results = needs.map((id) => [id, new Open(`needs.${id}`, { result: ending })] as const);
  return {
    names: {
      github: githubOf(facts, defaultBranch),
      needs: Object.fromEntries(results),
      job: new Open("job", { status: ending }),
      ...(facts.event === "manual" ? {} : { inputs: {} }),
      ...known,
    },
    status: {
      success: ending === "success",
      failure: ending === "failure",
      always: true,
      cancelled: ending === "cancelled",
    },
  };
}

function githubOf(facts: OccasionFacts, defaultBranch: string): Value {
  const { event, tag, isPullRequest, headBranch, baseBranch } = facts;
  const ref = isPullRequest ? "refs/pull/7/merge" : facts.ref;
  return new Open("github", {
    event_name: eventNames[event],
    ref,
    ref_name: ref.replace(/^refs\/(?:heads|tags|pull)\//, ""),
    ref_type: tag === "" ? "branch" : "tag",
    head_ref: headBranch,
    base_ref: baseBranch,
    repository,
    event: eventOf(facts, defaultBranch),
  });
}

/** What the event brings along; what other events bring is not there, and so null. */
function eventOf(facts: OccasionFacts, defaultBranch: string): Value {
  const always = {
    repository: new Open("github.event.repository", {
      default_branch: defaultBranch,
      full_name: repository,
    }),
  };
  const absent = { pull_request: null, release: null, merge_group: null, head_commit: null, inputs: null };
  const { [`${facts.event}`]: own = {} } = ownFields(facts);
  return new Open("github.event", { ...absent, ...always, ...own });
}

function ownFields({ headBranch, baseBranch, isFork, ref }: OccasionFacts): Record<string, Table> {
  const head = {
    ref: headBranch,
    repo: new Open("github.event.pull_request.head.repo", {
      full_name: isFork ? otherRepository : repository,
      fork: isFork,
    }),
  };
  return {
    push: { head_commit: new Unknown("github.event.head_commit"), ref, deleted: false },
    pull_request: {
      action: "synchronize",
      pull_request: new Open("github.event.pull_request", {
        head: new Open("github.event.pull_request.head", head),
        base: new Open("github.event.pull_request.base", {
          ref: baseBranch,
          repo: new Open("github.event.pull_request.base.repo", { full_name: repository }),
        }),
        draft: false,
      }),
    },
    merge_queue: { merge_group: new Unknown("github.event.merge_group") },
    manual: { inputs: new Unknown("inputs") },
    release: {
      action: "published",
      release: new Open("github.event.release", { tag_name: "v1.2.3", prerelease: false, draft: false }),
    },
  };
}
