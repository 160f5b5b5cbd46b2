import { randomUUID } from "node:crypto";
import type { Plugin } from "../../define-plugin.ts";
import { type StoreCheck, storeChecks } from "./checks.ts";
import type { StoreAccessInit } from "./expect.ts";

export type { StoreAccessInit } from "./expect.ts";

/** The `test` function of vitest, node:test, or anything alike. */
type Test = (title: string, run: () => Promise<void>) => unknown;

/** What else is known about a store. */
export interface StoreConformanceOptions {
  /** How to ask for a store that cannot be reached or used: a wrong port, a missing bucket. */
  readonly broken?: StoreAccessInit;
}

/**
 * Holds a plugin's store against what the core relies on, and returns what is wrong, a sentence each; empty when it
 * conforms. `access` is what the core would fill in for a store that can be written: options, endpoint, root.
 */
export async function storeConformance(
  plugin: Plugin,
  access: StoreAccessInit,
  options: StoreConformanceOptions = {},
): Promise<string[]> {
  const failures: string[] = [];
  for (const { title, run } of storeChecks({ plugin, access, ...options, unique: randomUUID() }))
    failures.push(...(await failuresOf(run)).map((failure) => `${plugin.name} ${title}: ${failure}`));
  return failures;
}

/**
 * As `storeConformance`, with a test for each promise. `access` is asked when a test runs, so that a server may be
 * started before.
 */
export function testStoreConformance(
  test: Test,
  plugin: Plugin,
  access: () => StoreAccessInit | Promise<StoreAccessInit>,
  broken?: () => StoreAccessInit | Promise<StoreAccessInit>,
): void {
  const unique = randomUUID();
  // The titles do not depend on the store, so they can be known before there is one.
  const titles = storeChecks({ plugin, access: {}, ...(broken && { broken: {} }), unique });
  for (const [index, { title }] of titles.entries())
    test(`${plugin.name} ${title}`, async () => {
      const under = { plugin, access: await access(), ...(broken && { broken: await broken() }), unique };
      const failures = await failuresOf(storeChecks(under)[index]!.run);
      if (failures.length > 0) throw new Error(failures.join("\n"));
    });
}

async function failuresOf(run: StoreCheck["run"]): Promise<string[]> {
  try {
    return await run();
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}
