import type { NamedText } from "cig/sdk";
import type { Place } from "./expression/place.ts";
import { compileText } from "./expression/text.ts";
import { below, type Scope } from "./scope.ts";
import type { Table, Yaml } from "./yaml/tree.ts";

/** Environment variables in the author's order. Their values are always text, so `"1"` and `"true"` stay that. */
export function compileEnv(variables: readonly NamedText[], place: Place, top: Scope): Table {
  const scope = below(top, "env");
  return new Map(
    variables.map(({ name, value }): [string, Yaml] => {
      checkName(name, scope);
      return [name, compileText(value, place, below(scope, name))];
    }),
  );
}

function checkName(name: string, scope: Scope): void {
  if (/^[A-Za-z_][\w.-]*$/.test(name)) return;
  scope.report.add(
    "GH001",
    [...scope.subject, name],
    `"${name}" is no name for an environment variable.`,
    'Use letters, digits and "_", and start with no digit.',
  );
}
