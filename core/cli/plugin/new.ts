import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { byCodeUnit } from "../../compare.ts";
import { diagnose } from "../../diagnostic/codes.ts";
import { tomlString } from "../init/toml.ts";
import { type Invocation, Refusal } from "../invocation.ts";
import { toJson } from "../json.ts";
import { gitTop, locate, startDirectory } from "../locate.ts";
import { packageDirectory } from "./package-directory.ts";
import { sdkCopy } from "./sdk-copy.ts";
import { pluginTemplate } from "./template.ts";

/** `cig plugin new NAME`: a folder with a plugin that works, is tested and needs nothing from outside. */
export async function run({ arguments: given, terminal }: Invocation): Promise<number> {
  const name = given.operands[0]!;
  checkName(name);
  const directory = resolve(startDirectory(given), given.one("dir") ?? name.split("/")[1]!);
  refuseToOverwrite(directory, given.one("dir") ?? name.split("/")[1]!);
  const files = { ...pluginTemplate(name), ...(await sdkCopy(packageDirectory())) };
  await writeAll(directory, files);
  const path = pathFromRoot(directory, locate(given).root);
  const written = Object.keys(files).sort(byCodeUnit);
  if (given.has("json"))
    terminal.out.write(toJson({ schema: "cig.plugin-new/1", name, path, files: written }));
  else terminal.out.write(nextSteps(name, path, written));
  return 0;
}

function checkName(name: string): void {
  if (/^[a-z0-9][a-z0-9-]*\/[a-z0-9][a-z0-9._-]*$/.test(name)) return;
  const message = `"${name}" cannot name a plugin: a name is kind/name, in lower-case letters, digits and "-".`;
  throw new Refusal([diagnose("CIG703", message, { hint: "Choose a name such as acme/hello." })]);
}

function refuseToOverwrite(directory: string, shown: string): void {
  if (!existsSync(directory) || isEmptyFolder(directory)) return;
  const message = `"${shown}" exists and is not an empty folder; nothing in it was changed.`;
  throw new Refusal([diagnose("CIG704", message, { hint: "Choose another folder with --dir DIR." })]);
}

function isEmptyFolder(directory: string): boolean {
  try {
    return readdirSync(directory).length === 0;
  } catch {
    return false;
  }
}

/** Writes beside the target and renames, so that a plugin is there as a whole or not at all. */
async function writeAll(directory: string, files: Readonly<Record<string, string>>): Promise<void> {
  const staging = join(dirname(directory), `.${basename(directory)}.cig-new-${process.pid}`);
  try {
    makeFolder(dirname(directory));
    for (const [path, content] of Object.entries(files)) {
      const file = join(staging, ...path.split("/"));
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, content);
    }
    await rm(directory, { recursive: true, force: true });
    await rename(staging, directory);
  } catch (error) {
    await rm(staging, { recursive: true, force: true }).catch(() => undefined);
    const reason = error instanceof Error ? error.message.replace(/,.*$/s, "") : String(error);
    const hint = "Name a folder that you may write to with --dir DIR.";
    throw new Refusal([diagnose("CIG603", `The plugin could not be written: ${reason}.`, { hint })]);
  }
}

/** With its parents. `recursive` of Node never returns where the system denies that a parent exists, as in /proc. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  if (dirname(folder) !== folder) makeFolder(dirname(folder));
  mkdirSync(folder);
}

/** As [plugins] wants it: relative to the repository, unless the folder lies on another disk. */
function pathFromRoot(directory: string, root: string): string {
  const path = relative(root, directory);
  if (isAbsolute(path) || gitTop(root) === undefined) return directory.split(sep).join("/");
  const portable = path.split(sep).join("/");
  return portable.startsWith("..") ? portable : `./${portable}`;
}

function nextSteps(name: string, path: string, files: readonly string[]): string {
  const own = files.filter((file) => !file.startsWith("vendor/"));
  return `Wrote ${name} to ${path}: ${own.join(", ")}, and a copy of cig's SDK in vendor/.

Try it:
  cd ${shellWord(path)} && npm install && npm test

Use it, in cig.toml:
  [plugins]
  "${name}" = { path = ${tomlString(path)} }

  [jobs.greet]
  steps = [{ uses = "${name}", with = { who = "world" } }]
`;
}

/** As a shell takes it for one word. */
function shellWord(text: string): string {
  return /^[\w./@:+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
