import { link, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { diagnose } from "../../diagnostic/codes.ts";
import { Refusal } from "../invocation.ts";

export function exists(shown: string, root: string): Refusal {
  const message = `"${shown}" exists, and cig import overwrites it only when told to.`;
  const hint =
    "To see what it would write:\n  cig import --dry-run\nTo write it elsewhere:\n  cig import --output other.toml\nTo replace it:\n  cig import --force";
  return new Refusal([diagnose("CIG704", message, { hint })], root);
}

/** Where a cig.toml is to be. */
export interface Target {
  /** Absolute. */
  readonly file: string;
  /** As it is told, relative to `root`. */
  readonly shown: string;
  readonly root: string;
}

/**
 * The file is there as a whole or not at all. It takes another one's place only where no `taken` is given, which is
 * thrown else.
 */
export async function writeFresh(
  { file, shown, root }: Target,
  text: string,
  taken?: Refusal,
): Promise<void> {
  const temporary = join(dirname(file), `.${basename(file)}.${process.pid}`);
  try {
    await writeFile(temporary, text, { flag: "wx" });
    if (!taken) await rename(temporary, file);
    else
      await link(temporary, file).catch(async (error: NodeJS.ErrnoException) => {
        // Some file systems know no links.
        if (error.code === "EEXIST") throw error;
        await writeFile(file, text, { flag: "wx" });
      });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "EEXIST" && taken) throw taken;
    const problem = `"${shown}" could not be written: ${message.replace(/,.*$/s, "")}.`;
    throw new Refusal(
      [diagnose("CIG603", problem, { hint: "Check that you may write to the folder." })],
      root,
    );
  } finally {
    await rm(temporary, { force: true });
  }
}
