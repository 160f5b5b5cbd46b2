import { type FileIndex, joinPath, jsonAt } from "cig/sdk";
import type { Manifest } from "./manifest.ts";
import type { Manager } from "./package-manager.ts";
import type { Script } from "./scripts.ts";

/**
 * How types are checked where no script says so: by TypeScript's own compiler, which then is among the dependencies
 * beside its tsconfig.json. Whether the whole passes nobody says, so that this is likely and no more.
 */
export function compilerScript(
  files: FileIndex,
  { node }: Manifest,
  directory: string,
  manager: Manager,
): (Omit<Script, "name"> & { readonly file: string }) | undefined {
  const file = joinPath(directory, "tsconfig.json");
  const isThere = ["devDependencies", "dependencies"].some((section) => jsonAt(node, section, "typescript"));
  if (!isThere || !files.has(file)) return undefined;
  return { task: "typecheck", command: `${starts[manager]} tsc --noEmit`, file, line: 0, confidence: 0.6 };
}

/** How each starts a program of a dependency. */
export const starts: Readonly<Record<Manager, string>> = {
  npm: "npx",
  yarn: "yarn",
  pnpm: "pnpm exec",
  bun: "bunx",
};
