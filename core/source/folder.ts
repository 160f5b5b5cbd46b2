import { existsSync } from "node:fs";
import { readFile, realpath } from "node:fs/promises";
import { join, resolve, sep } from "node:path";
import { diagnose } from "../diagnostic/codes.ts";
import type { Result } from "../diagnostic/diagnostic.ts";
import { digestOf } from "../integrity.ts";
import { type Manifest, parseManifest } from "../manifest.ts";
import type { InstalledPlugin } from "./installed-plugin.ts";

/** A plugin folder on disk. `shown` is how messages call the folder. Nothing in it is run. */
export async function readFolder(
  directory: string,
  origin: InstalledPlugin["origin"],
  shown: string,
  executable?: string,
): Promise<Result<InstalledPlugin>> {
  const file = join(directory, "module.toml");
  const text = await readFile(file, "utf8").catch(() => undefined);
  if (text === undefined) return { diagnostics: [missing(shown)] };
  const { value: manifest, diagnostics } = parseManifest(text, `${shown}/module.toml`);
  if (!manifest) return { diagnostics };
  const real = await realpath(directory);
  const digest = await digestOf(real).catch((error: NodeJS.ErrnoException) => error);
  if (typeof digest !== "string") return { diagnostics: [unreadable(shown, digest)] };
  const command = executable === undefined ? commandOf(manifest, real) : [executable];
  return {
    value: {
      name: manifest.name,
      version: manifest.version,
      origin,
      directory: real,
      manifest,
      digest,
      command,
      ...(!runsFileOf(real, command) && { isForeign: true }),
    },
    diagnostics,
  };
}

/** A program written with a slash is a file of the folder; a bare name is looked for on PATH. */
export function commandOf(manifest: Manifest, directory: string): readonly string[] {
  const [program = "node", ...rest] = manifest.command;
  if (manifest.command.length === 0) return ["node", "main.js"];
  return [/[\\/]/.test(program) ? resolve(directory, program) : program, ...rest];
}

/** True when the program, or a script that an interpreter is given, is a file of the folder. */
function runsFileOf(directory: string, command: readonly string[]): boolean {
  return command.some((part) => {
    const file = resolve(directory, part);
    return file.startsWith(directory + sep) && existsSync(file);
  });
}

function unreadable(shown: string, { message }: Error) {
  return diagnose(
    "CIG301",
    `Not every file of the plugin in ${shown} can be read (${message}), so that nobody can tell whether it is the same as before.`,
    { hint: "Change the permissions of that file, or remove it." },
  );
}

function missing(shown: string) {
  return diagnose(
    "CIG301",
    `There is no plugin in ${shown}: the file module.toml is missing or cannot be read.`,
    {
      hint: "Correct the path, which is relative to cig.toml, or make a plugin there:\n  cig plugin new",
    },
  );
}
