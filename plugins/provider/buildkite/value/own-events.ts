import { create, type Expression, ExpressionSchema, Function as Name } from "cig/sdk";
import { eventOf } from "./event.ts";

/** The condition with `run.event` compared to the words that the job's script has for it. */
export function withOwnEvents(expression: Expression): Expression {
  const { kind } = expression;
  if (kind.case !== "call") return expression;
  const { function: name, arguments: inner } = kind.value;
  const isComparison = (name === Name.EQUAL || name === Name.NOT_EQUAL) && inner.some(isEvent);
  return create(ExpressionSchema, {
    kind: {
      case: "call",
      value: { function: name, arguments: inner.map(isComparison ? ownWord : withOwnEvents) },
    },
  });
}

function isEvent({ kind }: Expression): boolean {
  return kind.case === "reference" && kind.value.path.join(".") === "run.event";
}

function ownWord(expression: Expression): Expression {
  const { kind } = expression;
  if (kind.case !== "literal" || kind.value.kind.case !== "text") return expression;
  const value = eventOf(kind.value.kind.value) ?? kind.value.kind.value;
  return create(ExpressionSchema, { kind: { case: "literal", value: { kind: { case: "text", value } } } });
}
