import { diagnose } from "../../../diagnostic/codes.ts";
import type { Diagnostic } from "../../../diagnostic/diagnostic.ts";
import { nearest } from "../../../diagnostic/nearest.ts";

/** A wish that cannot be granted. */
export function wrongWish(message: string, hint: string): Diagnostic {
  return diagnose("CIG703", message, { hint });
}

/** "Did you mean …?", or all that there is. */
export function instead(word: string, names: readonly string[], none: string): string {
  const near = nearest(word, names);
  if (near !== undefined) return `Did you mean "${near}"?`;
  return names.length > 0 ? `There is: ${names.join(", ")}.` : none;
}
