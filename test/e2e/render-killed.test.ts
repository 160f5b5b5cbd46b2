import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { cig, repository, startCig } from "./cig.ts";

const paths = ["a", "b", "c", "d"].map((name) => `.github/workflows/${name}.yml`);

function configuration(word: string): string {
  const outputs = paths.map((path) => `[[outputs]]\nprovider = "github"\npath = "${path}"\n`).join("\n");
  return `version = "0.2"\n[jobs.say]\nsteps = [{ run = "echo ${word}" }]\n${outputs}`;
}

/** "old", "new", "mixed" or "none": what the four files hold together. */
function stateOf(folder: string): string {
  const words = paths.map((path) => {
    const file = join(folder, path);
    return existsSync(file) ? (/echo (\w+)/.exec(readFileSync(file, "utf8"))?.[1] ?? "damaged") : "none";
  });
  return new Set(words).size === 1 ? words[0]! : `mixed: ${words.join(" ")}`;
}

describe("`cig render` that is killed", () => {
  it("leaves the old or the new files, all of them, whenever it is killed", async () => {
    const folder = repository({ "cig.toml": configuration("old") });
    expect(cig(folder, "render").code).toBe(0);
    const seen = new Set<string>();
    for (let delayMs = 20; delayMs <= 400; delayMs += 20) {
      spawnSync("cp", ["-r", folder, `${folder}-${delayMs}`]);
      const copy = `${folder}-${delayMs}`;
      repository({ "cig.toml": configuration("new") }, copy);
      const child = startCig(copy, "render");
      const ended = new Promise((resolve) => child.once("close", resolve));
      setTimeout(() => child.kill("SIGKILL"), delayMs);
      await ended;
      // The next command, whichever it is, completes or takes back what was half done.
      expect(cig(copy, "plan").code).toBe(0);
      const state = stateOf(copy);
      expect(["old", "new"]).toContain(state);
      seen.add(state);
      spawnSync("rm", ["-rf", copy]);
    }
    expect(seen.size).toBeGreaterThan(0);
  });
});
