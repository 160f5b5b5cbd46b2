import type { Stats } from "node:fs";
import { flag, type Index } from "../git-index.ts";
import type { Difference } from "./differences.ts";
import { modeOf, pathOf } from "./file-table.ts";
import { locate } from "./locate.ts";
import { createFolderCheck, type Finding, findState, lookAt } from "./look.ts";
import type { Settings } from "./settings.ts";
import type { Site } from "./settle.ts";
import { type IndexTime, isUnchanged } from "./stats.ts";
import { dirtySubmodule } from "./submodule.ts";

/** What must be settled: each file that may not be as the index says. */
export type Findings = Map<number, Finding>;

/** Takes what git has found out, and looks itself where git was told not to look. */
export function findByGit(
  site: Site,
  index: Index,
  entries: Uint32Array,
  differences: readonly Difference[],
  settings: Settings,
): Findings {
  const look = createLook(site, settings);
  const findings: Findings = new Map();
  for (const difference of differences) {
    if (difference.status === "U") site.table.doubts.set(difference.file, inConflict);
    findings.set(
      difference.file,
      difference.status === "U" ? look(difference.file).finding : toFinding(difference),
    );
  }
  const unseen = flag.assumeUnchanged | flag.skipWorktree;
  for (let file = 0; file < entries.length; file++) {
    const flags = index.flags[entries[file]!]!;
    if ((flags & unseen) === 0) continue;
    const { finding } = look(file);
    if (finding.kind !== "absent" || (flags & flag.skipWorktree) === 0) findings.set(file, finding);
  }
  return findings;
}

function toFinding({ mode, status, isSameObject }: Difference): Finding {
  if (status === "D") return { kind: "absent" };
  if (mode === 0o120000) return { kind: "link" };
  if (mode !== 0o160000) return { kind: "content", mode };
  return isSameObject ? { kind: "doubt", reason: dirtySubmodule } : { kind: "submodule" };
}

/** The same without git: looks at each file. `written` is when the index was. */
export function findByHand(
  site: Site,
  index: Index,
  entries: Uint32Array,
  settings: Settings,
  written: IndexTime | undefined,
): Findings {
  const look = createLook(site, settings);
  const findings: Findings = new Map();
  for (let file = 0; file < entries.length; file++) {
    const entry = entries[file]!;
    const flags = index.flags[entry]!;
    if (flags & flag.stage) site.table.doubts.set(file, inConflict);
    const { finding, stat } = look(file);
    if (finding.kind === "absent" && flags & flag.skipWorktree) continue;
    const isKnown =
      written !== undefined && index.hasStats && (flags & (flag.stage | flag.intentToAdd)) === 0;
    const isSameKind =
      (finding.kind === "content" && finding.mode === index.modes[entry]) ||
      (finding.kind === "link" && index.modes[entry] === 0o120000);
    if (isKnown && isSameKind && isUnchanged(index, entry, stat!, written)) continue;
    findings.set(file, finding);
  }
  return findings;
}

const inConflict = "is in conflict";

/** Looks at files on the disk as git would: what lies behind a link is not there. */
function createLook(
  { root, table }: Site,
  settings: Settings,
): (file: number) => { readonly finding: Finding; readonly stat?: Stats } {
  const folderOf = createFolderCheck(root, table);
  return (file) => {
    if (folderOf(file) !== "folder") return { finding: { kind: "absent" } };
    const stat = lookAt(locate(root, pathOf(table, file)));
    const finding = findState(stat, modeOf(table, file), settings);
    return stat === undefined || stat instanceof Error ? { finding } : { finding, stat };
  };
}
