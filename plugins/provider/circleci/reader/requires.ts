import type { Invocation } from "./matrix.ts";
import { isRecord, listOf, textsOf } from "./raw.ts";

/** What an invocation waits for. */
export interface Requires {
  /** Invocations, approvals among them. */
  readonly needs: readonly Invocation[];
  readonly after: "success" | "failure" | "always";
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
      const statuses = entries.map(([, each]) => each);
      const isAlways = statuses.some((each) => each.includes("terminal") || each.includes("canceled"));
      const isFailure =
        statuses.length > 0 && statuses.some((each) => each.length === 1 && each[0] === "failed");
      return [
        invocation,
        {
          needs: entries.flatMap(([name]) => named(name)),
          after: isAlways ? "always" : isFailure ? "failure" : "success",
          tolerated: entries
            .filter(([, each]) => each.includes("success") && each.includes("failed") && each.length === 2)
            .flatMap(([name]) => named(name)),
        },
      ];
    }),
  );
}
