import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { diagnose } from "../diagnostic/codes.ts";
import type { Diagnostic } from "../diagnostic/diagnostic.ts";
import type { Arguments } from "./invocation.ts";
import { startDirectory } from "./locate.ts";

/** Writes text to the file that an option names, relative to -C; says what went wrong, if anything did. */
export async function saveFile(
  given: Arguments,
  option: string,
  text: string,
): Promise<Diagnostic | undefined> {
  const name = given.one(option)!;
  try {
    await writeFile(resolve(startDirectory(given), name), text);
    return undefined;
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/,.*$/s, "") : String(error);
    return diagnose("CIG603", `The file "${name}" of --${option} could not be written: ${reason}.`, {
      hint: "Name a file in a folder that exists and that you may write to.",
    });
  }
}
