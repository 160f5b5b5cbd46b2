import { type CacheSchema, joinPath, type MessageInitShape, text, type Use } from "cig/sdk";
import type { Module, Setup } from "./setup.ts";

export type Cache = MessageInitShape<typeof CacheSchema>;

/** Modules that were downloaded and packages that were compiled, keyed by Go's version and the checksums. */
export function moduleCache({ version, use }: Setup, module: Module): Cache {
  return {
    id: module.root === "." ? "go" : `go-${module.root.replaceAll("/", "-")}`,
    paths: pathsFor(use),
    keyParts: [
      ...(version ? [{ kind: { case: "text" as const, value: text("go-", version) } }] : []),
      { kind: { case: "files" as const, value: keyFiles(module) } },
    ],
  };
}

function keyFiles({ root, lockfile, isWorkspace }: Module): string {
  if (isWorkspace) return joinPath(root, "**/go.sum");
  return lockfile ?? joinPath(root, "go.mod");
}

type Os = "linux" | "macos" | "windows";

const compiled: Record<Os, string> = {
  linux: "~/.cache/go-build",
  macos: "~/Library/Caches/go-build",
  windows: "~/AppData/Local/go-build",
};

function pathsFor(use: Use): string[] {
  return ["~/go/pkg/mod", ...systemsOf(use).map((os) => compiled[os])];
}

/** A matrix that picks the system can pick any. */
function systemsOf(use: Use): Os[] {
  if (["os", "runner", "platform"].some((axis) => use.axes.includes(axis)))
    return ["linux", "macos", "windows"];
  return use.os === "macos" || use.os === "windows" ? [use.os] : ["linux"];
}
