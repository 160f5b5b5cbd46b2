import { type Expression, Function as Name } from "cig/sdk";
import { asksForEvent } from "../value/event.ts";

/**
 * A condition in a workflow that a schedule starts, or in one that none does: questions about the event that this
 * answers are answered. A truth value where nothing is left to ask.
 */
export function whereScheduled(expression: Expression, isScheduled: boolean): Expression | boolean {
  const { kind } = expression;
  if (kind.case !== "call") return expression;
  const { function: name, arguments: inner } = kind.value;
  const word = asksForEvent(expression);
  if (word !== undefined) {
    if (!isScheduled && word !== "schedule") return expression;
    return (isScheduled && word === "schedule") === (name === Name.EQUAL);
  }
  if (name !== Name.AND && name !== Name.OR && name !== Name.NOT) return expression;
  const known = inner.map((each) => whereScheduled(each, isScheduled));
  if (name === Name.NOT) return typeof known[0] === "boolean" ? !known[0] : call(expression, known);
  const decisive = name === Name.OR;
  if (known.includes(decisive)) return decisive;
  const open = known.filter((each) => typeof each !== "boolean");
  return open.length === 0 ? !decisive : open.length === 1 ? open[0]! : call(expression, open);
}

function call(expression: Expression, inner: readonly (Expression | boolean)[]): Expression {
  const { kind } = expression;
  if (kind.case !== "call") throw new Error("bug: no call");
  const args = inner.filter((each) => typeof each !== "boolean");
  return { ...expression, kind: { case: "call", value: { ...kind.value, arguments: args } } };
}
