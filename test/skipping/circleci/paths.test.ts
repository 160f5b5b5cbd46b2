import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { executeCircleci } from "../../execution/circleci/execute.ts";
import { renderFor } from "../../execution/render.ts";
import { openWorld, type Ran, write } from "../../execution/world.ts";

const toml = `version = "0.2"
gate = true
[on.push]
paths = ["src/**"]
[jobs.test]
steps = [{ run = 'echo test >> "$TRACE"' }]
[jobs.deploy]
needs = ["test"]
steps = [{ run = 'echo deploy >> "$TRACE"' }]
`;

/** A push to a branch that changes one file. */
async function runAfterChanging(path: string): Promise<Ran> {
  const world = openWorld(await renderFor("circleci", toml), "push to feature/x");
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.org", ...args], {
      cwd: world.origin,
      encoding: "utf8",
    });
  git("checkout", "--quiet", "feature/x");
  write(join(world.origin, path), "changed\n");
  git("add", "--all");
  git("commit", "--quiet", "--message=change");
  const sha = git("rev-parse", "HEAD").trim();
  return executeCircleci({ ...world, started: { ...world.started, sha } });
}

describe("where changed files decide on CircleCI", () => {
  it("nothing but the gate runs for files that do not count, and the gate is content", async () => {
    const ran = await runAfterChanging("docs/a.txt");
    expect(ran.trace).toEqual([]);
    expect(ran.jobs).toMatchObject({ test: "skipped", deploy: "skipped", gate: "success" });
  });

  it("everything runs for those that do", async () => {
    const ran = await runAfterChanging("src/a.txt");
    expect(ran.trace).toEqual(["test", "deploy"]);
    expect(ran.jobs).toMatchObject({ test: "success", deploy: "success", gate: "success" });
  });
});
