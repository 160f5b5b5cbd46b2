import { type Decision, decide, type Ending, type Occasion, type Truth } from "cig/sdk/testing";
import { contextOf } from "./context.ts";
import { evaluate } from "./evaluate.ts";
import type { Node } from "./parse.ts";
import { type Table, truthOf } from "./value.ts";

/** What a condition can see beside the occasion. */
export interface Known {
  readonly names: Table;
  readonly needs: readonly string[];
}

/** When something with such conditions runs: all must hold, and unless they ask how things ended, all went well. */
export function decideAll(conditions: readonly (Node | undefined)[], known: Known): Decision {
  return decide((occasion, ending) => {
    const truths = conditions.map((each) => judge(each, occasion, ending, known));
    if (truths.includes(false)) return false;
    return truths.includes("unknown") ? "unknown" : true;
  });
}

function judge(node: Node | undefined, occasion: Occasion, ending: Ending, known: Known): Truth {
  if (ending === "failure" && !(node && asksStatus(node))) return false;
  if (!node) return true;
  return truthOf(evaluate(node, contextOf(occasion, ending, known.names, known.needs))) ?? "unknown";
}

/** True for a condition that takes the place of the success() that GitHub would add. */
export function asksStatus(node: Node): boolean {
  switch (node.kind) {
    case "call":
      return (
        /^(?:success|failure|always|cancelled)$/i.test(node.name) ||
        node.inner.some((each) => asksStatus(each))
      );
    case "member":
      return asksStatus(node.of) || asksStatus(node.key);
    case "not":
    case "every":
      return asksStatus(node.of);
    case "binary":
      return asksStatus(node.left) || asksStatus(node.right);
    case "literal":
    case "name":
      return false;
  }
}
