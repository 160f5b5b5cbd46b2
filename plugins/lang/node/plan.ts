import {
  byCodeUnit,
  CacheMode,
  CacheSchema,
  create,
  distinctCaches,
  type ExpansionSchema,
  type MessageInitShape,
  type PlanRequest,
  type PlanResponseSchema,
  scopedFacts,
  subjectOf,
} from "cig/sdk";
import { type Cache, downloadCache, nodeModulesCache } from "./cache.ts";
import { installStep } from "./install.ts";
import { type Remark, remarkOn } from "./remarks.ts";
import { decide, type Project, type Setup } from "./setup.ts";
import { type Step, toolchainSteps } from "./toolchain.ts";

type Expansion = MessageInitShape<typeof ExpansionSchema>;

/** Answers each use with toolchain, cache and install, in this order. */
export function plan(request: PlanRequest): MessageInitShape<typeof PlanResponseSchema> {
  const facts = scopedFacts(request.facts, "node", "lang/node");
  const uses = [...request.uses].sort((a, b) => byCodeUnit(a.id, b.id));
  const setups = uses.map((use) => decide(use, facts));
  const cachesNodeModules = request.configuredCaches.includes("node_modules");
  const caches = distinctCaches(
    setups.map((setup) => ({ job: setup.use.job, cache: cacheOf(setup, cachesNodeModules) })),
    request.configuredCaches,
  );
  const expansions = setups.map((setup, index) => expand(setup, caches[index], cachesNodeModules));
  return {
    resources: expansions.map((value) => ({ id: value.use!, kind: { case: "expansion" as const, value } })),
    diagnostics: onceEach(setups.flatMap((setup) => [...setup.remarks, ...projectRemarks(setup)])),
  };
}

function cacheOf(setup: Setup, cachesNodeModules: boolean): Cache | undefined {
  const { project } = setup;
  return project && (cachesNodeModules ? nodeModulesCache(setup, project) : downloadCache(setup, project));
}

function expand(setup: Setup, cache: Cache | undefined, cachesNodeModules: boolean): Expansion {
  const { use, version, project } = setup;
  return {
    use: use.id,
    steps: [
      ...toolchainSteps(setup),
      ...(cache && project
        ? [cacheStep(cache.id!, project), installStep(setup, project, cachesNodeModules)]
        : []),
    ],
    caches: cache ? [create(CacheSchema, cache)] : [],
    versions: version ? [{ tool: "node", version }] : [],
  };
}

function cacheStep(id: string, { manager }: Project): Step {
  const name = id === "node_modules" ? "Cache node_modules" : `Cache ${manager} packages`;
  return { name, kind: { case: "cache", value: { id, mode: CacheMode.RESTORE_AND_SAVE } } };
}

function projectRemarks({ use, project }: Setup): Remark[] {
  if (!project) return [];
  const { manager, managerVersion, lockfile, root } = project;
  const remarks: Remark[] = [];
  if (manager === "pnpm" && managerVersion === undefined)
    remarks.push(
      remarkOn(
        "NODE203",
        subjectOf(use),
        "The repository does not state a version of pnpm, so the newest is used.",
        'Write "packageManager": "pnpm@…" with the version that you use into package.json.',
      ),
    );
  if (lockfile === undefined)
    remarks.push(
      remarkOn(
        "NODE204",
        subjectOf(use),
        `There is no lock file of ${manager} in "${root}", so each run may install other versions.`,
        `Run "${manager} install" and commit the lock file.`,
      ),
    );
  return remarks;
}

/** The same remark about two jobs is one remark: the repository has one cause for it. */
function onceEach(remarks: readonly Remark[]): Remark[] {
  const seen = new Set<string>();
  return remarks.filter(({ code, message }) => {
    const isNew = !seen.has(`${code} ${message}`);
    seen.add(`${code} ${message}`);
    return isNew;
  });
}
