import { factsOn, type Occasion, type OccasionFacts, type Truth } from "cig/sdk/table";
import { fits } from "./parse.ts";
import type { Operand, Test } from "./test.ts";

/** One case in which a pipeline may start. */
export interface Situation {
  /** What GitLab's variables hold: null for one that is not there; absent, nobody knows. */
  readonly values: Readonly<Record<string, string | null>>;
  readonly ending: "success" | "failure";
  /** True: a person has started it, who may have given variables. */
  readonly isManual: boolean;
}

/** Where something happens to a repository, in the words of GitLab's variables. */
export function situationOf(
  occasion: Occasion,
  ending: Situation["ending"],
  defaultBranch: string,
): Situation | undefined {
  const facts = factsOn(occasion, defaultBranch);
  const source = { push: "push", pull_request: "merge_request_event", schedule: "schedule", manual: "web" }[
    facts.event as string
  ];
  if (source === undefined) return undefined;
  const branch = facts.isPullRequest ? null : facts.branch || null;
  return {
    ending,
    isManual: source === "web",
    values: valuesOf(
      source,
      branch,
      facts.tag || null,
      facts.isPullRequest ? headOf(facts) : null,
      defaultBranch,
    ),
  };
}

/** A push of a branch or of a tag with that name. */
export function pushOf(kind: "branch" | "tag", name: string, defaultBranch: string): Situation {
  const [branch, tag] = kind === "branch" ? [name, null] : [null, name];
  return { ending: "success", isManual: false, values: valuesOf("push", branch, tag, null, defaultBranch) };
}

/** A fork's branch is none of this repository's, whatever it is called: its pipelines run in its own project. */
function headOf({ isFork, headBranch }: OccasionFacts): string {
  return isFork ? `fork/${headBranch}` : headBranch;
}

function valuesOf(
  source: string,
  branch: string | null,
  tag: string | null,
  head: string | null,
  defaultBranch: string,
): Situation["values"] {
  const isRequest = head !== null;
  return {
    CI_PIPELINE_SOURCE: source,
    CI_COMMIT_BRANCH: branch,
    CI_COMMIT_TAG: tag,
    CI_COMMIT_REF_NAME: branch ?? tag ?? head,
    CI_DEFAULT_BRANCH: defaultBranch,
    CI_OPEN_MERGE_REQUESTS: null,
    CI_MERGE_REQUEST_ID: isRequest ? "7" : null,
    CI_MERGE_REQUEST_IID: isRequest ? "7" : null,
    CI_MERGE_REQUEST_SOURCE_BRANCH_NAME: head,
    CI_MERGE_REQUEST_TARGET_BRANCH_NAME: isRequest ? defaultBranch : null,
    CI: "true",
    GITLAB_CI: "true",
  };
}

/** Whether a condition holds; "unknown" where the file cannot tell. */
export function holds(test: Test, at: Situation): Truth {
  switch (test.kind) {
    case "constant":
      return test.value;
    case "unknown":
      return "unknown";
    case "status":
      return test.word === "always" || test.word === at.ending;
    case "not": {
      const inner = holds(test.of, at);
      return inner === "unknown" ? inner : !inner;
    }
    case "and":
    case "or": {
      const [left, right] = [holds(test.left, at), holds(test.right, at)];
      const decisive = test.kind === "or";
      if (left === decisive || right === decisive) return decisive;
      return left === "unknown" || right === "unknown" ? "unknown" : !decisive;
    }
    case "present": {
      const value = valueIn(test.value, at);
      return value === undefined ? "unknown" : value !== null && value !== "";
    }
    case "equal": {
      const [left, right] = [valueIn(test.left, at), valueIn(test.right, at)];
      return left === undefined || right === undefined ? "unknown" : left === right;
    }
    case "matches": {
      const value = valueIn(test.value, at);
      if (value === undefined) return "unknown";
      return value === null ? false : (fits(value, test.pattern) ?? "unknown");
    }
  }
}

function valueIn(operand: Operand, { values, isManual }: Situation): string | null | undefined {
  if (operand.kind === "null") return null;
  if (operand.kind === "text") return operand.text;
  if (Object.hasOwn(values, operand.name)) return values[operand.name];
  // What nobody defines is not there, unless somebody gives it who starts the pipeline by hand.
  return isOpen(operand.name) || isManual ? undefined : null;
}

/** Variables that GitLab sets, and of which the file does not say what they are. */
export function isOpen(name: string): boolean {
  return /^(?:CI_|GITLAB_|CHAT_|TRIGGER_PAYLOAD)/.test(name);
}
