import { type Expression, Function as Name, type Output } from "cig/sdk";
import type { Scope } from "../scope.ts";

/** What `pipeline.event.name` is called inside of this plugin, where conditions are made of names. */
export const ownEvent = ["circleci", "event"];

/** Branches that GitHub's merge queue pushes. */
const queue = "gh-readonly-queue/";

/** Words of other providers for the portable ones. */
const aliases: Readonly<Record<string, string>> = {
  merge_group: "merge_queue",
  repository_dispatch: "manual",
  workflow_dispatch: "manual",
};

/** What started the pipeline, in the portable words, as an expression. */
export function eventExpression({ output }: Scope): string {
  const queued = `(pipeline.git.branch or "") starts-with "${queue}" and "merge_queue" or `;
  const released = '(pipeline.git.tag or "") != "" and "release" or ';
  const named = 'pipeline.event.name == "api" and "manual" or pipeline.event.name';
  return (output.triggers?.mergeQueue ? queued : "") + (isOfRelease(output) ? released : "") + named;
}

/** The expression with its questions about `run.event` asked in CircleCI's words. */
export function withOwnEvents(expression: Expression, scope: Scope): Expression {
  const { kind } = expression;
  if (kind.case !== "call") return expression;
  const { function: name, arguments: inner } = kind.value;
  const word = inner.map(wordOf).find((each) => each !== undefined);
  if ((name === Name.EQUAL || name === Name.NOT_EQUAL) && inner.some(isEvent) && word !== undefined) {
    const question = questionFor(aliases[word] ?? word, scope);
    return name === Name.EQUAL ? question : negated(question);
  }
  return call(name, ...inner.map((each) => withOwnEvents(each, scope)));
}

/** The word of `pipeline.event.name` that a comparison asks for; undefined for anything else. */
export function asksForEvent({ kind }: Expression): string | undefined {
  if (kind.case !== "call") return undefined;
  const { function: name, arguments: inner } = kind.value;
  const isOwn = inner.some(
    (each) => each.kind.case === "reference" && each.kind.value.path.join(".") === ownEvent.join("."),
  );
  if (!isOwn || (name !== Name.EQUAL && name !== Name.NOT_EQUAL)) return undefined;
  return inner.map(wordOf).find((each) => each !== undefined);
}

function questionFor(word: string, scope: Scope): Expression {
  const tag = reference("git", "tag");
  const isQueued = call(Name.STARTS_WITH, reference("git", "branch"), text(queue));
  switch (word) {
    case "merge_queue":
      return isQueued;
    case "push": {
      const others = [
        ...(scope.output.triggers?.mergeQueue ? [call(Name.NOT, isQueued)] : []),
        ...(isOfRelease(scope.output) ? [call(Name.EQUAL, tag, text(""))] : []),
      ];
      return others.length > 0 ? call(Name.AND, isNamed("push"), ...others) : isNamed("push");
    }
    case "manual":
      return isNamed("api");
    case "pull_request":
      scope.report.add(
        "CC025",
        scope.subject,
        'The condition asks for pull requests. CircleCI tells them apart in projects that its GitHub App connects, with the trigger "PR opened or pushed to"; others see pushes only.',
        "Connect the project by the GitHub App, or ask git.branch.",
      );
      return isNamed(word);
    case "release":
      return isOfRelease(scope.output) ? call(Name.NOT_EQUAL, tag, text("")) : isNamed(word);
    default:
      return isNamed(word);
  }
}

function negated(question: Expression): Expression {
  const { kind } = question;
  const isPlain = kind.case === "call" && kind.value.function === Name.EQUAL;
  return isPlain ? call(Name.NOT_EQUAL, ...kind.value.arguments) : call(Name.NOT, question);
}

/** A tag is that of a release where nothing else of tags is wanted. */
function isOfRelease({ triggers }: Output): boolean {
  return triggers?.release !== undefined && (triggers.push?.tags.length ?? 0) === 0;
}

function isNamed(word: string): Expression {
  return call(Name.EQUAL, reference(...ownEvent), text(word));
}

function isEvent({ kind }: Expression): boolean {
  return kind.case === "reference" && kind.value.path.join(".") === "run.event";
}

function wordOf({ kind }: Expression): string | undefined {
  return kind.case === "literal" && kind.value.kind.case === "text" ? kind.value.kind.value : undefined;
}

function reference(...path: string[]): Expression {
  return expressionOf({ case: "reference", value: { $typeName: "cig.plugin.v1.Reference", path } });
}

function text(value: string): Expression {
  return expressionOf({
    case: "literal",
    value: { $typeName: "cig.plugin.v1.Value", kind: { case: "text", value } },
  });
}

function call(name: Name, ...inner: Expression[]): Expression {
  return expressionOf({
    case: "call",
    value: { $typeName: "cig.plugin.v1.Call", function: name, arguments: inner },
  });
}

function expressionOf(kind: Expression["kind"]): Expression {
  return { $typeName: "cig.plugin.v1.Expression", kind };
}
