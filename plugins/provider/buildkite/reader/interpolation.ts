import { nameOfVariable } from "./names.ts";

/**
 * What the agent makes of a text when it uploads a pipeline: `$$` and `\$` are a dollar, `$(` stays, and variables are
 * put in. Their values are not known here, so that they become names of cig, or what stands behind `:-`.
 */
export function interpolated(text: string): string {
  let result = "";
  for (let at = 0; at < text.length; ) {
    const rest = text.slice(at);
    const found = forms.find(([pattern]) => pattern.test(rest));
    if (!found) {
      result += text[at++];
      continue;
    }
    const match = found[0].exec(rest)!;
    result += found[1](match);
    at += match[0].length;
  }
  return result;
}

/** The same for every text in a tree, keys included. */
export function interpolatedTree(value: unknown): unknown {
  if (typeof value === "string") return interpolated(value);
  if (Array.isArray(value)) return value.map(interpolatedTree);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [interpolated(key), interpolatedTree(inner)]),
  );
}

const forms: readonly (readonly [RegExp, (match: RegExpExecArray) => string])[] = [
  [/^\\\\/, () => "\\\\"],
  [/^(?:\\\$|\$\$)/, () => "$"],
  [/^\$\(/, () => "$("],
  [/^\$\{([A-Za-z]\w*):?-([^}]*)\}/, ([, , fallback = ""]) => interpolated(fallback)],
  [/^\$\{([A-Za-z]\w*)[^}]*\}/, ([, name = ""]) => nameOfVariable(name)],
  [/^\$([A-Za-z]\w*)/, ([, name = ""]) => nameOfVariable(name)],
];
