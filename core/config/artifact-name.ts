import type { ArtifactToml } from "./schema.ts";

/** The name as written; without one it is the job's id, with the folder behind it where a job leaves several. */
export function nameOf(job: string, artifact: ArtifactToml, all: readonly ArtifactToml[]): string {
  if (typeof artifact !== "string" && artifact.name !== undefined) return artifact.name;
  const unnamed = all.filter((other) => typeof other === "string" || other.name === undefined);
  const path = typeof artifact === "string" ? artifact : artifact.paths[0]!;
  return unnamed.length > 1 ? `${job}-${folderOf(path)}` : job;
}

/** "dist/app/**" → dist-app */
export function folderOf(path: string): string {
  const fixed = path.replace(/[*?[{].*$/s, "");
  return fixed.replace(/[^A-Za-z0-9._-]+/g, "-").replace(/^[-.]+|-+$/g, "") || "files";
}
