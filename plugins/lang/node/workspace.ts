import { type FileIndex, joinPath, jsonAt, jsonItems } from "cig/sdk";
import type { Manifest } from "./manifest.ts";
import { type Remark, remarkAt } from "./remarks.ts";

/** The folders that belong to a root, as patterns relative to it, and where they are written. */
export interface Workspace {
  readonly patterns: readonly { readonly pattern: string; readonly file: string; readonly line: number }[];
  readonly remarks: readonly Remark[];
}

/** Reads `packages` of pnpm-workspace.yaml and `workspaces` of package.json (npm, Yarn, Bun). */
export async function readWorkspace(
  files: FileIndex,
  directory: string,
  manifest?: Manifest,
): Promise<Workspace> {
  const yaml = await fromPnpm(files, joinPath(directory, "pnpm-workspace.yaml"));
  return { patterns: [...yaml.patterns, ...fromManifest(manifest)], remarks: yaml.remarks };
}

/** A list, or the older table with the list under `packages`. */
function fromManifest(manifest: Manifest | undefined): Workspace["patterns"] {
  const stated = jsonAt(manifest?.node, "workspaces");
  const items = stated?.value instanceof Map ? jsonItems(jsonAt(stated, "packages")) : jsonItems(stated);
  return items.flatMap(({ value, line }) =>
    typeof value === "string" && value !== "" ? [{ pattern: value, file: manifest!.file, line }] : [],
  );
}

async function fromPnpm(files: FileIndex, file: string): Promise<Workspace> {
  const source = files.text(file);
  if (source === undefined) return { patterns: [], remarks: [] };
  const { LineCounter, isScalar, isSeq, parseDocument } = await import("yaml");
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines, logLevel: "silent" });
  const error = document.errors[0];
  if (error) {
    const what = error.message.split("\n")[0]!.replace(/:$/, "");
    const message = `"${file}" is not valid YAML, so the workspace's packages are unknown: ${what}.`;
    const line = error.linePos?.[0].line ?? 0;
    return { patterns: [], remarks: [remarkAt("NODE106", file, line, message, "Correct the file.")] };
  }
  const packages = document.get("packages", true) as unknown;
  if (!isSeq(packages)) return { patterns: [], remarks: [] };
  const patterns = packages.items.flatMap((item) =>
    isScalar(item) && typeof item.value === "string" && item.range
      ? [{ pattern: item.value, file, line: lines.linePos(item.range[0]).line }]
      : [],
  );
  return { patterns, remarks: [] };
}
