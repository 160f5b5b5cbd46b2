import {
  type Call,
  type Expression,
  Function as Name,
  type PlainMatch,
  plainMatches,
  type Value,
} from "cig/sdk";
import type { Scope } from "../scope.ts";
import type { Yaml } from "../yaml/tree.ts";
import { branchExists, compileBranch } from "./branch.ts";
import { compileConstantQuestion, compileInputTruth, isTextElsewhere } from "./constant.ts";
import { compileEventQuestion, excludesPullRequests } from "./event.ts";
import { atom, call, join, not, type Operand, quoted } from "./operand.ts";
import type { Place } from "./place.ts";
import { pathOf, literalText as textOf } from "./read.ts";
import { compileReference, runnerWords } from "./reference.ts";

/**
 * A condition as the value of an `if` key. It stands bare, as people write it, except where GitHub or YAML
 * would misread that: with a leading "!", or with `${{` in a string of it. `and` must hold, too.
 */
export function compileCondition(
  expression: Expression | undefined,
  place: Place,
  scope: Scope,
  and?: Yaml,
): string | boolean | undefined {
  const wanted = compileTruth(expression, place, scope);
  const operand = typeof and === "string" ? join("&&", wanted ? [wanted, atom(and)] : [atom(and)]) : wanted;
  return operand && conditionText(operand);
}

/** A condition as an operand, for what must be joined with others. */
export function compileTruth(
  expression: Expression | undefined,
  place: Place,
  scope: Scope,
): Operand | undefined {
  return expression && compile(expression, place, scope, true);
}

/** An operand as the value of an `if` key. */
export function conditionText(operand: Operand): string | boolean {
  if (operand.source === "true" || operand.source === "false") return operand.source === "true";
  return operand.source.startsWith("!") || operand.source.includes("${{")
    ? `\${{ ${operand.source} }}`
    : operand.source;
}

/** A condition as a value between `${{ }}`; a constant as itself. */
export function compileFlag(
  expression: Expression | undefined,
  place: Place,
  scope: Scope,
): boolean | string | undefined {
  if (expression?.kind.case === "literal" && expression.kind.value.kind.case === "boolean")
    return expression.kind.value.kind.value;
  const operand = expression && compile(expression, place, scope, true);
  return operand && `\${{ ${operand.source} }}`;
}

/** `truth` says that only whether the value is true counts, which allows shorter forms. */
function compile(expression: Expression, place: Place, scope: Scope, truth: boolean): Operand | undefined {
  const { kind } = expression;
  switch (kind.case) {
    case "literal":
      return compileLiteral(kind.value);
    case "reference":
      if (truth && kind.value.path.join(".") === "git.tag") return isTag;
      if (truth && kind.value.path.join(".") === "git.branch") return branchExists(scope);
      return (truth && compileInputTruth(expression, scope)) || compileReference(kind.value, place, scope);
    case "call":
      return compileCall(kind.value, place, scope);
    case undefined:
      throw new Error("bug: an expression of the request is empty");
  }
}

const isTag = join("==", [atom("github.ref_type"), quoted("tag")]);

function compileCall(node: Call, place: Place, scope: Scope): Operand | undefined {
  const special =
    compileTag(node, place) ?? compileRunnerWord(node, place) ?? compileConstantQuestion(node, scope);
  if (special) return special;
  const isNoPattern = node.function !== Name.MATCHES || plainMatches(textOf(node.arguments[1]) ?? "(");
  const own =
    compileEventQuestion(node, scope) ??
    (isNoPattern ? compileBranch(node, scope, (each) => compile(each, place, scope, false)) : undefined);
  if (own) return own.operand;
  const operands = (truth: boolean) => compileAll(node.arguments, place, scope, truth);
  switch (node.function) {
    case Name.NOT:
      return map(operands(true), ([first]) => not(first!));
    case Name.AND:
      return compileAnd(node, place, scope);
    case Name.OR:
      return map(operands(true), (all) => join("||", all));
    case Name.EQUAL:
      return map(compared(node, place, scope), (all) => join("==", all));
    case Name.NOT_EQUAL:
      return map(compared(node, place, scope), (all) => join("!=", all));
    case Name.CONTAINS:
      return map(operands(false), (all) => call("contains", ...all));
    case Name.STARTS_WITH:
      return map(operands(false), (all) => call("startsWith", ...all));
    case Name.ENDS_WITH:
      return map(operands(false), (all) => call("endsWith", ...all));
    case Name.MATCHES:
      return compileMatches(node, place, scope);
    case Name.SUCCESS:
      return compileStatus("success", place, scope);
    case Name.FAILURE:
      return compileStatus("failure", place, scope);
    case Name.ALWAYS:
      return compileStatus("always", place, scope);
    case Name.CANCELLED:
      return compileStatus("cancelled", place, scope);
    default:
      scope.report.add(
        "GH004",
        scope.subject,
        `The function number ${node.function} is unknown to provider/github.`,
      );
      return undefined;
  }
}

/** Both sides of a comparison; a boolean is a text where the other side is one. */
function compared(node: Call, place: Place, scope: Scope): Operand[] | undefined {
  const sides = node.arguments.map((each, index) => {
    const others = node.arguments.filter((_, other) => other !== index);
    if (!isTextElsewhere(each, others, scope)) return compile(each, place, scope, false);
    return each.kind.case === "literal" ? quoted(String(each.kind.value.kind.value)) : undefined;
  });
  return sides.every((each) => each !== undefined) ? sides : undefined;
}

/** Where one part rules pull requests out, the others need not think of them. */
function compileAnd(node: Call, place: Place, scope: Scope): Operand | undefined {
  const inner = node.arguments.some(excludesPullRequests) ? { ...scope, isPush: true } : scope;
  return map(compileAll(node.arguments, place, inner, true), (all) => join("&&", all));
}

/** A question about a tag as people ask it on GitHub: by the ref, so that a branch of that name is no tag. */
function compileTag(node: Call, place: Place): Operand | undefined {
  const [left, right] = node.arguments;
  if (node.arguments.length !== 2 || pathOf(left) !== "git.tag" || !place.contexts.has("github"))
    return undefined;
  const text = textOf(right);
  if (text === undefined) return undefined;
  const ref = atom("github.ref");
  switch (node.function) {
    case Name.EQUAL:
      return text === ""
        ? join("!=", [atom("github.ref_type"), quoted("tag")])
        : join("==", [ref, quoted(`refs/tags/${text}`)]);
    case Name.NOT_EQUAL:
      return text === "" ? isTag : join("!=", [ref, quoted(`refs/tags/${text}`)]);
    case Name.STARTS_WITH:
      return call("startsWith", ref, quoted(`refs/tags/${text}`));
    case Name.MATCHES:
      return map(plainMatches(text), (matches) =>
        matches.every(({ kind }) => kind === "equal" || kind === "prefix")
          ? join(
              "||",
              matches.map((each) => plain({ ...each, text: `refs/tags/${each.text}` }, ref)),
            )
          : join("&&", [
              isTag,
              join(
                "||",
                matches.map((each) => plain(each, atom("github.ref_name"))),
              ),
            ]),
      );
    case Name.CONTAINS:
      return join("&&", [isTag, call("contains", atom("github.ref_name"), quoted(text))]);
    case Name.ENDS_WITH:
      return join("&&", [isTag, call("endsWith", atom("github.ref_name"), quoted(text))]);
    default:
      return undefined;
  }
}

/** `runner.os == 'macos'` in GitHub's own words for systems and processors. */
function compileRunnerWord(node: Call, place: Place): Operand | undefined {
  if (node.function !== Name.EQUAL && node.function !== Name.NOT_EQUAL) return undefined;
  const [left, right] = node.arguments;
  const [reference, word] = runnerWords[pathOf(left) ?? ""] ? [left, textOf(right)] : [right, textOf(left)];
  const path = pathOf(reference) ?? "";
  const own = word === undefined ? undefined : runnerWords[path]?.[word];
  if (own === undefined || !place.contexts.has("runner")) return undefined;
  return join(node.function === Name.EQUAL ? "==" : "!=", [atom(path), quoted(own)]);
}

function compileMatches(node: Call, place: Place, scope: Scope): Operand | undefined {
  const [subject, pattern] = node.arguments;
  const source = textOf(pattern);
  const matches = source === undefined ? undefined : plainMatches(source);
  if (!subject || !matches) {
    scope.report.add(
      "GH004",
      scope.subject,
      `GitHub's expressions have no regular expressions, and matches(…, '${source ?? "…"}') cannot be said without one.`,
      "Use startsWith(), endsWith(), contains() or ==, or write the condition under provider.github.if.",
    );
    return undefined;
  }
  return map(compile(subject, place, scope, false), (operand) =>
    join(
      "||",
      matches.map((each) => plain(each, operand)),
    ),
  );
}

function plain({ kind, text }: PlainMatch, subject: Operand): Operand {
  if (kind === "equal") return join("==", [subject, quoted(text)]);
  const name = kind === "prefix" ? "startsWith" : kind === "suffix" ? "endsWith" : "contains";
  return call(name, subject, quoted(text));
}

function compileStatus(name: string, place: Place, scope: Scope): Operand | undefined {
  if (name === "success" && scope.success) return scope.success;
  if (place.status) return call(name);
  scope.report.add(
    "GH002",
    scope.subject,
    `GitHub does not know ${name}() in ${place.name}.`,
    "Use it in the `if` of a job or a step.",
  );
  return undefined;
}

function compileLiteral(value: Value): Operand {
  const { kind } = value;
  switch (kind.case) {
    case "text":
      return quoted(kind.value);
    case "boolean":
    case "integer":
      return atom(String(kind.value));
    case "number":
      return Number.isFinite(kind.value) ? atom(String(kind.value)) : quoted(String(kind.value));
    case "list":
    case "table":
      return call("fromJSON", quoted(JSON.stringify(jsonOf(value))));
    case undefined:
      return atom("null");
  }
}

function jsonOf(value: Value | undefined): unknown {
  const kind = value?.kind;
  if (kind?.case === "list") return kind.value.items.map(jsonOf);
  if (kind?.case === "table")
    return Object.fromEntries(kind.value.entries.map(({ key, value }) => [key, jsonOf(value)]));
  if (kind?.case === "integer") return Number(kind.value);
  return kind?.value ?? null;
}

function compileAll(
  expressions: readonly Expression[],
  place: Place,
  scope: Scope,
  truth: boolean,
): Operand[] | undefined {
  const operands = expressions.map((each) => compile(each, place, scope, truth));
  return operands.every((each) => each !== undefined) ? operands : undefined;
}

function map<T, R>(value: T | undefined, change: (value: T) => R): R | undefined {
  return value === undefined ? undefined : change(value);
}
