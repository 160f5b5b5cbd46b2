import { type Occasion, occasions } from "./table.ts";

/** What every provider would see of an occasion, in the words of cig.toml. */
export interface OccasionFacts {
  /** As `run.event`. */
  readonly event: "push" | "pull_request" | "merge_queue" | "schedule" | "manual" | "release";
  /** The full ref, as far as providers agree: of a pull request that of its own branch. */
  readonly ref: string;
  /** The branch of this repository that the run is for; empty for a tag and for a fork. */
  readonly branch: string;
  readonly tag: string;
  /** Of a pull request; empty otherwise. */
  readonly headBranch: string;
  readonly baseBranch: string;
  readonly isPullRequest: boolean;
  /** True: the pull request's branch lies in somebody else's repository. */
  readonly isFork: boolean;
}

export const defaultBranch = "main";

const pushed = {
  event: "push",
  ref: "refs/heads/main",
  branch: "main",
  tag: "",
  headBranch: "",
  baseBranch: "",
  isPullRequest: false,
  isFork: false,
} as const satisfies OccasionFacts;

const tagged = { ...pushed, ref: "refs/tags/v1.2.3", branch: "", tag: "v1.2.3" } as const;

/** The occasions that tables name, spelled out. The fork's branch is called like the default one, as anybody's may be. */
export const factsOf: Readonly<Record<Occasion, OccasionFacts>> = {
  "push to main": pushed,
  "push to feature/x": { ...pushed, ref: "refs/heads/feature/x", branch: "feature/x" },
  "tag v1.2.3": tagged,
  "pull request": {
    ...pushed,
    event: "pull_request",
    ref: "refs/heads/feature/x",
    branch: "feature/x",
    headBranch: "feature/x",
    baseBranch: "main",
    isPullRequest: true,
  },
  "pull request of a fork": {
    ...pushed,
    event: "pull_request",
    branch: "",
    headBranch: "main",
    baseBranch: "main",
    isPullRequest: true,
    isFork: true,
  },
  "merge queue": {
    ...pushed,
    event: "merge_queue",
    ref: "refs/heads/gh-readonly-queue/main/pr-7-0123456",
    branch: "gh-readonly-queue/main/pr-7-0123456",
  },
  schedule: { ...pushed, event: "schedule" },
  "by hand": { ...pushed, event: "manual" },
  release: { ...tagged, event: "release" },
};

/** The occasions of which something holds, in the order of the list. */
export function occasionsWhere(holds: (occasion: Occasion) => boolean): Occasion[] {
  return occasions.filter(holds);
}
