import { type Draft, isEmpty, tomlOf } from "cig/sdk/import";
import { environmentOf } from "../reader/executor.ts";
import { textFor } from "./text.ts";

/** Variables by where they are carried: those that cig.toml can say, and those for the escape hatch. */
export interface Variables {
  readonly native: Draft;
  readonly hatch: Draft;
}

/** Reads `environment` in any of its forms. Literally, what holds a value of CircleCI stays what it is. */
export function variablesFor(environment: unknown, isLiteral = false): Variables {
  const native: Draft = {};
  const hatch: Draft = {};
  for (const [name, value] of Object.entries(environmentOf(environment))) {
    const isPlain = /^[A-Za-z_]\w*$/.test(name) && !/^CIG_/.test(name);
    const text =
      (isLiteral && String(value).includes("<<")) || !isPlain || (typeof value === "object" && value !== null)
        ? undefined
        : textFor(String(value ?? ""));
    if (text === undefined) hatch[name] = typeof value === "object" ? tomlOf(value) : String(value ?? "");
    else native[name] = text;
  }
  return { native, hatch };
}

/** The table with the key, where there is something to say. */
export function withTable(draft: Draft, key: string, value: Draft): void {
  if (!isEmpty(value)) draft[key] = value;
}
