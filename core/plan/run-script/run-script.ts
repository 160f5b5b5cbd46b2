import type { Text } from "../../../proto/gen/cig/plugin/v1/value_pb.ts";
import { byCodeUnit } from "../../compare.ts";
import { freeName } from "./env-name.ts";
import { findNames } from "./find-names.ts";
import { formOf, type ScriptProblem } from "./form.ts";

/** What a name in a script stands for. */
export interface Binding {
  /** The environment variable that would be best; a number is added when it is taken. */
  readonly wanted: string;
  /** Its value; absent when the variable is there anyway, as for `env.NAME`. */
  readonly value?: Text;
  /** `digits` and `word` (letters, digits, `._:/@+-`) are harmless wherever they are pasted; `any` is not. */
  readonly alphabet: "digits" | "word" | "any";
  /** `author`: written in this repository. `outside`: a stranger may have chosen it. */
  readonly origin: "author" | "outside" | "secret";
}

/** A script without names, and the environment that it needs. */
export interface BoundScript {
  readonly script: string;
  /** Sorted by name. */
  readonly env: readonly { readonly name: string; readonly value: Text }[];
  /** What cannot be done; `offset` is in the given script. */
  readonly problems: readonly ScriptProblem[];
}

/**
 * Replaces every `{{ name }}` of a script by an expansion of an environment variable that delivers the value's
 * bytes exactly and never as code, whatever the value is. `lookUp` tells what a name stands for; `isTaken` tells
 * which variables the step has already. Names in comments stay as they are.
 */
export function bindScript(
  source: string,
  shell: string,
  lookUp: (name: string) => Binding | Omit<ScriptProblem, "offset">,
  isTaken: (variable: string) => boolean,
): BoundScript {
  const { script, names } = findNames(source);
  if (names.length === 0) return { script, env: [], problems: [] };
  const forms = formOf(shell, script, names);
  const bindings = new Map<string, Binding | Omit<ScriptProblem, "offset">>();
  const variables = new Map<string, string>();
  const env = new Map<string, Text>();
  const problems: ScriptProblem[] = [];
  const pieces: string[] = [];
  let at = 0;
  for (const [index, { start, end, name, offset }] of names.entries()) {
    const { form, replacesQuotes } = forms(index);
    pieces.push(script.slice(at, replacesQuotes ? start - 1 : start));
    at = replacesQuotes ? end + 1 : end;
    if (form === "comment") {
      pieces.push(script.slice(start, end));
      continue;
    }
    if (!bindings.has(name)) bindings.set(name, lookUp(name));
    const binding = bindings.get(name)!;
    if ("message" in binding) {
      problems.push({ ...binding, offset });
      continue;
    }
    if (!variables.has(name)) variables.set(name, choose(binding));
    const variable = variables.get(name)!;
    const expansion = form(name, variable, binding);
    if (typeof expansion === "string") pieces.push(expansion);
    else problems.push({ ...expansion, offset });
  }
  pieces.push(script.slice(at));
  return {
    script: pieces.join(""),
    env: [...env].sort(([a], [b]) => byCodeUnit(a, b)).map(([name, value]) => ({ name, value })),
    problems,
  };

  function choose({ wanted, value }: Binding): string {
    if (!value) return wanted;
    const variable = freeName(wanted, (candidate) => isTaken(candidate) || env.has(candidate));
    env.set(variable, value);
    return variable;
  }
}
