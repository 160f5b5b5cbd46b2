import { type Ending, type Occasion, shellCondition, type Truth } from "cig/sdk/table";
import { expansionOn, type Known } from "./text.ts";

/**
 * Whether a question of a script holds on an occasion, after success or failure. What the build alone knows is
 * "unknown".
 */
export function judgeGuard(source: string, occasion: Occasion, ending: Ending, known: Known): Truth {
  const isFailed = ending === "failure";
  const plain = source
    .replace(/\[ "\$status" -eq 0 \]/g, isFailed ? "false" : "true")
    .replace(/\[ "\$status" -ne 0 \]/g, isFailed ? "true" : "false")
    .replace(/\bended "hard_failed errored"(?: [\w.:-]+)*/g, isFailed ? "true" : "false")
    .replace(/\bended_well(?: [\w.:-]+)+/g, "true")
    .replace(/\bskipped(?: [\w.:-]+)+/g, "false");
  return shellCondition(plain, (expansion) => expansionOn(expansion, occasion, known)) ?? "unknown";
}
