/** What the ids of a member's jobs begin with: "ui/button" → ui-button. Undefined where nothing legal is left. */
export function prefixOf(name: string): string | undefined {
  const legal = name.replace(/[^A-Za-z0-9_-]+/g, "-").replace(/^-+|-+$/g, "");
  if (legal === "") return undefined;
  return /^\d/.test(legal) ? `_${legal}` : legal;
}

/** As long as any id may be. */
export const longestId = 100;
