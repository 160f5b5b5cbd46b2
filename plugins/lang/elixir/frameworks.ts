import { type FileIndex, joinPath, linesOf } from "cig/sdk";
import type { MixProject } from "./mix-project.ts";

/** Phoenix with its locked version, or the requirement of mix.exs. */
export interface Framework {
  readonly name: string;
  readonly value: string;
  readonly isRange: boolean;
  readonly file: string;
  readonly line: number;
}

/** Phoenix where the program itself depends on it. */
export function readFrameworks(files: FileIndex, { directory, file, dependencies }: MixProject): Framework[] {
  const dependency = dependencies.get("phoenix");
  const isOurs = dependency && !dependency.isOptional;
  if (!isOurs || (dependency.only.length > 0 && !dependency.only.includes("prod"))) return [];
  const lockfile = joinPath(directory, "mix.lock");
  for (const [index, line] of linesOf(files.text(lockfile) ?? "").entries()) {
    const value = /^\s*"phoenix":\s*\{:hex,\s*:phoenix,\s*"(\d[\w.-]*)"/.exec(line)?.[1];
    if (value !== undefined)
      return [{ name: "phoenix", value, isRange: false, file: lockfile, line: index + 1 }];
  }
  const value = dependency.requirement;
  return value === undefined ? [] : [{ name: "phoenix", value, isRange: true, file, line: dependency.line }];
}
