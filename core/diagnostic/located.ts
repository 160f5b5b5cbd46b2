import type { Diagnostic, Place } from "./diagnostic.ts";

/** Gives each diagnostic that only names a key path of cig.toml the place of that path, by `at`. */
export function located(
  diagnostics: readonly Diagnostic[],
  at: (subject: readonly string[]) => Place | undefined,
): Diagnostic[] {
  return diagnostics.map((diagnostic) => {
    if (diagnostic.at || !diagnostic.subject?.length) return diagnostic;
    const place = at(diagnostic.subject);
    return place ? { ...diagnostic, at: place } : diagnostic;
  });
}
