import { type CacheSchema, joinPath, type MessageInitShape, text, type Use } from "cig/sdk";
import type { Manager } from "./package-manager.ts";
import type { InstalledProject, Setup } from "./setup.ts";

export type Cache = MessageInitShape<typeof CacheSchema>;

/** The packages that the manager downloaded and built, keyed by Python's version and what is installed. */
export function downloadCache({ version, isRange, use }: Setup, project: InstalledProject): Cache {
  const { manager, root } = project;
  return {
    id: root === "." ? manager : `${manager}-${root.replaceAll("/", "-")}`,
    paths: pathsFor(manager, use),
    keyParts: [
      // A range is no version: which release it got is not known when the key is made.
      ...(version && !isRange ? [{ kind: { case: "text" as const, value: text("python-", version) } }] : []),
      ...keyFiles(project).map((value) => ({ kind: { case: "files" as const, value } })),
    ],
  };
}

function keyFiles({
  root,
  lockfile,
  requirements,
  manifests,
  isPackage,
  isWorkspace,
}: InstalledProject): string[] {
  if (lockfile !== undefined) return [lockfile];
  if (isWorkspace) return [joinPath(root, "**/pyproject.toml")];
  const files = requirements.map((file) => joinPath(root, file));
  return requirements.length > 0 && !isPackage ? files : [...files, ...manifests];
}

type Os = "linux" | "macos" | "windows";

const folders: Record<Manager, Record<Os, string>> = {
  uv: { linux: "~/.cache/uv", macos: "~/.cache/uv", windows: "~/AppData/Local/uv/cache" },
  poetry: {
    linux: "~/.cache/pypoetry",
    macos: "~/Library/Caches/pypoetry",
    windows: "~/AppData/Local/pypoetry/Cache",
  },
  pdm: { linux: "~/.cache/pdm", macos: "~/Library/Caches/pdm", windows: "~/AppData/Local/pdm/Cache" },
  pipenv: {
    linux: "~/.cache/pipenv",
    macos: "~/Library/Caches/pipenv",
    windows: "~/AppData/Local/pipenv/Cache",
  },
  pip: { linux: "~/.cache/pip", macos: "~/Library/Caches/pip", windows: "~/AppData/Local/pip/Cache" },
};

function pathsFor(manager: Manager, use: Use): string[] {
  const systems = systemsOf(use);
  // Pipenv lets pip download, into pip's own folder.
  const users: Manager[] = manager === "pipenv" ? ["pipenv", "pip"] : [manager];
  return [...new Set(users.flatMap((user) => systems.map((os) => folders[user][os])))];
}

/** A matrix that picks the system can pick any. */
function systemsOf(use: Use): Os[] {
  if (["os", "runner", "platform"].some((axis) => use.axes.includes(axis)))
    return ["linux", "macos", "windows"];
  return use.os === "macos" || use.os === "windows" ? [use.os] : ["linux"];
}
