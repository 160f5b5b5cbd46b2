import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { compileGlobs } from "../../../core/repo/glob.ts";
import { copyAll, filesBelow, find, fixedPart } from "../files.ts";
import { checkOut, type Machine, type World } from "../world.ts";
import { restoreCache, saveCache } from "./caches.ts";

/** Does what an action does, as far as a workspace shows it; throws when it fails. */
export function runAction(
  name: string,
  inputs: Readonly<Record<string, string>>,
  world: World,
  machine: Machine,
): void {
  switch (name) {
    case "actions/checkout":
      checkOut(world, join(machine.workspace, inputs.path ?? "."), Number(inputs["fetch-depth"] ?? 0));
      return;
    case "actions/upload-artifact":
      upload(inputs, world, machine);
      return;
    case "actions/download-artifact":
      download(inputs, world, machine);
      return;
    case "actions/cache":
      return;
    // Caches of folders are only there for speed.
    case "actions/cache/restore":
      if (inputs.path?.startsWith(".cig/")) restoreCache(inputs, world, machine);
      return;
    case "actions/cache/save":
      if (inputs.path?.startsWith(".cig/")) saveCache(inputs, world, machine);
      return;
    default:
      if (!/^(?:actions|ruby|astral-sh|pnpm|oven-sh|docker)\/(?:setup|login)/.test(name))
        throw new Error(`nobody here knows the action ${name}`);
  }
}

/** Executable bits are lost, as they are there. */
function upload(inputs: Readonly<Record<string, string>>, world: World, { workspace }: Machine): void {
  const folder = join(world.store, "artifacts", inputs.name ?? "artifact");
  if (existsSync(folder)) throw new Error(`an artifact "${inputs.name}" is there already`);
  const patterns = inputs.path!.split("\n").filter((line) => line.trim() !== "");
  const isHidden = (file: string) =>
    relative(workspace, file)
      .split(sep)
      .some((part) => part.startsWith("."));
  const files = find(workspace, patterns).filter(
    (file) => inputs["include-hidden-files"] === "true" || !isHidden(file),
  );
  if (files.length === 0) {
    if (inputs["if-no-files-found"] === "error") throw new Error(`no file at ${patterns.join(", ")}`);
    return;
  }
  copyAll(files, commonRoot(workspace, patterns), folder, 0o644);
}

function commonRoot(workspace: string, patterns: readonly string[]): string {
  const roots = patterns
    .filter((pattern) => !pattern.startsWith("!"))
    .map((pattern) => fixedPart(workspace, pattern));
  if (roots.length === 1)
    return existsSync(roots[0]!) && statSync(roots[0]!).isFile() ? dirname(roots[0]!) : roots[0]!;
  const split = roots.map((root) => root.split(sep));
  const length = split[0]!.findIndex((part, index) => split.some((each) => each[index] !== part));
  return split[0]!.slice(0, length < 0 ? undefined : length).join(sep) || sep;
}

function download(inputs: Readonly<Record<string, string>>, world: World, { workspace }: Machine): void {
  const store = join(world.store, "artifacts");
  const target = resolve(workspace, inputs.path ?? ".");
  const all = existsSync(store) ? readdirSync(store).sort() : [];
  const wanted =
    inputs.name !== undefined
      ? all.filter((name) => name === inputs.name)
      : all.filter(compileGlobs([inputs.pattern ?? "**"]));
  if (inputs.name !== undefined && wanted.length === 0) throw new Error(`no artifact "${inputs.name}"`);
  for (const name of wanted) {
    const isFlat = inputs.name !== undefined || inputs["merge-multiple"] === "true";
    const into = isFlat ? target : join(target, name);
    mkdirSync(into, { recursive: true });
    copyAll(filesBelow(join(store, name)), join(store, name), into);
  }
}

/** What jobs left for each other is of this run alone. */
export function forget(world: World): void {
  rmSync(join(world.store, "artifacts"), { recursive: true, force: true });
}
