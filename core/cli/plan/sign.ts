import type { Paint } from "../../report/paint.ts";
import { type Change, signs } from "./change.ts";

/** What happens to a thing. */
export type Fate = Change["action"] | "same";

/** The sign of a fate, in colour where there is colour. */
export function showSign(fate: Fate, paint: Paint): string {
  switch (fate) {
    case "add":
      return paint.green(signs.add);
    case "change":
      return paint.yellow(signs.change);
    case "remove":
      return paint.red(signs.remove);
    case "replace":
      return paint.red(signs.replace);
    case "same":
      return " ";
  }
}
