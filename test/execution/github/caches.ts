import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { filesBelow } from "../files.ts";
import type { Machine, World } from "../world.ts";

type Inputs = Readonly<Record<string, string>>;

/**
 * GitHub's cache, as far as single files show it. A cache belongs to the ref of the run that saved it, and to the paths
 * that were asked for; it is found by its whole key in the run's own ref, that of the base, and the default branch. What
 * is there already stays. Whoever saves a file that is not there is warned.
 */
export function restoreCache(inputs: Inputs, world: World, { workspace }: Machine): void {
  failWhereBroken(world.store);
  for (const ref of refsRead(world)) {
    const found = join(world.store, "caches", placeOf(ref, inputs));
    if (!existsSync(found)) continue;
    mkdirSync(dirname(join(workspace, inputs.path!)), { recursive: true });
    cpSync(found, join(workspace, inputs.path!));
    return;
  }
}

export function saveCache(inputs: Inputs, world: World, { workspace }: Machine): void {
  failWhereBroken(world.store);
  if ((inputs.key ?? "") === "") throw new Error("Input required and not supplied: key");
  const place = join(world.store, "caches", placeOf(refsRead(world)[0]!, inputs));
  const file = join(workspace, inputs.path!);
  if (existsSync(place) || !existsSync(file)) return;
  mkdirSync(dirname(place), { recursive: true });
  cpSync(file, place);
}

/** Every file that is kept. */
export function cachedFiles(store: string): string[] {
  return filesBelow(join(store, "caches"));
}

/** From now on the service answers nobody. */
export function breakCaches(store: string): void {
  writeFileSync(join(store, "caches-are-down"), "");
}

function failWhereBroken(store: string): void {
  if (existsSync(join(store, "caches-are-down"))) throw new Error("Cache service responded with 503");
}

/** The run's own ref first. */
function refsRead({ started }: World): string[] {
  const main = "refs/heads/main";
  if (started.event === "pull_request") return ["refs/pull/7/merge", main];
  return [started.tag ? `refs/tags/${started.tag}` : `refs/heads/${started.branch}`, main];
}

function placeOf(ref: string, { key, path, enableCrossOsArchive }: Inputs): string {
  const version = createHash("sha256").update(`${path}|${enableCrossOsArchive}`).digest("hex").slice(0, 12);
  return join(encodeURIComponent(ref), `${encodeURIComponent(key!)}-${version}`);
}
