import type { MessageInitShape } from "@bufbuild/protobuf";
import type { Fact } from "../../proto/gen/cig/plugin/v1/fact_pb.ts";
import type { Use } from "../../proto/gen/cig/plugin/v1/project_pb.ts";
import type { CacheSchema } from "../../proto/gen/cig/plugin/v1/resource_pb.ts";
import { joinPath } from "../evidence/file-index.ts";
import { firstFact } from "../language/nearest-root.ts";
import { type System, systemsOf } from "../language/systems.ts";
import { scopedFacts, upwards } from "../scoped-facts.ts";

/** The project whose browser tests a use prepares. */
export interface BrowserProject {
  /** What starts a program that the project's own packages bring: "npx --no", "poetry run". */
  readonly start: string;
  /** Where it is started; empty: where the job runs anyway. */
  readonly workingDirectory: string;
  /** The lock file that decides which browsers are fetched, or the manifests where there is none. */
  readonly lockfile: string;
  /** False: no manifest names the tool, whatever other signs of it there are. */
  readonly isStated: boolean;
}

/**
 * The job's working directory if it has one; else the folder that states the tool. Package manager and lock file are those of
 * the nearest root at or above it.
 */
export function browserProject(use: Use, facts: readonly Fact[], tool: string): BrowserProject {
  const factOf = (key: string) => facts.find((fact) => fact.key === key)?.value;
  const ecosystem = factOf(`browser.${tool}`);
  const own = upwards(use.workingDirectory)[0]!;
  const root = own === "." ? (factOf(`browser.${tool}.root`) ?? ".") : own;
  const language = ecosystem === "python" ? "python" : "node";
  const scoped = scopedFacts(facts, language, `lang/${language}`);
  const manager = firstFact(scoped, upwards(root), "package_manager");
  const version = firstFact(scoped, upwards(root), "package_manager_version");
  const isShadowed = factOf(`browser.${tool}.shadowed`) !== undefined;
  return {
    start: language === "python" ? pythonStart(manager) : nodeStart(manager, isShadowed, version),
    workingDirectory: root === own ? "" : root,
    lockfile:
      firstFact(scoped, upwards(root), "lockfile") ??
      joinPath(root, language === "python" ? "{pyproject.toml,requirements*.txt}" : "package.json"),
    isStated: facts.some(
      ({ key, confidence }) => key === `browser.${tool}` && (confidence === 0 || confidence >= 0.7),
    ),
  };
}

/**
 * `--no` keeps npx from fetching the newest release where the project's own is not installed: it fails instead. `yarn run`
 * prefers a script of the tool's name to the tool; since Yarn 2 it can be told not to.
 */
function nodeStart(manager: string | undefined, isShadowed: boolean, version: string | undefined): string {
  switch (manager) {
    case "pnpm":
      return "pnpm exec";
    case "yarn":
      if (!isShadowed) return "yarn run";
      return /^(?:[2-9]|\d\d)/.test(version ?? "") ? "yarn run --binaries-only" : "npx --no";
    case "bun":
      return "bunx";
    default:
      return "npx --no";
  }
}

function pythonStart(manager: string | undefined): string {
  switch (manager) {
    case "uv":
    case "poetry":
    case "pdm":
    case "pipenv":
      return `${manager} run`;
    default:
      return "python -m";
  }
}

/** The folder in which a tool keeps what it downloads, on each system that the use may meet. */
export function homeCache(use: Use, folders: Readonly<Record<System, string>>): string[] {
  return [...new Set(systemsOf(use).map((system) => folders[system]))];
}

/** The part of a cache's key that changes with the lock file. */
export function keyOfLock({
  lockfile,
}: BrowserProject): NonNullable<MessageInitShape<typeof CacheSchema>["keyParts"]>[number] {
  return { kind: { case: "files", value: lockfile } };
}
