import { it } from "vitest";
import { executeJenkins } from "../../execution/jenkins/execute.ts";
import { groovy } from "../../execution/jenkins/groovy.ts";
import type { Adapter } from "../adapter.ts";
import { onDisk } from "../disk.ts";
import { playScenarios } from "../play.ts";
import type { Scenario } from "../scenarios/scenario.ts";

/** Jenkins, which has no cache of its own that could keep markers. */
const jenkins: Adapter = { provider: "jenkins", output: "Jenkinsfile", ...onDisk, run: executeJenkins };

/** Plays them in real Groovy, where somebody has put it. */
export function playOnJenkins(scenarios: readonly Scenario[]): void {
  if (groovy !== undefined) playScenarios(jenkins, scenarios);
  else it.skip("on jenkins, which needs Java and Groovy's jar", () => {});
}
