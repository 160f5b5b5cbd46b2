import type { Stats } from "node:fs";
import { flag, type Index } from "../git-index.ts";
import type { Difference } from "./differences.ts";
import { modeOf, pathOf, setDoubt } from "./file-table.ts";
import { locate } from "./locate.ts";
import { createFolderCheck, type Finding, findState, lookAt } from "./look.ts";
import type { Settings } from "./settings.ts";
import type { Site } from "./settle.ts";
import { type IndexTime, isRacyForGit, isUnchanged } from "./stats.ts";
import { dirtySubmodule } from "./submodule.ts";

/** The files of an index. */
export interface Packed {
  readonly site: Site;
  /** By entry of the index, as `entries` by file. */
  readonly flags: Uint8Array;
  readonly entries: Uint32Array;
}

/** An index with the stats that it keeps, and when it was written. */
export interface TimedIndex {
  readonly index: Index;
  readonly written: IndexTime;
}

/** What must be settled: each file that may not be as the index says. */
export type Findings = Map<number, Finding>;

/**
 * Takes what git has found out, and looks itself where git was told not to look: with `unsure` also at files written
 * in the same second as that index.
 */
export function findByGit(
  { site, flags, entries }: Packed,
  differences: readonly Difference[],
  settings: Settings,
  unsure: TimedIndex | undefined,
): Findings {
  const look = createLook(site, settings);
  const findings: Findings = new Map();
  for (const difference of differences) {
    const { file } = difference;
    if (difference.status === "U") setDoubt(site.table, file, inConflict);
    findings.set(file, difference.status === "U" ? look(file).finding : toFinding(difference));
  }
  const unseen = flag.assumeUnchanged | flag.skipWorktree;
  for (let file = 0; file < entries.length; file++) {
    const entry = entries[file]!;
    const isUnseen = (flags[entry]! & unseen) !== 0;
    if (!isUnseen && (unsure === undefined || !isRacyForGit(unsure.index, entry, unsure.written))) continue;
    const finding = lookCloser(look, flags[entry]!, entry, file, isUnseen ? undefined : unsure);
    if (finding !== undefined) findings.set(file, finding);
  }
  return findings;
}

function toFinding({ mode, status, isSameObject }: Difference): Finding {
  if (status === "D") return { kind: "absent" };
  if (mode === 0o120000) return { kind: "link" };
  if (mode !== 0o160000) return { kind: "content", mode };
  return isSameObject ? { kind: "doubt", reason: dirtySubmodule } : { kind: "submodule" };
}

/** The same without git: looks at each file. */
export function findByHand(
  { site, flags, entries }: Packed,
  settings: Settings,
  known: TimedIndex | undefined,
): Findings {
  const look = createLook(site, settings);
  const findings: Findings = new Map();
  for (let file = 0; file < entries.length; file++) {
    const entry = entries[file]!;
    if (flags[entry]! & flag.stage) setDoubt(site.table, file, inConflict);
    const finding = lookCloser(look, flags[entry]!, entry, file, known);
    if (finding !== undefined) findings.set(file, finding);
  }
  return findings;
}

/** Undefined where the file is surely as the index says; nothing is sure where `known` is undefined. */
function lookCloser(
  look: Look,
  flags: number,
  entry: number,
  file: number,
  known: TimedIndex | undefined,
): Finding | undefined {
  const { finding, stat } = look(file);
  if (finding.kind === "absent" && flags & flag.skipWorktree) return undefined;
  if (known === undefined || stat === undefined || flags & (flag.stage | flag.intentToAdd)) return finding;
  const before = known.index.modes[entry];
  const isSameKind =
    (finding.kind === "content" && finding.mode === before) ||
    (finding.kind === "link" && before === 0o120000);
  return isSameKind && isUnchanged(known.index, entry, stat, known.written) ? undefined : finding;
}

const inConflict = "is in conflict";

/** What is on the disk for a file, and what follows from it. */
type Look = (file: number) => { readonly finding: Finding; readonly stat?: Stats };

/** Looks at files as git would: what lies behind a link is not there. */
function createLook({ root, table }: Site, settings: Settings): Look {
  const folderOf = createFolderCheck(root, table);
  return (file) => {
    if (folderOf(file) !== "folder") return { finding: { kind: "absent" } };
    const stat = lookAt(locate(root, pathOf(table, file)));
    const finding = findState(stat, modeOf(table, file), settings);
    return stat === undefined || stat instanceof Error ? { finding } : { finding, stat };
  };
}
