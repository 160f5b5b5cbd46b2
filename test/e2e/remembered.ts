import { cpSync, existsSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { cigWith, goldenRepository } from "./cig.ts";

/** Repositories in which the next plan would be a repetition. Each is prepared once for the tests of a file. */
export interface Remembered {
  /** One whose plan was said twice. */
  warmRepository(): string;
  /** The same of one that was rendered before. */
  renderedRepository(): string;
}

/** To be called where a file's tests are described: what it keeps is gone when they are over. */
export function openRemembered(): Remembered {
  const kept = mkdtempSync(join(tmpdir(), "cig-recall-"));
  afterAll(() => rmSync(kept, { recursive: true, force: true }));
  return {
    warmRepository: () => again(join(kept, "planned"), (folder) => sayTwice(folder)),
    renderedRepository: () =>
      again(join(kept, "rendered"), (folder) => {
        cigWith({}, folder, "render");
        sayTwice(folder);
      }),
  };
}

/** Plans, so that the next plan with these words has nothing to do but to repeat. */
export function sayTwice(folder: string, ...words: string[]): void {
  for (let round = 0; round < 2; round++) cigWith({}, folder, "plan", ...words);
}

/** A copy of what was prepared, where it lay then, as what is remembered holds for a place. */
function again(folder: string, prepare: (folder: string) => void): string {
  const original = `${folder}.original`;
  if (!existsSync(original)) {
    renameSync(goldenRepository("polyglot-ruby-node"), folder);
    prepare(folder);
    renameSync(folder, original);
  }
  rmSync(folder, { recursive: true, force: true });
  cpSync(original, folder, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
  return folder;
}
