import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { filesBelow } from "../files.ts";
import type { World } from "../world.ts";

type Node = Readonly<Record<string, unknown>>;

/** What a step of a job knows: its variables, and where a path of the configuration lies on its machine. */
export interface Around {
  readonly world: World;
  readonly env: Readonly<Record<string, string>>;
  place(path: unknown): string;
}

/**
 * CircleCI's cache: one for all branches of a project. A cache is found by the beginning of its key, the newest first,
 * and never changes once it is saved; its files go back to the very place that they came from. A key with the checksum
 * of a file that is not there fails its step.
 */
export function restoreCache({ key, keys }: Node, around: Around): void {
  const wanted = [...(key === undefined ? [] : [key]), ...((keys ?? []) as unknown[])];
  const filled = wanted.map((each) => fill(String(each), around));
  for (const beginning of filled) {
    if (isDown(around.world.store, beginning)) continue;
    const found = saved(around.world.store).find((each) => each.key.startsWith(beginning));
    if (!found) continue;
    for (const path of JSON.parse(readFileSync(join(found.folder, "paths.json"), "utf8")) as string[])
      copyIfThere(join(found.folder, "files", encodeURIComponent(path)), around.place(path));
    return;
  }
}

export function saveCache({ key, paths }: Node, around: Around): void {
  const own = fill(String(key), around);
  const { store } = around.world;
  if (isDown(store, own) || saved(store).some((each) => each.key === own)) return;
  const all = (paths as unknown[]).map(String);
  const folder = join(store, "caches", `${String(saved(store).length).padStart(6, "0")}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "key"), own);
  writeFileSync(join(folder, "paths.json"), JSON.stringify(all));
  for (const path of all) copyIfThere(around.place(path), join(folder, "files", encodeURIComponent(path)));
}

/** Every file that is kept under keys that begin so. */
export function cachedFiles(store: string, beginning: string): string[] {
  return saved(store)
    .filter(({ key }) => key.startsWith(beginning))
    .flatMap(({ folder }) => filesBelow(join(folder, "files")));
}

/** Everything under keys that begin so is lost, and nothing is kept any more. */
export function breakCaches(store: string, beginning: string): void {
  for (const { key, folder } of saved(store))
    if (key.startsWith(beginning)) rmSync(folder, { recursive: true });
  writeFileSync(join(store, "caches-are-down"), beginning);
}

function isDown(store: string, key: string): boolean {
  const file = join(store, "caches-are-down");
  return existsSync(file) && key.startsWith(readFileSync(file, "utf8"));
}

/** The newest first. */
function saved(store: string): { readonly key: string; readonly folder: string }[] {
  const root = join(store, "caches");
  if (!existsSync(root)) return [];
  return readdirSync(root)
    .sort()
    .reverse()
    .map((name) => ({ key: readFileSync(join(root, name, "key"), "utf8"), folder: join(root, name) }));
}

function copyIfThere(from: string, to: string): void {
  if (!existsSync(from)) return;
  mkdirSync(dirname(to), { recursive: true });
  cpSync(from, to, { recursive: statSync(from).isDirectory(), verbatimSymlinks: true });
}

function fill(key: string, { env, world, place }: Around): string {
  return key.replace(
    /\{\{\s*(\.?\w+(?:\.\w+)*)(?:\s+"([^"]*)")?\s*\}\}/g,
    (all, name: string, argument?: string) => {
      if (name === "checksum")
        return createHash("sha256")
          .update(readFileSync(place(argument)))
          .digest("base64");
      if (name === "arch") return "linux-amd64";
      if (name === "epoch") return "0";
      if (name === ".Branch") return world.started.branch;
      if (name === ".Revision") return world.started.sha;
      if (name.startsWith(".Environment.")) return env[name.slice(".Environment.".length)] ?? "<no value>";
      throw new Error(`CircleCI fills in no ${all}`);
    },
  );
}
