import { diagnose } from "../../diagnostic/codes.ts";
import type { Diagnostic, Place } from "../../diagnostic/diagnostic.ts";
import { nearest } from "../../diagnostic/nearest.ts";
import { checkGlob, matchGlobs } from "../../repo/glob.ts";
import { isPattern } from "../include/include.ts";
import type { CigToml } from "../schema.ts";

/** A folder that `[workspace]` names. */
export interface Found {
  readonly folder: string;
  /** What lies behind the fixed part of the pattern: "ui/button" of packages/ui/button by packages/**. */
  readonly name: string;
  /** In `members`. */
  readonly index: number;
  /** True: a pattern found it. */
  readonly isFound: boolean;
}

/** The members' folders, sorted by code unit, each once. The root is none. */
export function findMembers(
  workspace: NonNullable<CigToml["workspace"]>,
  paths: readonly string[],
  at: (path: readonly (string | number)[]) => Place | undefined,
): { found: readonly Found[]; diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const found = new Map<string, Found>();
  const without = (workspace.exclude ?? [])
    .map(tidy)
    .flatMap((each) => [`!${each}/cig.toml`, `!${each}/**/cig.toml`]);
  const report = (code: "CIG115" | "CIG119" | "CIG406", index: number, message: string, hint: string) => {
    const place = at(["workspace", "members", index]);
    diagnostics.push(
      diagnose(code, message, {
        hint,
        ...(place && { at: place }),
        subject: ["workspace", "members", String(index)],
      }),
    );
  };
  for (const [index, written] of workspace.members.entries()) {
    const pattern = tidy(written);
    const fault = checkGlob(pattern);
    if (/^(?:\/|\.\.(?:\/|$))/.test(pattern))
      report(
        "CIG119",
        index,
        `"${written}" lies outside of the repository.`,
        "Name folders below that of cig.toml.",
      );
    else if (pattern === "" || pattern === ".")
      report(
        "CIG119",
        index,
        "The root cannot be a member of itself.",
        "Remove it: its jobs take part anyway.",
      );
    else if (fault) report("CIG119", index, `"${written}" is no pattern: ${fault}`, "Correct it.");
    else if (!isPattern(pattern)) {
      const name = pattern.slice(pattern.lastIndexOf("/") + 1);
      if (!found.has(pattern)) found.set(pattern, { folder: pattern, name, index, isFound: false });
    } else {
      const files = matchGlobs([`${pattern}/cig.toml`, ...without], paths).filter(
        (path) => path !== "cig.toml",
      );
      if (files.length === 0)
        report(
          "CIG406",
          index,
          `"${written}" matches no folder with a cig.toml.`,
          hintForNone(pattern, paths),
        );
      const fixed = fixedLength(pattern);
      for (const file of files) {
        const folder = file.slice(0, -"/cig.toml".length);
        if (!found.has(folder))
          found.set(folder, { folder, name: folder.slice(fixed), index, isFound: true });
      }
    }
  }
  return { found: [...found.values()].sort((a, b) => (a.folder < b.folder ? -1 : 1)), diagnostics };
}

function tidy(written: string): string {
  return written
    .replaceAll("\\", "/")
    .replace(/^(?:\.\/+)+/, "")
    .replace(/\/+$/, "");
}

/** Characters of the folders before the first that the pattern leaves open. */
function fixedLength(pattern: string): number {
  const segments = pattern.split("/");
  const open = segments.findIndex(isPattern);
  return segments.slice(0, open).join("/").length + (open > 0 ? 1 : 0);
}

function hintForNone(pattern: string, paths: readonly string[]): string {
  const first = pattern.split("/")[0]!;
  const near = isPattern(first)
    ? undefined
    : nearest(first, new Set(paths.flatMap((path) => (path.includes("/") ? path.split("/")[0]! : []))));
  return near !== undefined && near !== first
    ? `Did you mean "${near}"?`
    : "Write a cig.toml into each folder that has jobs of its own, or remove the pattern.";
}
