import type { Invocation } from "./matrix.ts";
import { isRecord, listOf, textsOf } from "./raw.ts";

/** What an invocation waits for. */
export interface Requires {
  /** Invocations, approvals among them, each with the statuses that will do. */
  readonly entries: readonly { readonly invocation: Invocation; readonly statuses: readonly string[] }[];
  readonly needs: readonly Invocation[];
  /** Those that may fail without keeping this one from working. */
  readonly tolerated: readonly Invocation[];
}

/** Reads `requires` of all invocations: names, the name of a matrix for all its variants, statuses. */
export function readRequires(invocations: readonly Invocation[]): ReadonlyMap<Invocation, Requires> {
  const named = (name: string) => {
    const exact = invocations.filter((each) => each.name === name);
    return exact.length > 0 ? exact : invocations.filter((each) => each.alias === name);
  };
  return new Map(
    invocations.map((invocation) => {
      const entries = listOf(invocation.given.requires).flatMap((entry): [string, string[]][] =>
        isRecord(entry)
          ? Object.entries(entry).map(([name, statuses]) => [name, textsOf(statuses)])
          : [[String(entry), ["success"]]],
      );
      return [
        invocation,
        {
          entries: entries.flatMap(([name, statuses]) =>
            named(name).map((each) => ({ invocation: each, statuses })),
          ),
          needs: entries.flatMap(([name]) => named(name)),
          tolerated: entries
            .filter(([, each]) => each.includes("success") && each.includes("failed") && each.length === 2)
            .flatMap(([name]) => named(name)),
        },
      ];
    }),
  );
}

/** How those that are waited for must have ended, apart from those of which one must have gone well. */
export function afterOf({ entries }: Requires, any: readonly string[]): "success" | "failure" | "always" {
  const statuses = entries
    .filter(({ invocation }) => !any.includes(invocation.key))
    .map((each) => each.statuses);
  // A job that does nothing and must not have run watches the others for a failure.
  if (statuses.some((each) => each.length === 1 && each[0] === "not_run")) return "failure";
  if (statuses.some((each) => each.includes("terminal"))) return "always";
  // A job that was ended has not ended well.
  const isBad = (status: string) => ["failed", "canceled", "unauthorized", "not_run"].includes(status);
  return statuses.some((each) => each.length > 0 && each.every(isBad)) ? "failure" : "success";
}
