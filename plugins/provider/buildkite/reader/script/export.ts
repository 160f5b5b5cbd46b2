import { textOfSource } from "../text.ts";
import type { State } from "./state.ts";

/** A line that exports a variable, and whether it has the form that cig gives it. */
export function readExport(
  line: string,
  state: State,
): { readonly name: string; readonly text: string; readonly isOurs: boolean } | undefined {
  const token = /^([A-Za-z_]\w*)=\$\(buildkite-agent oidc request-token.*\); export \1$/s.exec(line);
  if (token) {
    state.oidc = true;
    return { name: token[1]!, text: "{{ oidc }}", isOurs: true };
  }
  const match = /^export ([A-Za-z_]\w*)=(.*)$/s.exec(line) ?? /^([A-Za-z_]\w*)=(.*); export \1$/s.exec(line);
  if (!match) return undefined;
  const text = textOfSource(match[2]!, state.known);
  return { name: match[1]!, text, isOurs: /\{\{ [\w.-]+ \}\}/.test(text) };
}
