import {
  byCodeUnit,
  CacheMode,
  CacheSchema,
  create,
  distinctCaches,
  type ExpansionSchema,
  joinPath,
  type MessageInitShape,
  named,
  type PlanRequest,
  type PlanResponseSchema,
  type StepSchema,
  scopedFacts,
  text,
} from "cig/sdk";
import { rustScript } from "./fallback-script.ts";
import { pins } from "./pins.ts";
import type { Remark } from "./remarks.ts";
import { type Crate, decide, type Setup } from "./setup.ts";

type Cache = MessageInitShape<typeof CacheSchema>;
type Expansion = MessageInitShape<typeof ExpansionSchema>;
type Step = MessageInitShape<typeof StepSchema>;

/** Answers each use with toolchain and cache; Cargo fetches what is missing by itself. */
export function plan(request: PlanRequest): MessageInitShape<typeof PlanResponseSchema> {
  const facts = scopedFacts(request.facts, "rust", "lang/rust");
  const uses = [...request.uses].sort((a, b) => byCodeUnit(a.id, b.id));
  const setups = uses.map((use) => decide(use, facts));
  const caches = distinctCaches(
    setups.map((setup) => ({ job: setup.use.job, cache: setup.crate && cargoCache(setup, setup.crate) })),
    request.configuredCaches,
  );
  const expansions = setups.map((setup, index) => expand(setup, caches[index]));
  return {
    resources: expansions.map((value) => ({ id: value.use!, kind: { case: "expansion" as const, value } })),
    diagnostics: onceEach(setups.flatMap(({ remarks }) => remarks)),
  };
}

function expand(setup: Setup, cache: Cache | undefined): Expansion {
  const { use, version, isAgainstFile } = setup;
  return {
    use: use.id,
    steps: [toolchainStep(setup), ...(cache ? [cacheStep(cache.id!)] : [])],
    caches: cache ? [create(CacheSchema, cache)] : [],
    // A toolchain file is stronger than rustup's default, and weaker than this variable.
    env: isAgainstFile ? [named("RUSTUP_TOOLCHAIN", version)] : [],
    versions: [{ tool: "rust", version }],
  };
}

function toolchainStep({ version, components, targets }: Setup): Step {
  const lists = [
    ...(components.length > 0 ? [named("components", components.join(","))] : []),
    ...(targets.length > 0 ? [named("targets", targets.join(","))] : []),
  ];
  const native = [{ provider: "github", ...pins.rust, with: [named("toolchain", version), ...lists] }];
  const fallbackEnv = lists.map(({ name, value }) => ({
    name: `CIG_RUST_${name!.toUpperCase()}`,
    value: value!,
  }));
  return {
    name: "Set up Rust",
    kind: {
      case: "toolchain",
      value: { tool: "rust", version, native, fallbackScript: rustScript, fallbackEnv },
    },
  };
}

/** Crates that were downloaded and what was compiled, keyed by the toolchain and the lock file. */
function cargoCache({ version }: Setup, { root, lockfile, target }: Crate): Cache {
  return {
    id: root === "." ? "cargo" : `cargo-${root.replaceAll("/", "-")}`,
    paths: ["~/.cargo/registry/index", "~/.cargo/registry/cache", "~/.cargo/git/db", target],
    keyParts: [
      { kind: { case: "text", value: text("rust-", version) } },
      { kind: { case: "files", value: lockfile ?? joinPath(root, "**/Cargo.toml") } },
    ],
  };
}

function cacheStep(id: string): Step {
  return { name: "Cache Cargo", kind: { case: "cache", value: { id, mode: CacheMode.RESTORE_AND_SAVE } } };
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
