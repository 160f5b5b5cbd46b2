import type { Lookup } from "../condition/parse.ts";
import { isName, type Operand } from "../condition/test.ts";
import { isSetting, ofShell, predefined, standInFor } from "./predefined.ts";
import { expandText } from "./text.ts";

/** What a job sees of variables, as GitLab writes them. */
export interface Scope {
  readonly name: string;
  readonly stage: string;
  /** Of the configuration and of the job, the job's own before the others. */
  readonly variables: ReadonlyMap<string, string>;
  /** Of the matrix. */
  readonly axes: ReadonlySet<string>;
  /** What a person is asked, or may give. */
  readonly inputs: ReadonlySet<string>;
  /** Told of what differs from GitLab's. */
  readonly tell: (name: string, why: string) => void;
  /** Told of values that only the settings have. */
  readonly standIn: (name: string, value: string) => void;
}

/** Where a text goes: what is secret may stand in a variable, but not in the name of an image. */
export type Use = "variable" | "known";

const deepest = 10;

/** A text of GitLab in the words of cig.toml. */
export function expandIn(scope: Scope, source: string, use: Use, above: readonly string[] = []): string {
  return expandText(source, (name) => textOfName(scope, name, use, above));
}

/** What a variable is. */
export function textOfName(scope: Scope, name: string, use: Use, above: readonly string[] = []): string {
  if (scope.axes.has(name)) return `{{ matrix.${name} }}`;
  const written = scope.variables.get(name);
  if (written !== undefined && !above.includes(name) && above.length < deepest)
    return expandIn(scope, written, use, [...above, name]);
  if (scope.inputs.has(name)) return `{{ inputs.${name} }}`;
  const known = predefined(name, scope);
  if (known) {
    if (known.differs) scope.tell(name, known.differs);
    return known.text;
  }
  if (ofShell.has(name) && use === "variable") {
    scope.tell(name, "is known to the machine alone, and stays as it is written");
    return `$${name}`;
  }
  if (use === "variable" && !isSetting(name)) return secretText(name);
  scope.standIn(name, standInFor(name));
  return `{{ ${name} }}`;
}

/** Variables as conditions see them. */
export function lookupIn(variables: ReadonlyMap<string, string>, inputs: ReadonlySet<string>): Lookup {
  const look = (name: string, above: readonly string[]): Operand => {
    const written = variables.get(name);
    if (written === undefined || inputs.has(name)) return isName(name);
    const inner = /^\$\{?(\w+)\}?$/.exec(written)?.[1];
    if (inner !== undefined && !above.includes(inner)) return look(inner, [...above, name]);
    return written.includes("$") ? isName(`CI_VALUE_OF_${name}`) : { kind: "text", text: written };
  };
  return (name) => look(name, []);
}

/** A secret of the repository; GitHub keeps names that begin with its own for itself. */
export function secretText(name: string): string {
  return `{{ secrets.${name.startsWith("GITHUB_") ? `OWN_${name}` : name} }}`;
}
