import { type Fragment, MergeStrategy } from "../../proto/gen/cig/plugin/v1/plugin_pb.ts";
import { byCodeUnit } from "../compare.ts";
import { diagnose } from "../diagnostic/codes.ts";
import type { Diagnostic, Result } from "../diagnostic/diagnostic.ts";
import { append } from "./append.ts";
import { replace } from "./replace.ts";

/** A fragment with the name of the plugin that made it. */
export interface OwnedFragment {
  readonly plugin: string;
  readonly fragment: Fragment;
}

/** A whole file, without header. */
export interface MergedFile {
  readonly path: string;
  /** Lines end with LF. */
  readonly content: string;
  /** Names of the plugins that made it, sorted. */
  readonly owners: readonly string[];
  /** Which plugin each node comes from, by YAML path ("jobs.test.steps[0]"). Only where fragments were joined as YAML. */
  readonly origins?: ReadonlyMap<string, string>;
}

/**
 * Joins fragments by path. The order of the fragments does not matter: they are sorted by `order`, then plugin, then
 * content. Files that cannot be joined are left out of the value and told in the diagnostics; the others are kept,
 * sorted by path.
 */
export async function merge(fragments: readonly OwnedFragment[]): Promise<Result<readonly MergedFile[]>> {
  const files: MergedFile[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const [path, parts] of groupByPath(fragments)) {
    const joined = await mergePath(path, parts);
    diagnostics.push(...joined.diagnostics);
    if (joined.value !== undefined) files.push(joined.value);
  }
  return { value: files, diagnostics: [...diagnostics, ...findCaseTwins(files)] };
}

function groupByPath(fragments: readonly OwnedFragment[]): [string, OwnedFragment[]][] {
  const byPath = new Map<string, OwnedFragment[]>();
  for (const owned of fragments) {
    const parts = byPath.get(owned.fragment.path);
    if (parts === undefined) byPath.set(owned.fragment.path, [owned]);
    else parts.push(owned);
  }
  return [...byPath]
    .sort(([a], [b]) => byCodeUnit(a, b))
    .map(([path, parts]) => [path, parts.map(withLf).sort(byOrder)]);
}

function withLf(owned: OwnedFragment): OwnedFragment {
  const { fragment } = owned;
  if (!fragment.content.includes("\r\n")) return owned;
  return { ...owned, fragment: { ...fragment, content: fragment.content.replaceAll("\r\n", "\n") } };
}

function byOrder(a: OwnedFragment, b: OwnedFragment): number {
  return (
    a.fragment.order - b.fragment.order ||
    byCodeUnit(a.plugin, b.plugin) ||
    byCodeUnit(a.fragment.content, b.fragment.content)
  );
}

async function mergePath(path: string, parts: readonly OwnedFragment[]): Promise<Result<MergedFile>> {
  const strategies = new Set(parts.map(({ fragment }) => strategyOf(fragment)));
  if (strategies.has(MergeStrategy.REPLACE)) return replace(path, parts);
  if (strategies.size > 1) return mixed(path, parts);
  if (strategies.has(MergeStrategy.APPEND)) return { value: append(path, parts), diagnostics: [] };
  // Only here is the YAML library needed; most runs never load it.
  const { deepMerge } = await import("./deep-merge.ts");
  return deepMerge(path, parts);
}

/** A fragment without a strategy is a whole file. */
function strategyOf(fragment: Fragment): MergeStrategy {
  return fragment.strategy === MergeStrategy.UNSPECIFIED ? MergeStrategy.REPLACE : fragment.strategy;
}

function mixed(path: string, parts: readonly OwnedFragment[]): Result<MergedFile> {
  const merging = parts.find(({ fragment }) => fragment.strategy === MergeStrategy.MERGE)!.plugin;
  const appending = parts.find(({ fragment }) => fragment.strategy === MergeStrategy.APPEND)!.plugin;
  const message = `"${path}" cannot be joined: "${merging}" merges into it as YAML, and "${appending}" appends text to it.`;
  return {
    diagnostics: [diagnose("CIG503", message, { hint: "Use only one of the two plugins for this file." })],
  };
}

/** On many file systems such files are one. */
function findCaseTwins(files: readonly MergedFile[]): Diagnostic[] {
  const byLower = new Map<string, MergedFile>();
  const diagnostics: Diagnostic[] = [];
  for (const file of files) {
    const twin = byLower.get(file.path.toLowerCase());
    if (twin === undefined) byLower.set(file.path.toLowerCase(), file);
    else
      diagnostics.push(
        diagnose(
          "CIG502",
          `"${twin.path}" of "${twin.owners.join(", ")}" and "${file.path}" of "${file.owners.join(", ")}" differ only in case, so that on macOS and Windows one would overwrite the other.`,
          { hint: "Rename one of them in cig.toml." },
        ),
      );
  }
  return diagnostics;
}
