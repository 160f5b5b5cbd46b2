import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { it } from "vitest";
import { filesBelow } from "../../execution/files.ts";
import { executeJenkins } from "../../execution/jenkins/execute.ts";
import { groovy } from "../../execution/jenkins/groovy.ts";
import type { Adapter } from "../adapter.ts";
import { playScenarios } from "../play.ts";
import type { Scenario } from "../scenarios/scenario.ts";

/** Jenkins, which has no cache of its own that could keep markers: a folder does that all its machines reach. */
const jenkins: Adapter = {
  provider: "jenkins",
  output: "Jenkinsfile",
  skip: (store) => `store = { plugin = "cache/directory", path = "${folderIn(store)}" }`,
  run: executeJenkins,
  markers: (store) => filesBelow(folderIn(store)),
  breakStore: (store) => {
    rmSync(folderIn(store), { recursive: true });
    writeFileSync(folderIn(store), "no folder\n");
  },
};

/** Plays them in real Groovy, where somebody has put it. */
export function playOnJenkins(scenarios: readonly Scenario[]): void {
  if (groovy !== undefined) playScenarios(jenkins, scenarios);
  else it.skip("on jenkins, which needs Java and Groovy's jar", () => {});
}

function folderIn(store: string): string {
  return join(store, "markers");
}
