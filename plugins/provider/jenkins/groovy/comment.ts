import type { Text } from "cig/sdk";

/**
 * A line for readers of the file. Groovy takes `\u000a` for the end of a line even in a comment, so that only harmless
 * characters stay.
 */
export function comment(text: string): string {
  return `// ${text.replace(/[^\w .,:()/+@{}&|~*-]/g, "-")}`;
}

/** A Text in cig's own notation. */
export function notation(text: Text | undefined): string {
  return (text?.parts ?? [])
    .map(({ kind }) =>
      kind.case === "reference" ? `{{ ${kind.value.path.join(".")} }}` : (kind.value ?? ""),
    )
    .join("");
}
