import { diagnose } from "../../diagnostic/codes.ts";
import { type Arguments, Refusal } from "../invocation.ts";

/** A run that is imagined. */
export interface Scene {
  readonly event: SimulatedEvent;
  /** The branch that is pushed, or that a pull request comes from; "" for a tag. */
  readonly branch: string;
  /** "" where no tag is pushed. */
  readonly tag: string;
  /** The branch that a pull request or the merge queue leads to. */
  readonly base: string;
  /** What the text of cig in a CI configuration would say of such a run. */
  readonly environment: Readonly<Record<string, string>>;
}

export const simulatedEvents = [
  "push",
  "pull_request",
  "merge_queue",
  "schedule",
  "manual",
  "release",
] as const;

export type SimulatedEvent = (typeof simulatedEvents)[number];

/** The scene that the options describe; what they leave open is what is usual. */
export function sceneOf(given: Arguments, defaultBranch: string, commit: string): Scene {
  const event = (given.one("event") ?? "pull_request") as SimulatedEvent;
  const tag = given.one("tag") ?? "";
  if (tag !== "" && event !== "push" && event !== "release")
    throw new Refusal([
      diagnose("CIG703", `An event "${event}" has no tag.`, { hint: "Use --event push or --event release." }),
    ]);
  const base = given.one("base") ?? defaultBranch;
  const isOfBranch = event === "pull_request" || event === "merge_queue";
  const usual =
    event === "pull_request"
      ? "feature/x"
      : event === "merge_queue"
        ? `gh-readonly-queue/${base}/pr-1`
        : defaultBranch;
  const branch = tag === "" ? (given.one("branch") ?? usual) : "";
  const environment = {
    CIG_RUN_EVENT: event,
    CIG_RUN_ID: "simulated",
    CIG_RUN_URL: "",
    CIG_GIT_SHA: commit,
    CIG_GIT_BRANCH: branch,
    CIG_GIT_TAG: tag,
    CIG_GIT_DEFAULT_BRANCH: defaultBranch,
    CIG_PR_NUMBER: event === "pull_request" ? "1" : "",
    CIG_PR_BASE_BRANCH: isOfBranch ? base : "",
    CIG_LABELS: JSON.stringify(given.all("label")),
  };
  return { event, branch, tag, base, environment };
}
