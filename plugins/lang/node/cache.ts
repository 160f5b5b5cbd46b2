import { type CacheSchema, joinPath, type MessageInitShape, type Text, text, type Use } from "cig/sdk";
import type { Project, Setup } from "./setup.ts";

export type Cache = MessageInitShape<typeof CacheSchema>;

/** The packages that the manager downloaded, keyed by Node's version and the lock file. */
export function downloadCache(setup: Setup, project: Project): Cache {
  const id =
    project.root === "." ? project.manager : `${project.manager}-${project.root.replaceAll("/", "-")}`;
  return { id, paths: downloadPaths(project, setup.use), keyParts: keyParts(setup, project) };
}

/**
 * What stands in for the download cache when cig.toml has `[caches.node_modules]`. It never falls back to an
 * older key: the install is skipped when the folder is there, so the folder must be the right one.
 */
export function nodeModulesCache(setup: Setup, project: Project): Cache {
  return {
    id: "node_modules",
    paths: [joinPath(project.root, "node_modules")],
    keyParts: keyParts(setup, project),
    exactOnly: true,
  };
}

/** A range is no version: which release it got is not known when the key is made. */
function keyParts({ version, isRange }: Setup, project: Project): Cache["keyParts"] {
  return [
    ...(version && !isRange ? [textPart(text("node-", version))] : []),
    { kind: { case: "files", value: project.lockfile ?? manifests(project) } },
  ];
}

function manifests({ root, isWorkspace }: Project): string {
  return joinPath(root, isWorkspace ? "**/package.json" : "package.json");
}

function textPart(value: Text): NonNullable<Cache["keyParts"]>[number] {
  return { kind: { case: "text", value } };
}

type Os = "linux" | "macos" | "windows";

/** Default folders of each manager. pnpm's moves with PNPM_HOME, which pnpm/action-setup sets to its own folder. */
const folders: Record<"npm" | "pnpm" | "classic" | "bun", Record<Os, string[]>> = {
  npm: { linux: ["~/.npm"], macos: ["~/.npm"], windows: ["~/AppData/Local/npm-cache"] },
  pnpm: {
    linux: ["~/.local/share/pnpm/store", "~/setup-pnpm/node_modules/.bin/store"],
    macos: ["~/Library/pnpm/store", "~/setup-pnpm/node_modules/.bin/store"],
    windows: ["~/AppData/Local/pnpm/store", "~/setup-pnpm/node_modules/.bin/store"],
  },
  classic: {
    linux: ["~/.cache/yarn"],
    macos: ["~/Library/Caches/Yarn"],
    windows: ["~/AppData/Local/Yarn/Cache"],
  },
  bun: {
    linux: ["~/.bun/install/cache"],
    macos: ["~/.bun/install/cache"],
    windows: ["~/.bun/install/cache"],
  },
};

function downloadPaths(project: Project, use: Use): string[] {
  if (project.isBerry) return berryPaths(project, use);
  const byOs = folders[project.manager === "yarn" ? "classic" : project.manager];
  return [...new Set(systemsOf(use).flatMap((os) => byOs[os]))];
}

/** Yarn 4 keeps one folder for all projects, Yarn 2 and 3 one in the project. */
function berryPaths({ root, managerVersion }: Project, use: Use): string[] {
  const major = Number(/^\d+/.exec(managerVersion ?? "")?.[0] ?? Number.NaN);
  const shared = systemsOf(use).map((os) =>
    os === "windows" ? "~/AppData/Local/Yarn/Berry/cache" : "~/.yarn/berry/cache",
  );
  const own = joinPath(root, ".yarn/cache");
  if (major >= 4) return [...new Set(shared)];
  return major >= 2 ? [own] : [...new Set([own, ...shared])];
}

/** A matrix that picks the system can pick any. */
function systemsOf(use: Use): Os[] {
  if (["os", "runner", "platform"].some((axis) => use.axes.includes(axis)))
    return ["linux", "macos", "windows"];
  return use.os === "macos" || use.os === "windows" ? [use.os] : ["linux"];
}
