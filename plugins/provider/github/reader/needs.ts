import type { Node } from "./expression/parse.ts";
import { chainOf, pathOf, printExpression } from "./expression/print.ts";

/** What a job waits for, and what is left of its condition then. */
export interface Needs {
  readonly all: readonly string[];
  readonly any: readonly string[];
  readonly condition: Node | undefined;
}

/**
 * Takes the way in which cig says "these must have succeeded, and one of those" out of a condition: `always()`, or that
 * nothing was cancelled, and the result of each job that is waited for, those of which any will do joined by `||`.
 */
export function readNeeds(needs: readonly string[], condition: Node | undefined): Needs {
  const parts = condition ? chainOf(condition, "&&") : [];
  const asked = parts.map(successesIn);
  const named = asked.flatMap((ids) => ids ?? []);
  const isWhole = needs.length > 0 && needs.every((id) => named.includes(id)) && parts.some(isAlways);
  if (!isWhole || !named.every((id) => needs.includes(id))) return { all: needs, any: [], condition };
  const any = asked.filter((ids) => ids && ids.length > 1).flatMap((ids) => ids ?? []);
  const rest = parts.filter((part, index) => !asked[index] && !isAlways(part));
  return {
    all: needs.filter((id) => !any.includes(id)),
    any,
    condition: rest.reduce<Node | undefined>(
      (left, right) => (left ? { kind: "binary", operator: "&&", left, right } : right),
      undefined,
    ),
  };
}

/** The jobs of `needs.a.result == 'success' || needs.b.result == 'success'`; undefined for anything else. */
function successesIn(part: Node): string[] | undefined {
  const ids = chainOf(part, "||").map((side) => {
    if (side.kind !== "binary" || side.operator !== "==") return undefined;
    const path = pathOf(side.left);
    const isResult = path?.length === 3 && path[0] === "needs" && path[2] === "result";
    return isResult && side.right.kind === "literal" && side.right.value === "success" ? path[1] : undefined;
  });
  return ids.every((id) => id !== undefined) ? ids : undefined;
}

function isAlways(part: Node): boolean {
  return ["always()", "!cancelled()"].includes(printExpression(part));
}
