import type { Message } from "@bufbuild/protobuf";

/**
 * Sorts, in place, the lists of a request that the protocol promises sorted. The core sends them so; a test, a
 * replay or another core may not, and an answer must not depend on it.
 */
export function sortLists(request: Message): void {
  for (const [list, keys] of Object.entries(sortedLists[request.$typeName] ?? {})) {
    const items = (request as unknown as Record<string, unknown[] | undefined>)[list];
    items?.sort((a, b) =>
      compare(
        keys.map((key) => field(a, key)),
        keys.map((key) => field(b, key)),
      ),
    );
  }
}

/** By message, its sorted lists with the fields that order them; "" is the item itself. */
export const sortedLists: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  "cig.plugin.v1.DetectRequest": { files: ["path"] },
  "cig.plugin.v1.PlanRequest": {
    uses: ["id"],
    facts: ["key", "plugin", "value"],
    variables: ["key"],
    capabilities: [""],
    configuredCaches: [""],
    providers: [""],
  },
  "cig.plugin.v1.GenerateRequest": { outputs: ["path", "provider"] },
  "cig.plugin.v1.ValidateRequest": { files: ["path"], outputs: ["path", "provider"] },
  "cig.plugin.v1.ImportRequest": { files: ["path"], literal: [""], whole: [""] },
  "cig.plugin.v1.ReadRequest": { files: ["path"] },
};

function field(item: unknown, key: string): string {
  return String(key === "" ? item : (item as Record<string, unknown>)[key]);
}

function compare(a: readonly string[], b: readonly string[]): number {
  for (const [index, left] of a.entries()) {
    const right = b[index]!;
    if (left !== right) return left < right ? -1 : 1;
  }
  return 0;
}
