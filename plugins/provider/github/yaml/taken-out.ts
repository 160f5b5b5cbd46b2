import { isTable, type Table, type Yaml } from "./tree.ts";

/** Keys of which `false` is a value of GitHub's own. */
const ownFalse: ReadonlySet<string> = new Set(["continue-on-error", "if", "with", "steps", "jobs", "uses"]);

/** Tables in which `false` behind a key takes that key out, too. */
const inner: ReadonlySet<string> = new Set(["on", "permissions", "defaults", "run"]);

/**
 * The node without what the escape hatch takes out of it: `permissions = false` leaves the rights of the token to the
 * settings of the repository, `on = { push = false }` one trigger out. An `if` is taken out by the empty text.
 */
export function withoutTakenOut(node: Table): Table {
  return new Map(
    [...node]
      .filter(([key, value]) => !isTakenOut(key, value))
      .map(([key, value]): [string, Yaml] => [
        key,
        inner.has(key) && isTable(value) ? withoutTakenOut(value) : value,
      ])
      // What is left of `defaults` may be nothing.
      .filter(
        ([key, value]) => !((key === "defaults" || key === "run") && isTable(value) && value.size === 0),
      ),
  );
}

function isTakenOut(key: string, value: Yaml): boolean {
  return key === "if" ? value === "" : value === false && !ownFalse.has(key);
}
