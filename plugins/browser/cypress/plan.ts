import {
  byCodeUnit,
  CacheSchema,
  create,
  distinctCaches,
  type MessageInitShape,
  named,
  onceEach,
  type PlanRequest,
  type PlanResponseSchema,
  text,
} from "cig/sdk";
import { checkWish } from "./check.ts";
import { binaryCache, makeReady } from "./install.ts";
import { runSteps } from "./run.ts";
import { readWish, type Wish } from "./wish.ts";

/**
 * A package makes Cypress ready: cache, system libraries, binary. A step does, too, unless its job has the package, and
 * then runs the tests. A step leans on nothing else of its job: an earlier one may have a condition.
 */
export function plan(request: PlanRequest): MessageInitShape<typeof PlanResponseSchema> {
  const wishes = [...request.uses]
    .sort((a, b) => byCodeUnit(a.id, b.id))
    .map((use) => readWish(use, request.facts));
  const prepared = new Set(wishes.filter(({ runs }) => !runs).map(({ use }) => use.job));
  const isPrepared = (wish: Wish) => wish.runs && prepared.has(wish.use.job);
  const caches = distinctCaches(
    wishes.map((wish) => ({ job: wish.use.job, cache: isPrepared(wish) ? undefined : binaryCache(wish) })),
    request.configuredCaches,
  );
  return {
    resources: wishes.map((wish, index) => {
      const { use, version, cacheFolder } = wish;
      const cache = caches[index];
      const value = {
        use: use.id,
        steps: [
          ...(cache ? makeReady(wish, cache.id!, request.providers) : []),
          ...(wish.runs ? runSteps(wish, placeOf(wish, wishes)) : []),
        ],
        caches: cache ? [create(CacheSchema, cache)] : [],
        env: [
          // Else the package's own script downloads the binary before the cache is there.
          named("CYPRESS_INSTALL_BINARY", "0"),
          ...(cacheFolder !== undefined ? [named("CYPRESS_CACHE_FOLDER", cacheFolder)] : []),
        ],
        versions: version === undefined ? [] : [{ tool: "cypress", version: text(version) }],
      };
      return { id: use.id, kind: { case: "expansion" as const, value } };
    }),
    diagnostics: onceEach(wishes.flatMap((wish) => checkWish(wish, request.providers))),
  };
}

/** Which of its job's runs this is, from 1. */
function placeOf(wish: Wish, wishes: readonly Wish[]): number {
  return wishes.filter(({ runs, use }) => runs && use.job === wish.use.job).indexOf(wish) + 1;
}
