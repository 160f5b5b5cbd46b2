import { asksStatus, conjunction, conjuncts, type Expression, Function as Name } from "cig/sdk";

/** When something runs, as far as what came before decides it. */
export type Status = "success" | "failure" | "cancelled" | "failure or cancelled" | "always";

/** A condition, taken apart: the status, and what else must hold. */
export interface Condition {
  readonly status: Status;
  readonly rest?: Expression;
}

/**
 * Takes success(), failure(), cancelled() and always() out of a condition. Undefined where they are entangled with the
 * rest.
 */
export function splitStatus(expression: Expression | undefined): Condition | undefined {
  const terms = expression ? conjuncts(expression) : [];
  let status: Status = "success";
  const rest: Expression[] = [];
  for (const term of terms) {
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

export function isConstant({ kind }: Expression, value: boolean): boolean {
  return kind.case === "literal" && kind.value.kind.case === "boolean" && kind.value.kind.value === value;
}

function statusOf({ kind }: Expression): Status | undefined {
  if (kind.case !== "call") return undefined;
  const { function: name, arguments: inner } = kind.value;
  if (name === Name.SUCCESS) return "success";
  if (name === Name.FAILURE) return "failure";
  if (name === Name.ALWAYS) return "always";
  if (name === Name.CANCELLED) return "cancelled";
  if (name === Name.NOT) {
    const [only] = inner;
    const negated = only?.kind.case === "call" ? only.kind.value.function : undefined;
    // Nothing goes on in a cancelled workflow, so that "not cancelled" is all there is.
    if (negated === Name.CANCELLED) return "always";
    if (negated === Name.FAILURE) return "success";
    if (negated === Name.SUCCESS) return "failure";
  }
  if (name === Name.OR) {
    const all = inner.map(statusOf);
    if (all.includes("always")) return "always";
    if (!all.every((each) => each !== undefined)) return undefined;
    if (all.every((each) => each !== "success"))
      return new Set(all).size === 1 ? all[0] : "failure or cancelled";
    return all.every((each) => each === "success") ? "success" : "always";
  }
  return undefined;
}
