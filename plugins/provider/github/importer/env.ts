import type { TomlTable, TomlValue } from "cig/sdk/import";
import { recordOf } from "../reader/raw.ts";
import { type At, below, keptInHatch } from "./notes.ts";
import { plainValue } from "./plain.ts";
import type { Scope } from "./portable.ts";
import { importText } from "./text.ts";

/** A table of texts: what cig.toml can say, and what stays in the escape hatch. */
export interface Split {
  readonly own: TomlTable;
  readonly hatch: TomlTable;
}

/** Splits variables, inputs or outputs by whether cig has a name for what stands in them. */
export function splitTexts(
  value: unknown,
  scope: Scope,
  at: At,
  fits: (name: string) => boolean = isName,
): Split {
  const own: Record<string, TomlValue> = {};
  const hatch: Record<string, TomlValue> = {};
  if (typeof value === "string") {
    keptInHatch(at, `\`${String(at.place.at(-1))}\` as an expression`);
    return { own, hatch };
  }
  for (const [name, each] of Object.entries(recordOf(value))) {
    const plain = plainValue(each);
    const text = typeof plain === "string" ? importText(plain, scope) : plain;
    if (text !== undefined && typeof text !== "object" && fits(name)) own[name] = text;
    else {
      hatch[name] = plain;
      keptInHatch(below(at, name), `\`${String(at.place.at(-1))}.${name}\``, expressionWhy);
    }
  }
  return { own, hatch };
}

export const expressionWhy = "Its expression has no portable name.";

function isName(name: string): boolean {
  // What the runner sets itself cig does not let anybody set.
  return /^[A-Za-z_]\w*$/.test(name) && !/^(?:CIG_|RUNNER_|GITHUB_(?!TOKEN$))/.test(name);
}
