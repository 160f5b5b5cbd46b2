import { existsSync, readFileSync, realpathSync, statSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { diagnose } from "../diagnostic/codes.ts";
import { compileGlobs } from "../repo/glob.ts";
import { type Arguments, Refusal } from "./invocation.ts";

/** Where cig works. */
export interface Location {
  /** Absolute. Every path that cig shows is relative to it. */
  readonly root: string;
  /** What --config said, relative to the root with `/`. */
  readonly configFile?: string;
}

/**
 * The folder of the nearest cig.toml, from the start folder upwards to the top of the git repository, so that cig works
 * in every subfolder; of a member of a workspace the workspace's. The start folder itself where there is none, or where
 * --config names a file.
 */
export function locate(given: Arguments): Location {
  const start = startDirectory(given);
  const config = given.one("config");
  if (config === undefined) return { root: nearestConfig(start) ?? start };
  return { root: start, configFile: relative(start, resolve(start, config)).split(sep).join("/") };
}

/** The folder that -C names, or the current one; throws a Refusal when it is not there. */
export function startDirectory(given: Arguments): string {
  const wanted = given.one("directory");
  const directory =
    wanted !== undefined && isRooted(wanted) ? wanted : resolve(currentDirectory(), wanted ?? ".");
  if (statSync(directory, { throwIfNoEntry: false })?.isDirectory()) {
    // Libraries ask for the current folder even where they do not use it, and fail when it was deleted.
    if (!hasCurrentDirectory()) process.chdir(directory);
    return realpathSync(directory);
  }
  const message = existsSync(directory)
    ? `"${wanted}" is not a folder.`
    : `The folder "${wanted}" does not exist.`;
  throw new Refusal([diagnose("CIG703", message, { hint: "Give -C the folder of your repository." })]);
}

/** The top of the git work tree that holds the folder, or undefined. */
export function gitTop(directory: string): string | undefined {
  return upwards(directory).find((folder) => existsSync(join(folder, ".git")));
}

function isRooted(path: string): boolean {
  return resolve("/", path) === path || /^[A-Za-z]:[\\/]/.test(path) || path.startsWith("/");
}

function hasCurrentDirectory(): boolean {
  try {
    return process.cwd() !== "";
  } catch {
    return false;
  }
}

/** A shell can stand in a folder that somebody deleted; asking for its name then throws. */
function currentDirectory(): string {
  try {
    return process.cwd();
  } catch {
    const hint = "Go to a folder that exists, or name one:\n  cig -C DIR plan";
    throw new Refusal([
      diagnose("CIG201", "The current folder was deleted, so there is nothing to look at.", { hint }),
    ]);
  }
}

function nearestConfig(start: string): string | undefined {
  let nearest: string | undefined;
  for (const folder of upwards(start)) {
    const file = join(folder, "cig.toml");
    if (existsSync(file)) {
      if (nearest !== undefined && isWorkspaceOf(file, relative(folder, nearest).split(sep).join("/")))
        return folder;
      nearest ??= folder;
    }
    if (existsSync(join(folder, ".git"))) break;
  }
  return nearest;
}

/** Whether a file names the folder as a member. Read by eye only: loading it tells what is wrong with it. */
function isWorkspaceOf(file: string, folder: string): boolean {
  const text = readText(file);
  const [, table = ""] = /^\s*\[\s*workspace\s*\]([\s\S]*?)(?=^\s*\[|(?![\s\S]))/m.exec(text) ?? [];
  const listed = (key: string) => {
    const list = new RegExp(`^\\s*${key}\\s*=\\s*\\[([^\\]]*)\\]`, "m").exec(table)?.[1] ?? "";
    return [...list.matchAll(/"([^"\n]*)"|'([^'\n]*)'/g)].map(([, basic, literal]) =>
      (basic ?? literal ?? "").replace(/^(?:\.\/+)+|\/+$/g, ""),
    );
  };
  const excluded = listed("exclude").flatMap((each) => [`!${each}`, `!${each}/**`]);
  return compileGlobs([...listed("members"), ...excluded])(folder);
}

function readText(file: string): string {
  try {
    return statSync(file).isFile() ? readFileSync(file, "utf8") : "";
  } catch {
    return "";
  }
}

function upwards(start: string): string[] {
  const folders = [start];
  for (let folder = start; dirname(folder) !== folder; folder = dirname(folder))
    folders.push(dirname(folder));
  return folders;
}
