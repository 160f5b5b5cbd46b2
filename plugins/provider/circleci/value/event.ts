import { type Expression, Function as Name } from "cig/sdk";
import type { Scope } from "../scope.ts";

/** GitHub's words for what started a run that CircleCI has others for. */
const words: Readonly<Record<string, string>> = { workflow_dispatch: "api", repository_dispatch: "api" };

/** What CircleCI starts nothing for, or not in every project. */
const doubts: Readonly<Record<string, string>> = {
  pull_request: "projects that CircleCI's OAuth app connects see pushes only",
  merge_group: "for CircleCI the merge queue pushes a branch",
  release: "CircleCI starts nothing for a release",
};

/** The expression with `run.event` compared to CircleCI's words for what cig.toml names in GitHub's. */
export function withOwnEvents(expression: Expression, scope: Scope): Expression {
  const { kind } = expression;
  if (kind.case !== "call") return expression;
  const { function: name, arguments: inner } = kind.value;
  const isComparison = name === Name.EQUAL || name === Name.NOT_EQUAL;
  const changed =
    isComparison && inner.some(isEvent)
      ? inner.map((each) => ownWord(each, scope))
      : inner.map((each) => withOwnEvents(each, scope));
  return { ...expression, kind: { case: "call", value: { ...kind.value, arguments: changed } } };
}

function isEvent({ kind }: Expression): boolean {
  return kind.case === "reference" && kind.value.path.join(".") === "run.event";
}

function ownWord(expression: Expression, scope: Scope): Expression {
  const { kind } = expression;
  if (kind.case !== "literal" || kind.value.kind.case !== "text") return expression;
  const word = kind.value.kind.value;
  if (Object.hasOwn(doubts, word))
    scope.report.add(
      "CC025",
      scope.subject,
      `The condition asks whether "${word}" started the run, and ${doubts[word]}.`,
      "Ask git.branch or git.tag.",
    );
  const own = Object.hasOwn(words, word) ? words[word]! : word;
  return {
    ...expression,
    kind: { case: "literal", value: { ...kind.value, kind: { case: "text", value: own } } },
  };
}
