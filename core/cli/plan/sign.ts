import type { Change } from "../../output/changes/changes.ts";
import type { Paint } from "../../report/paint.ts";

/** What happens to a thing. */
export type Fate = Change["action"] | "same";

/** The sign of a fate: each differs in its characters, not only in colour. */
export function showSign(fate: Fate, paint: Paint): string {
  switch (fate) {
    case "add":
      return paint.green("+");
    case "change":
      return paint.yellow("~");
    case "remove":
      return paint.red("-");
    case "replace":
      return paint.red("-/+");
    case "same":
      return " ";
  }
}
