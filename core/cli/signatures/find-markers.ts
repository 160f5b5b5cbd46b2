import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseMarker } from "../../store/marker.ts";
import { keyOf } from "../../store/result.ts";
import type { Store } from "../../store/store.ts";
import type { Found, Lookup } from "../../verdict/work.ts";
import type { Origin } from "../../work/origin.ts";
import type { Environment } from "../../work/sign.ts";
import type { WorkPlan } from "../../work/work-plan.ts";

export interface FindOptions {
  readonly root: string;
  readonly plan: Pick<WorkPlan, "store">;
  readonly origin: Origin;
  readonly environment: Environment;
  /** `--markers`: where the provider's cache has put them, absolute. */
  readonly folder?: string;
}

/** Asks for markers. `found` never throws: what goes wrong is a doubt. */
export type Find = (wanted: readonly Lookup[]) => Promise<(wanted: Lookup) => Found>;

/** Looks in the folder that the provider's cache has filled, where one is given, else asks the store of cig.lock. */
export function findMarkers(options: FindOptions, store: Store | undefined): Find {
  if (options.folder !== undefined) return inFolder(options.folder);
  if (!store) {
    const why = "the provider's own cache can only be asked in CI";
    return async () => () => ({ kind: "doubt", reason: why });
  }
  return async (wanted) => {
    const keys = wanted.map(({ id, signature }) => ({ job: id, signature }));
    const answers = await store.lookup(keys);
    return ({ id, signature }) =>
      answers.get(keyOf({ job: id, signature })) ?? { kind: "doubt", reason: "the store was not asked" };
  };
}

function inFolder(folder: string): Find {
  return async () =>
    ({ id }) => {
      let bytes: Uint8Array;
      try {
        bytes = readFileSync(join(folder, `${id}.json`));
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        return code === "ENOENT"
          ? { kind: "none" }
          : { kind: "doubt", reason: `its marker cannot be read (${code})` };
      }
      const parsed = parseMarker(bytes);
      return parsed.ok
        ? { kind: "found", marker: parsed.marker }
        : { kind: "doubt", reason: `the marker ${parsed.reason}` };
    };
}
