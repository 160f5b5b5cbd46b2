import type { Remark } from "../remarks.ts";

/** The same remark about two jobs is one remark: the repository has one cause for it. */
export function onceEach(remarks: readonly Remark[]): Remark[] {
  const seen = new Set<string>();
  return remarks.filter(({ code, message }) => {
    const isNew = !seen.has(`${code} ${message}`);
    seen.add(`${code} ${message}`);
    return isNew;
  });
}
