import type { Span } from "./cursor.ts";

/** A `{{ … }}` in a script. */
export interface FoundName extends Span {
  /** What stands between the braces, without blanks. */
  readonly name: string;
}

/**
 * Every `{{ … }}` of a script that is cig's. A template of another tool, such as `{{.Names}}`, `{{ json .Id }}`
 * and the `{{ end }}` that belongs to it, stays as it is, and so does everything after a backslash: `\{{ x }}`.
 */
export function findNames(script: string): readonly FoundName[] {
  const found: FoundName[] = [];
  let foreign = false;
  for (let start = script.indexOf("{{"); start !== -1; start = script.indexOf("{{", start)) {
    // In `{{{ x }}` the outer brace is the shell's.
    while (script[start + 2] === "{") start++;
    const close = script.indexOf("}}", start + 2);
    if (close === -1) break;
    const name = script.slice(start + 2, close).trim();
    const isForeign = looksForeign.test(name) || name.includes("\n") || (foreign && goKeyword.test(name));
    if (isForeign) foreign = true;
    else found.push({ start, end: close + 2, name });
    start = close + 2;
  }
  return found;
}

/** Go and Jinja templates: a dot or a dollar that starts a word, a pipe, a call, a text, a comment, trim marks. */
const looksForeign = /^$|^[-#/*%>!&^]|(?:^|[\s(])[.$]|[|("'`]/;
const goKeyword = /^(?:end|else|break|continue)$/;
