import { readFileSync } from "node:fs";
import { parse } from "smol-toml";
import type { Plugin } from "../define-plugin.ts";
import { type Check, checksFor, type Declared, type Sample } from "./checks.ts";

export type { Sample } from "./checks.ts";

/** The `test` function of vitest, node:test, or anything alike. */
type Test = (title: string, run: () => Promise<void>) => unknown;

/**
 * Holds a plugin against what the core relies on, and returns what is wrong, a sentence each; empty when it conforms.
 * `manifest` is the text of module.toml or its path. Give at least one realistic sample for each hook: a hook without
 * one is asked with an empty request.
 */
export async function conformance(
  plugin: Plugin,
  manifest: string,
  samples: readonly Sample[],
): Promise<string[]> {
  const failures: string[] = [];
  for (const { title, run } of checksFor(plugin, readManifest(manifest), samples))
    failures.push(...(await failuresOf(run)).map((failure) => `${plugin.name} ${title}: ${failure}`));
  return failures;
}

/** As `conformance`, with a test for each promise: `testConformance(test, plugin, "module.toml", samples)`. */
export function testConformance(
  test: Test,
  plugin: Plugin,
  manifest: string,
  samples: readonly Sample[],
): void {
  for (const { title, run } of checksFor(plugin, readManifest(manifest), samples))
    test(`${plugin.name} ${title}`, async () => {
      const failures = await failuresOf(run);
      if (failures.length > 0) throw new Error(failures.join("\n"));
    });
}

async function failuresOf(run: Check["run"]): Promise<string[]> {
  try {
    return await run();
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}

/** A text has more than one line, a path never has. */
function readManifest(manifest: string): Declared {
  const text = manifest.includes("\n") ? manifest : readFileSync(manifest, "utf8");
  const { module, detect } = parse(text);
  if (typeof module !== "object") throw new Error("The manifest has no table [module].");
  return { ...module, detect } as unknown as Declared;
}
