import { type Decision, decide, type Ending, type Occasion, or, type Truth } from "cig/sdk/table";
import { contextOf } from "./context.ts";
import { evaluate } from "./evaluate.ts";
import type { Node } from "./parse.ts";
import { type Table, truthOf } from "./value.ts";

/** What a condition can see beside the occasion. */
export interface Known {
  readonly names: Table;
  readonly needs: readonly string[];
  readonly defaultBranch: string;
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
  if (!node) return ending === "success";
  if (ending === "failure" && !asksStatus(node)) return false;
  const truthIn = (end: Ending | "cancelled") => truthOn(node, occasion, end, known);
  // Being ended is no way to end well, for those who ask.
  return ending === "failure" && asksStatus(node, /^cancelled$/i)
    ? or([truthIn("failure"), truthIn("cancelled")])
    : truthIn(ending);
}

/** Whether an expression holds on an occasion, when everything before has ended so. */
export function truthOn(node: Node, occasion: Occasion, ending: Ending | "cancelled", known: Known): Truth {
  const { names, needs, defaultBranch } = known;
  return truthOf(evaluate(node, contextOf(occasion, ending, names, needs, defaultBranch))) ?? "unknown";
}

/** True for a condition that takes the place of the success() that GitHub would add. */
export function asksStatus(node: Node, names = /^(?:success|failure|always|cancelled)$/i): boolean {
  switch (node.kind) {
    case "call":
      return names.test(node.name) || node.inner.some((each) => asksStatus(each, names));
    case "member":
      return asksStatus(node.of, names) || asksStatus(node.key, names);
    case "not":
    case "every":
      return asksStatus(node.of, names);
    case "binary":
      return asksStatus(node.left, names) || asksStatus(node.right, names);
    case "literal":
    case "name":
      return false;
  }
}
