import { type Call, type Expression, Function as Name, type Value } from "cig/sdk";
import { groovyString } from "../groovy/literal.ts";
import { helper, type Scope } from "../scope.ts";
import { compileReference } from "./reference.ts";

/** What success() and the like mean where the condition stands, as Groovy. */
export interface StatusWords {
  readonly success: string;
  readonly failure: string;
}

/**
 * A condition as a Groovy expression of a truth value. No value becomes code: each is a literal. Names and functions
 * that Jenkins lacks are reported.
 */
export function compileCondition(expression: Expression, words: StatusWords, scope: Scope): string {
  const { kind } = expression;
  if (kind.case === "call") return compileCall(kind.value, words, scope);
  if (kind.case === "literal") return String(isTrue(kind.value));
  if (isBoolean(expression, scope)) return `${operand(expression, scope)} == 'true'`;
  return `${operand(expression, scope)} != ''`;
}

/** True where the condition can hold after a failure. */
export function mentions({ kind }: Expression, ...names: readonly Name[]): boolean {
  if (kind.case !== "call") return false;
  return names.includes(kind.value.function) || kind.value.arguments.some((each) => mentions(each, ...names));
}

function compileCall({ function: name, arguments: inner }: Call, words: StatusWords, scope: Scope): string {
  const [left, right] = inner;
  const of = (each: Expression) => compileCondition(each, words, scope);
  switch (name) {
    case Name.AND:
      return joinedTerms(inner.map(of), "&&", ["||", "?"]);
    case Name.OR:
      return joinedTerms(inner.map(of), "||", ["?"]);
    case Name.NOT:
      return `!${/^(?:\w+\([^()]*\)|true|false)$/.test(of(left!)) ? of(left!) : `(${of(left!)})`}`;
    case Name.EQUAL:
      return `${operand(left, scope)} == ${operand(right, scope)}`;
    case Name.NOT_EQUAL:
      return `${operand(left, scope)} != ${operand(right, scope)}`;
    case Name.CONTAINS:
      return `${operand(left, scope)}.contains(${operand(right, scope)})`;
    case Name.STARTS_WITH:
      return `${operand(left, scope)}.startsWith(${operand(right, scope)})`;
    case Name.ENDS_WITH:
      return `${operand(left, scope)}.endsWith(${operand(right, scope)})`;
    case Name.MATCHES:
      return `(${operand(left, scope)} =~ ${pattern(right, scope)}).find()`;
    case Name.SUCCESS:
      return words.success;
    case Name.FAILURE:
      return words.failure;
    case Name.ALWAYS:
      return "true";
    case Name.CANCELLED:
      return `${helper(scope, "isAborted")}()`;
    default:
      throw new Error(`bug: a condition with the function ${name}`);
  }
}

/** Without the terms that decide nothing; one that decides everything stands alone. */
function joinedTerms(terms: readonly string[], operator: "&&" | "||", weaker: readonly string[]): string {
  const [neutral, final] = operator === "&&" ? ["true", "false"] : ["false", "true"];
  if (terms.includes(final)) return final;
  const rest = terms.filter((term) => term !== neutral);
  if (rest.length <= 1) return rest[0] ?? neutral;
  return rest.map((term) => grouped(term, ...weaker)).join(` ${operator} `);
}

/** In parentheses where one of the operators stands outside of literals and parentheses. */
function grouped(source: string, ...operators: readonly string[]): string {
  const bare = source.replace(/'(?:\\.|[^'\\])*'/gs, "x");
  let depth = 0;
  for (const word of bare.split(/([()]|\s+)/)) {
    if (word === "(") depth++;
    if (word === ")") depth--;
    if (depth === 0 && operators.includes(word)) return `(${source})`;
  }
  return source;
}

/** A value as an expression that is a String. */
function operand(expression: Expression | undefined, scope: Scope): string {
  const kind = expression?.kind;
  if (kind?.case === "literal") return groovyString(textOfValue(kind.value));
  if (kind?.case === "reference") {
    const { path } = kind.value;
    if (path[0] === "secrets") {
      scope.report.add(
        "JK004",
        scope.subject,
        `The condition asks for the secret "${path[1]}", and Jenkins binds secrets around steps only.`,
        "Ask in the step's script.",
      );
      return "''";
    }
    if (path.join(".") === "git.branch") return `${helper(scope, "gitBranch")}()`;
    const piece = compileReference(kind.value, scope);
    return piece === undefined ? "''" : piece.kind === "literal" ? groovyString(piece.text) : piece.source;
  }
  scope.report.add(
    "JK004",
    scope.subject,
    "The condition compares a question, and only names and constants can be compared.",
    "Join the questions with && and ||.",
  );
  return "''";
}

/** RE2's own notation in Java's words. */
function pattern(expression: Expression | undefined, scope: Scope): string {
  const kind = expression?.kind;
  const source = kind?.case === "literal" ? textOfValue(kind.value) : undefined;
  if (source === undefined || /\(\?[a-z]*U|\\C|\\pN\b/.test(source)) {
    scope.report.add(
      "JK004",
      scope.subject,
      source === undefined
        ? "matches() takes a constant pattern."
        : `The pattern "${source}" uses what Java's patterns do not have.`,
      "Write a plain pattern.",
    );
    return "''";
  }
  return groovyString(source.replaceAll("(?P<", "(?<"));
}

function isBoolean({ kind }: Expression, scope: Scope): boolean {
  if (kind.case !== "reference" || kind.value.path[0] !== "inputs") return false;
  return (
    scope.output.triggers?.manual?.inputs.some(
      ({ name, type }) => name === kind.value.path[1] && type === "boolean",
    ) ?? false
  );
}

function isTrue(value: Value): boolean {
  const { kind } = value;
  if (kind.case === "boolean") return kind.value;
  if (kind.case === "text") return kind.value !== "";
  return kind.case !== undefined && Number(kind.value) !== 0;
}

function textOfValue({ kind }: Value): string {
  return kind.case === undefined || kind.case === "list" || kind.case === "table" ? "" : String(kind.value);
}
