import { describe, expect, it } from "vitest";
import { executeBuildkite } from "./buildkite/execute.ts";
import { executeCircleci } from "./circleci/execute.ts";
import { executeGithub } from "./github/execute.ts";
import { executeJenkins } from "./jenkins/execute.ts";
import { groovy } from "./jenkins/groovy.ts";
import { renderFor } from "./render.ts";
import { scenarios } from "./scenarios.ts";
import { openWorld, type Ran, type World } from "./world.ts";

const runners: Readonly<Record<string, (world: World) => Ran>> = {
  github: executeGithub,
  circleci: executeCircleci,
  buildkite: executeBuildkite,
  // Needs Java and Groovy's jar, which the checks of the project bring and a user need not have.
  ...(groovy !== undefined && { jenkins: executeJenkins }),
};

describe.each(Object.entries(runners))("on %s", (provider, execute) => {
  it.each(scenarios)("$title", async ({ toml, files, occasion, secrets, jobs, trace, isSorted }) => {
    const world = openWorld(await renderFor(provider, toml, files), occasion, secrets);
    const ran = execute(world);
    const told = Object.entries(ran.said).map(([job, said]) => `=== ${job}\n${said}`);
    expect(ran.jobs, told.join("\n")).toEqual(jobs);
    expect(isSorted ? [...ran.trace].sort() : ran.trace, told.join("\n")).toEqual(trace);
  });
});
