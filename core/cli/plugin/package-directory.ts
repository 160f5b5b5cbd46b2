import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { bundledDirectory } from "../../source/bundled-directory.ts";

/** The folder with the package.json of the cig that is running. */
export function packageDirectory(): string {
  for (let folder = bundledDirectory(); ; folder = dirname(folder)) {
    const file = join(folder, "package.json");
    if (existsSync(file) && JSON.parse(readFileSync(file, "utf8")).name === "cig") return folder;
    if (folder === dirname(folder))
      throw new Error(`bug: there is no package of cig above ${bundledDirectory()}`);
  }
}
