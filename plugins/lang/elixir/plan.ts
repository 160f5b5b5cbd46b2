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
  subjectOf,
} from "cig/sdk";
import { type Cache, mixCache } from "./cache.ts";
import { installStep } from "./install.ts";
import { type Remark, remarkOn } from "./remarks.ts";
import { decide, type Setup } from "./setup.ts";
import { type Step, toolchainStep } from "./toolchain.ts";

type Expansion = MessageInitShape<typeof ExpansionSchema>;

/** Answers each use with toolchain, cache and install, in this order. */
export function plan(request: PlanRequest): MessageInitShape<typeof PlanResponseSchema> {
  const facts = {
    elixir: scopedFacts(request.facts, "elixir", "lang/elixir"),
    erlang: scopedFacts(request.facts, "erlang", "lang/elixir"),
  };
  const uses = [...request.uses].sort((a, b) => byCodeUnit(a.id, b.id));
  const setups = uses.map((use) => decide(use, facts));
  const caches = distinctCaches(
    setups.map((setup) => ({
      job: setup.use.job,
      cache: setup.project && mixCache(setup, setup.project),
    })),
    request.configuredCaches,
  );
  const expansions = setups.map((setup, index) => expand(setup, caches[index]));
  return {
    resources: expansions.map((value) => ({ id: value.use!, kind: { case: "expansion" as const, value } })),
    diagnostics: onceEach(setups.flatMap((setup) => [...setup.remarks, ...lockRemark(setup)])),
  };
}

function expand(setup: Setup, cache: Cache | undefined): Expansion {
  const { use, version, otp, project } = setup;
  return {
    use: use.id,
    steps: [
      toolchainStep(setup),
      ...(cache ? [cacheStep(cache.id!)] : []),
      ...(project ? [installStep(setup, project)] : []),
    ],
    caches: cache ? [create(CacheSchema, cache)] : [],
    versions: [
      ...(version ? [{ tool: "elixir", version }] : []),
      ...(otp ? [{ tool: "erlang", version: otp }] : []),
    ],
  };
}

function cacheStep(id: string): Step {
  const value = { id, mode: CacheMode.RESTORE_AND_SAVE };
  return { name: "Cache dependencies and builds", kind: { case: "cache", value } };
}

/** Mix writes one at the first fetch, so there is mostly no reason to be without. */
function lockRemark({ use, project }: Setup): Remark[] {
  if (!project || project.lockfile !== undefined) return [];
  const message = `There is no mix.lock in "${project.root}", so each run may install other versions.`;
  const hint = 'Run "mix deps.get" and commit mix.lock.';
  return [remarkOn("EX204", subjectOf(use), message, hint)];
}
