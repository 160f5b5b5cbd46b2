import {
  CacheMode,
  type CacheSchema,
  flagInput,
  homeCache,
  keyOfLock,
  type MessageInitShape,
  type StepSchema,
  systemsOf,
  text,
  type Use,
} from "cig/sdk";
import { librariesScript } from "./libraries.ts";
import type { Wish } from "./wish.ts";

export type StepInit = MessageInitShape<typeof StepSchema>;

/**
 * Keyed by the locked version where there is one: other changes of the lock file leave the binary as it is. No other
 * version's binary is of any use, and Cypress would keep both.
 */
export function binaryCache({
  use,
  project,
  version,
  cacheFolder,
}: Wish): MessageInitShape<typeof CacheSchema> {
  return {
    id: "cypress",
    paths: cacheFolder === undefined ? homeCache(use, folders) : [cacheFolder],
    keyParts: [version === undefined ? keyOfLock(project) : { kind: { case: "text", value: text(version) } }],
    exactOnly: true,
  };
}

const folders = {
  linux: "~/.cache/Cypress",
  macos: "~/Library/Caches/Cypress",
  windows: "~/AppData/Local/Cypress/Cache",
};

/** The cache, what the machine lacks, and the binary, which is fetched only where the cache did not have it. */
export function makeReady(wish: Wish, cache: string, providers: readonly string[]): StepInit[] {
  const { use, project } = wish;
  return [
    {
      name: "Cache Cypress",
      kind: { case: "cache", value: { id: cache, mode: CacheMode.RESTORE_AND_SAVE } },
    },
    ...(mayLackLibraries(use, providers)
      ? [
          {
            name: "Install libraries for Cypress",
            kind: { case: "run" as const, value: { script: librariesScript(systemsOf(use).length > 1) } },
          },
        ]
      : []),
    {
      name: "Install Cypress",
      workingDirectory: project.workingDirectory,
      kind: { case: "run", value: { script: installScript(project.start) } },
    },
  ];
}

/** GitHub's machines lack nothing; an image there may. */
function mayLackLibraries(use: Use, providers: readonly string[]): boolean {
  const isGitHubs = !use.inContainer && providers.every((provider) => provider === "github");
  return systemsOf(use).includes("linux") && (flagInput(use, "with_deps") ?? !isGitHubs);
}

/** Only the 0 that keeps the package manager from downloading is taken back; an address or a version stays. */
function installScript(start: string): string {
  return [
    `if [ "\${CYPRESS_INSTALL_BINARY:-}" = 0 ]; then unset CYPRESS_INSTALL_BINARY; fi`,
    `${start} cypress install`,
    `${start} cypress verify`,
  ].join("\n");
}
