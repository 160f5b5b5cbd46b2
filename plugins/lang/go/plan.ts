import {
  byCodeUnit,
  CacheMode,
  CacheSchema,
  create,
  distinctCaches,
  type ExpansionSchema,
  type MessageInitShape,
  named,
  type PlanRequest,
  type PlanResponseSchema,
  type StepSchema,
  scopedFacts,
  type Text,
  upwards,
} from "cig/sdk";
import { type Cache, moduleCache } from "./cache.ts";
import { goScript } from "./fallback-script.ts";
import { pins } from "./pins.ts";
import type { Remark } from "./remarks.ts";
import { decide, type Module, type Setup } from "./setup.ts";

type Expansion = MessageInitShape<typeof ExpansionSchema>;
type Step = MessageInitShape<typeof StepSchema>;

/** Answers each use with toolchain, cache and download, in this order. */
export function plan(request: PlanRequest): MessageInitShape<typeof PlanResponseSchema> {
  const facts = scopedFacts(request.facts, "go", "lang/go");
  const uses = [...request.uses].sort((a, b) => byCodeUnit(a.id, b.id));
  const setups = uses.map((use) => decide(use, facts));
  const caches = distinctCaches(
    setups.map((setup) => ({ job: setup.use.job, cache: setup.module && moduleCache(setup, setup.module) })),
    request.configuredCaches,
  );
  const expansions = setups.map((setup, index) => expand(setup, caches[index]));
  return {
    resources: expansions.map((value) => ({ id: value.use!, kind: { case: "expansion" as const, value } })),
    diagnostics: onceEach(setups.flatMap(({ remarks }) => remarks)),
  };
}

function expand({ use, version, module }: Setup, cache: Cache | undefined): Expansion {
  return {
    use: use.id,
    steps: [
      ...(version ? [toolchainStep(version)] : []),
      ...(cache ? [cacheStep(cache.id!)] : []),
      // Without checksums there is nothing to download.
      ...(module && (module.lockfile !== undefined || module.isWorkspace)
        ? [downloadStep(use.workingDirectory, module)]
        : []),
    ],
    caches: cache ? [create(CacheSchema, cache)] : [],
    versions: version ? [{ tool: "go", version }] : [],
  };
}

/** The action's own cache stays off: it is a step of ours, the same with every provider. */
function toolchainStep(version: Text): Step {
  const inputs = [named("go-version", version), named("cache", "false")];
  const native = [{ provider: "github", ...pins.go, with: inputs }];
  return {
    name: "Set up Go",
    kind: { case: "toolchain", value: { tool: "go", version, native, fallbackScript: goScript } },
  };
}

function cacheStep(id: string): Step {
  return {
    name: "Cache Go modules",
    kind: { case: "cache", value: { id, mode: CacheMode.RESTORE_AND_SAVE } },
  };
}

function downloadStep(workingDirectory: string, { root }: Module): Step {
  // Empty where the job already runs in the module's folder.
  const directory = upwards(workingDirectory)[0] === root ? "" : root;
  return {
    name: "Download modules",
    workingDirectory: directory,
    kind: { case: "run", value: { script: "go mod download" } },
  };
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
