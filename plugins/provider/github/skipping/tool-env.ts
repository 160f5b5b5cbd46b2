import type { NamedText, Skipping } from "cig/sdk";
import { compileEnv } from "../environment.ts";
import type { Place } from "../expression/place.ts";
import { below, type Scope } from "../scope.ts";
import type { Table, Yaml } from "../yaml/tree.ts";

/**
 * The variables of steps that run the tool. A name of the environment is a variable of the repository's settings here;
 * two more tell whether somebody wants everything to run: a variable of that kind, and the labels of a pull request.
 */
export function compileToolEnv(skipping: Skipping, place: Place, top: Scope): Table {
  const scope = below(top, "skip");
  const all = new Map<string, Yaml>([
    ["CIG_FORCE", "${{ vars.CIG_FORCE }}"],
    ...(skipping.forceLabel === ""
      ? []
      : [["CIG_LABELS", "${{ toJSON(github.event.pull_request.labels.*.name) }}"] as const]),
    ...skipping.env.flatMap((each): [string, Yaml][] => {
      const setting = settingIn(each);
      return setting === undefined
        ? [...compileEnv([each], place, scope)]
        : [[each.name, `\${{ vars.${setting} }}`]];
    }),
  ]);
  return new Map([...all].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The variable of the settings that a value is. */
function settingIn({ value }: NamedText): string | undefined {
  const [only, ...others] = value?.parts ?? [];
  if (only?.kind.case !== "reference" || others.length > 0) return undefined;
  const [kind, name, ...rest] = only.kind.value.path;
  return kind === "env" && rest.length === 0 ? name : undefined;
}
