import { create } from "@bufbuild/protobuf";
import {
  type Expression,
  ExpressionSchema,
  Function as Name,
} from "../../proto/gen/cig/plugin/v1/value_pb.ts";

/** When something runs, as far as what came before decides it. */
export type Status = "success" | "failure" | "always";

/** A condition, taken apart: the status, and what else must hold. */
export interface StatusAndRest {
  readonly status: Status;
  readonly rest?: Expression;
}

/**
 * Takes success(), failure() and always() out of a condition. Undefined where they are entangled with the rest
 * (`failure() || git.branch == 'main'`), or where it asks whether the run was cancelled.
 */
export function statusAndRest(expression: Expression | undefined): StatusAndRest | undefined {
  let status: Status = "success";
  const rest: Expression[] = [];
  for (const term of expression ? conjuncts(expression) : []) {
    const own = statusOf(term);
    if (own === undefined) {
      if (asksStatus(term)) return undefined;
      rest.push(term);
    } else if (own !== "success") {
      if (status !== "success" && status !== own) return undefined;
      status = own;
    }
  }
  return rest.length === 0 ? { status } : { status, rest: conjunction(rest) };
}

/** The parts that must all hold; the constant true is none. */
export function conjuncts(expression: Expression): Expression[] {
  const { kind } = expression;
  if (kind.case === "call" && kind.value.function === Name.AND)
    return kind.value.arguments.flatMap(conjuncts);
  return isTrue(expression) ? [] : [expression];
}

/** One expression of several that must all hold. */
export function conjunction(all: readonly Expression[]): Expression {
  if (all.length === 1) return all[0]!;
  return create(ExpressionSchema, {
    kind: { case: "call", value: { function: Name.AND, arguments: [...all] } },
  });
}

/** True when success(), failure(), always() or cancelled() stands anywhere in the condition. */
export function asksStatus({ kind }: Expression): boolean {
  if (kind.case !== "call") return false;
  return statusFunctions.has(kind.value.function) || kind.value.arguments.some(asksStatus);
}

const statusFunctions = new Set<Name>([Name.SUCCESS, Name.FAILURE, Name.ALWAYS, Name.CANCELLED]);

function statusOf({ kind }: Expression): Status | undefined {
  if (kind.case !== "call") return undefined;
  const { function: name, arguments: inner } = kind.value;
  if (name === Name.SUCCESS) return "success";
  if (name === Name.FAILURE) return "failure";
  if (name === Name.ALWAYS) return "always";
  if (name === Name.NOT) {
    const negated = inner[0]?.kind.case === "call" ? inner[0].kind.value.function : undefined;
    // Where a cancelled run runs nothing any more, "not cancelled" is all there is.
    if (negated === Name.CANCELLED) return "always";
    if (negated === Name.FAILURE) return "success";
    if (negated === Name.SUCCESS) return "failure";
  }
  if (name === Name.OR) {
    const all = inner.map(statusOf);
    if (all.includes("always")) return "always";
    if (all.every((each) => each !== undefined)) return new Set(all).size === 1 ? all[0] : "always";
  }
  return undefined;
}

function isTrue({ kind }: Expression): boolean {
  return kind.case === "literal" && kind.value.kind.case === "boolean" && kind.value.kind.value;
}
