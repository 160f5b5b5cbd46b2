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
import { type Cache, downloadCache } from "./cache.ts";
import { installCommand, installStep } from "./install.ts";
import { type Remark, remarkOn } from "./remarks.ts";
import { decide, type InstalledProject, type Setup } from "./setup.ts";
import { type Step, toolchainSteps } from "./toolchain.ts";

type Expansion = MessageInitShape<typeof ExpansionSchema>;

/**
 * Answers each use with toolchain, cache and install, in this order. Where tags of git make the package's version, it is
 * asked for the history: without it an installation fails, or takes a version that tests and the built files show.
 */
export function plan(request: PlanRequest): MessageInitShape<typeof PlanResponseSchema> {
  const facts = scopedFacts(request.facts, "python", "lang/python");
  const uses = [...request.uses].sort((a, b) => byCodeUnit(a.id, b.id));
  const setups = uses.map((use) => decide(use, facts));
  const caches = distinctCaches(
    setups.map((setup) => ({ job: setup.use.job, cache: cacheOf(setup) })),
    request.configuredCaches,
  );
  const expansions = setups.map((setup, index) => expand(setup, caches[index]));
  return {
    resources: expansions.map((value) => ({ id: value.use!, kind: { case: "expansion" as const, value } })),
    diagnostics: onceEach(setups.flatMap((setup) => [...setup.remarks, ...lockRemark(setup)])),
  };
}

function cacheOf(setup: Setup): Cache | undefined {
  const { project } = setup;
  return project && installCommand(project) !== undefined ? downloadCache(setup, project) : undefined;
}

function expand(setup: Setup, cache: Cache | undefined): Expansion {
  const { use, version, project } = setup;
  const install = project && installStep(setup, project);
  return {
    use: use.id,
    steps: [
      ...toolchainSteps(setup),
      ...(cache && project ? [cacheStep(cache.id!, project)] : []),
      ...(install ? [install] : []),
    ],
    caches: cache ? [create(CacheSchema, cache)] : [],
    ...(install && project?.isVersionedByGit && { wholeHistory: true }),
    versions: version ? [{ tool: "python", version }] : [],
  };
}

function cacheStep(id: string, { manager }: InstalledProject): Step {
  const names = { uv: "uv", poetry: "Poetry", pdm: "PDM", pipenv: "Pipenv", pip: "pip" };
  const value = { id, mode: CacheMode.RESTORE_AND_SAVE };
  return { name: `Cache ${names[manager]} packages`, kind: { case: "cache", value } };
}

/** pip has no lock file, so nobody is asked for one. */
function lockRemark({ use, project }: Setup): Remark[] {
  if (!project || project.manager === "pip" || project.lockfile !== undefined) return [];
  const { manager, root } = project;
  const message = `There is no lock file of ${manager} in "${root}", so each run may install other versions.`;
  return [remarkOn("PY204", subjectOf(use), message, `Run "${manager} lock" and commit the lock file.`)];
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
