import type { TomlTable, TomlValue } from "cig/sdk/import";
import { linesOf, type Raw, recordOf } from "../reader/raw.ts";
import { compact } from "./plain.ts";
import type { Scope } from "./portable.ts";
import { importText } from "./text.ts";

/**
 * A step that leaves files, as `artifact`. Undefined where cig would write something else: the action's other inputs, its
 * versions before the fourth, paths outside of the workspace, a name that the variants of a matrix would share.
 */
export function importUpload(step: Raw, version: string, scope: Scope): TomlTable | undefined {
  if (!/^actions\/upload-artifact@/.test(String(step.uses)) || !isToday(version)) return undefined;
  const {
    name,
    path,
    "if-no-files-found": missing = "warn",
    "retention-days": days,
    ...others
  } = recordOf(step.with);
  if (Object.keys(others).length > 0 || typeof path !== "string" || typeof name !== "string")
    return undefined;
  const own = importText(name, scope);
  if (!own || /[\n"]/.test(own)) return undefined;
  // cig adds the values of a matrix to a name that has none of them.
  if (scope.matrix.size > 0 && !own.includes("{{ matrix.")) return undefined;
  const paths = linesOf(path).map((line) => importText(line, scope));
  if (paths.length === 0 || !paths.every((each) => each !== undefined && isPlain(each))) return undefined;
  if (!["warn", "error", "ignore"].includes(String(missing))) return undefined;
  const isDays = days === undefined || (Number.isInteger(days) && Number(days) >= 1 && Number(days) <= 400);
  if (!isDays) return undefined;
  return compact({
    name: own,
    paths: paths as string[],
    if_missing: missing === "warn" ? undefined : (missing as string),
    retention_days: days as TomlValue | undefined,
  });
}

/** Below the workspace, and without what begins with a dot, which the action leaves out and cig would not. */
function isPlain(path: string): boolean {
  return !/^(?:[/~$]|\{\{|[A-Za-z]:)|\\|(?:^|\/)\.[^/]|^!?\/|["']/.test(path.replace(/^!/, ""));
}

/** "v4", "v4.6.2", and later. What no comment tells the version of may be an older one. */
function isToday(version: string): boolean {
  return Number(/^v?(\d+)(?:\.|$)/.exec(version)?.[1] ?? 0) >= 4;
}
