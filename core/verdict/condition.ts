import { type Expression, Function as Fn, type Value } from "../../proto/gen/cig/plugin/v1/value_pb.ts";
import { unreachable } from "../unreachable.ts";

/** What is known of a condition: whether it holds, or the names whose values would decide. */
export type Answer =
  | { readonly holds: "yes" | "no" }
  | { readonly holds: "unknown"; readonly on: readonly string[] };

/** The value of a run-time name such as `git.branch`; undefined where it is not known. */
export type ValueOf = (path: readonly string[]) => string | undefined;

/**
 * Asks a condition as far as values are known. Where two providers could answer differently (GitHub ignores case, a
 * regular expression has a dialect), the answer is "unknown": it is asked to leave work out. `status` answers
 * success(), failure(), always() and cancelled(); absent, they are unknown.
 */
export function ask(condition: Expression | undefined, lookUp: ValueOf, status?: (fn: Fn) => Answer): Answer {
  if (!condition) return yes;
  const { kind } = condition;
  if (kind.case === "call") {
    const { function: fn, arguments: inner } = kind.value;
    if (fn >= Fn.SUCCESS) return status?.(fn) ?? unknown(`${statusName(fn)}()`);
    const answers = () => inner.map((each) => ask(each, lookUp, status));
    if (fn === Fn.NOT) return negate(answers()[0]!);
    if (fn === Fn.AND) return join(answers(), "no");
    if (fn === Fn.OR) return join(answers(), "yes");
    return compare(fn, textOf(inner[0], lookUp), textOf(inner[1], lookUp));
  }
  const text = textOf(condition, lookUp);
  if (typeof text !== "string") return { holds: "unknown", on: text.on };
  return toAnswer(text !== "" && text !== "false" && text !== "0");
}

/** The parts that must all hold. */
export function conjunctsOf(condition: Expression | undefined): readonly Expression[] {
  if (!condition) return [];
  return isCall(condition, Fn.AND)
    ? (condition.kind as { value: { arguments: Expression[] } }).value.arguments.flatMap(conjunctsOf)
    : [condition];
}

/** True when success(), failure(), always() or cancelled() stands anywhere in the condition. */
export function asksStatus(condition: Expression | undefined): boolean {
  if (condition?.kind.case !== "call") return false;
  const { function: fn, arguments: inner } = condition.kind.value;
  return fn >= Fn.SUCCESS || inner.some(asksStatus);
}

/** True when the expression is an application of the function. */
export function isCall({ kind }: Expression, fn: Fn): boolean {
  return kind.case === "call" && kind.value.function === fn;
}

const yes: Answer = { holds: "yes" };
const no: Answer = { holds: "no" };

function toAnswer(holds: boolean): Answer {
  return holds ? yes : no;
}

function unknown(...on: readonly string[]): Answer {
  return { holds: "unknown", on: [...new Set(on)] };
}

function negate(answer: Answer): Answer {
  if (answer.holds === "unknown") return answer;
  return answer.holds === "yes" ? no : yes;
}

/** Of several; one that is `decisive` decides for all. */
function join(answers: readonly Answer[], decisive: "yes" | "no"): Answer {
  if (answers.some(({ holds }) => holds === decisive)) return decisive === "yes" ? yes : no;
  const on = answers.flatMap((answer) => (answer.holds === "unknown" ? answer.on : []));
  if (on.length > 0) return unknown(...on);
  return decisive === "yes" ? no : yes;
}

/** The characters of an operand, or the name that is not known. */
type Operand = string | { readonly on: readonly string[] };

function textOf(operand: Expression | undefined, lookUp: ValueOf): Operand {
  const kind = operand?.kind;
  if (kind?.case === "reference") {
    const { path } = kind.value;
    return lookUp(path) ?? { on: [path.join(".")] };
  }
  const text = kind?.case === "literal" ? plain(kind.value) : undefined;
  return text ?? { on: ["an expression"] };
}

function plain({ kind }: Value): string | undefined {
  return kind.case === undefined || kind.case === "list" || kind.case === "table"
    ? undefined
    : String(kind.value);
}

/** By hand, because the enum as an object would bring the whole protocol into the command that CI waits for. */
function statusName(fn: Fn): string {
  if (fn === Fn.SUCCESS) return "success";
  if (fn === Fn.FAILURE) return "failure";
  return fn === Fn.ALWAYS ? "always" : "cancelled";
}

type Comparison = Fn.EQUAL | Fn.NOT_EQUAL | Fn.CONTAINS | Fn.STARTS_WITH | Fn.ENDS_WITH | Fn.MATCHES;

function compare(fn: Fn, left: Operand, right: Operand): Answer {
  if (typeof left !== "string" || typeof right !== "string")
    return unknown(...[left, right].flatMap((each) => (typeof each === "string" ? [] : each.on)));
  const exact = test(fn as Comparison, left, right);
  if (exact === undefined) return unknown("a regular expression");
  const folded = test(fn as Comparison, left.toLowerCase(), fn === Fn.MATCHES ? right : right.toLowerCase());
  // Whether case counts is the provider's to say.
  return exact === folded || fn === Fn.MATCHES ? toAnswer(exact) : unknown("upper and lower case");
}

function test(fn: Comparison, left: string, right: string): boolean | undefined {
  switch (fn) {
    case Fn.EQUAL:
      return left === right;
    case Fn.NOT_EQUAL:
      return left !== right;
    case Fn.CONTAINS:
      return left.includes(right);
    case Fn.STARTS_WITH:
      return left.startsWith(right);
    case Fn.ENDS_WITH:
      return left.endsWith(right);
    case Fn.MATCHES:
      return matches(left, right);
    default:
      return unreachable(fn);
  }
}

/**
 * RE2 and JavaScript agree on what has no flags, named groups or POSIX classes, and no escape but of a sign. JavaScript
 * can take for ever on a repeated group, or on many repetitions: those are not tried.
 */
function matches(text: string, pattern: string): boolean | undefined {
  if (/\(\?|\[\[:|\\[^\W_]/.test(pattern.replaceAll(/\\[dws]/g, ""))) return undefined;
  if (/\)[*+{]/.test(pattern) || text.length > 300 || pattern.split(/[*+{]/).length > 5) return undefined;
  try {
    return new RegExp(pattern).test(text);
  } catch {
    return undefined;
  }
}
