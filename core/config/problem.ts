import { type Code, diagnose } from "../diagnostic/codes.ts";
import type { Diagnostic } from "../diagnostic/diagnostic.ts";
import type { Positions } from "./positions.ts";

/** Something wrong at a key path, before it has a place. */
export interface Problem {
  readonly code: Code;
  readonly path: readonly (string | number)[];
  readonly message: string;
  readonly hint?: string;
  /** True when the key is at fault and not its value. */
  readonly onKey?: boolean;
  /** Index into the text at `path`, for a caret inside it. */
  readonly offset?: number;
  readonly end?: number;
}

/** Diagnostics with places, in the order of the source. */
export function placeAll(
  problems: readonly Problem[],
  positions: Pick<Positions, "valueAt" | "keyAt" | "placeOf">,
): Diagnostic[] {
  return problems
    .map(({ code, message, path, hint, onKey, offset, end }) => {
      const at = onKey ? positions.keyAt(path) : positions.valueAt(path, offset, end);
      return diagnose(code, message, {
        ...(hint === undefined ? {} : { hint }),
        at: at ?? positions.placeOf(0, 1),
        subject: path.map(String),
      });
    })
    .sort((a, b) => a.at!.line - b.at!.line || a.at!.column - b.at!.column);
}
