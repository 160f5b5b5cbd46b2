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

/** The default branch of a repository of which nobody says another one. */
export const usualBranch = "main";

/**
 * An occasion spelled out, in a repository with this default branch, whatever occasions call it. The fork's branch is
 * called like the default one, as anybody's may be.
 */
export function factsOn(occasion: Occasion, defaultBranch: string): OccasionFacts {
  const pushed: OccasionFacts = {
    event: "push",
    ref: `refs/heads/${defaultBranch}`,
    branch: defaultBranch,
    tag: "",
    headBranch: "",
    baseBranch: "",
    isPullRequest: false,
    isFork: false,
  };
  const ofFeature = { ref: "refs/heads/feature/x", branch: "feature/x" };
  const ofTag = { ref: "refs/tags/v1.2.3", branch: "", tag: "v1.2.3" };
  const ofPull = { event: "pull_request", baseBranch: defaultBranch, isPullRequest: true } as const;
  const queue = `gh-readonly-queue/${defaultBranch}/pr-7-0123456`;
  switch (occasion) {
    case "push to main":
      return pushed;
    case "push to feature/x":
      return { ...pushed, ...ofFeature };
    case "tag v1.2.3":
      return { ...pushed, ...ofTag };
    case "pull request":
      return { ...pushed, ...ofPull, ...ofFeature, headBranch: ofFeature.branch };
    case "pull request of a fork":
      return { ...pushed, ...ofPull, branch: "", headBranch: defaultBranch, isFork: true };
    case "merge queue":
      return { ...pushed, event: "merge_queue", ref: `refs/heads/${queue}`, branch: queue };
    case "schedule":
      return { ...pushed, event: "schedule" };
    case "by hand":
      return { ...pushed, event: "manual" };
    case "release":
      return { ...pushed, ...ofTag, event: "release" };
  }
}

/** The occasions of which something holds, in the order of the list. */
export function occasionsWhere(holds: (occasion: Occasion) => boolean): Occasion[] {
  return occasions.filter(holds);
}
