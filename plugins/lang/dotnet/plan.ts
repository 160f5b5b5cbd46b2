import {
  byCodeUnit,
  CacheMode,
  CacheSchema,
  create,
  distinctCaches,
  type ExpansionSchema,
  type MessageInitShape,
  onceEach,
  type PlanRequest,
  type PlanResponseSchema,
  scopedFacts,
} from "cig/sdk";
import { type Cache, packageCache } from "./cache.ts";
import { installStep } from "./install.ts";
import { decide, type Setup } from "./setup.ts";
import { type Step, toolchainStep } from "./toolchain.ts";

type Expansion = MessageInitShape<typeof ExpansionSchema>;

/** Answers each use with SDK, cache and restore, in this order. */
export function plan(request: PlanRequest): MessageInitShape<typeof PlanResponseSchema> {
  const facts = scopedFacts(request.facts, "dotnet", "lang/dotnet");
  const uses = [...request.uses].sort((a, b) => byCodeUnit(a.id, b.id));
  const setups = uses.map((use) => decide(use, facts));
  const caches = distinctCaches(
    setups.map(({ use, project }) => ({ job: use.job, cache: project && packageCache(project) })),
    request.configuredCaches,
  );
  const expansions = setups.map((setup, index) => expand(setup, caches[index]));
  return {
    resources: expansions.map((value) => ({ id: value.use!, kind: { case: "expansion" as const, value } })),
    diagnostics: onceEach(setups.flatMap(({ remarks }) => remarks)),
  };
}

function expand(setup: Setup, cache: Cache | undefined): Expansion {
  const { use, version, project } = setup;
  const install = project && installStep(setup, project);
  return {
    use: use.id,
    steps: [toolchainStep(setup), ...(cache ? [cacheStep(cache.id!)] : []), ...(install ? [install] : [])],
    caches: cache ? [create(CacheSchema, cache)] : [],
    versions: version ? [{ tool: "dotnet", version }] : [],
  };
}

function cacheStep(id: string): Step {
  const value = { id, mode: CacheMode.RESTORE_AND_SAVE };
  return { name: "Cache NuGet packages", kind: { case: "cache", value } };
}
