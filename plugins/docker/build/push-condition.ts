import { create, type Expression, ExpressionSchema, Function as Fn, type MessageInitShape } from "cig/sdk";

type Init = MessageInitShape<typeof ExpressionSchema>;

/** What `push_when` may say, with what it means. */
export const pushTimes = ["default_branch", "no_pull_request", "tag"] as const;

/** When an image is pushed. Undefined: in each run, or for a word that is none of them. */
export function pushCondition(when: string | undefined, defaultBranch: string): Expression | undefined {
  switch (when) {
    case "default_branch":
      // A pull request from the default branch of this repository is none to push for.
      return call(Fn.AND, notPullRequest, compare(Fn.EQUAL, "git.branch", defaultBranch));
    case "no_pull_request":
      return notPullRequest;
    case "tag":
      return compare(Fn.NOT_EQUAL, "git.tag", "");
    default:
      return undefined;
  }
}

export function not(condition: Expression): Expression {
  return call(Fn.NOT, condition);
}

function call(name: Fn, ...all: Init[]): Expression {
  return create(ExpressionSchema, { kind: { case: "call", value: { function: name, arguments: all } } });
}

function compare(name: Fn, path: string, value: string): Expression {
  return call(
    name,
    { kind: { case: "reference", value: { path: path.split(".") } } },
    { kind: { case: "literal", value: { kind: { case: "text", value } } } },
  );
}

const notPullRequest = compare(Fn.NOT_EQUAL, "run.event", "pull_request");
