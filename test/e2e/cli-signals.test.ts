import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { expect, it } from "vitest";
import { repository, startCig } from "./cli.ts";

it.skipIf(process.platform !== "linux")(
  "ctrl-C ends cig with 130, and the plugin that hangs with it",
  async () => {
    const folder = repository({
      "cig.toml":
        'version = "0.2"\n[plugins]\n"acme/hangs" = { path = "plugin" }\n[jobs.a]\nsteps = [{ uses = "acme/hangs" }]\n',
      "plugin/module.toml":
        '[module]\nname = "acme/hangs"\nversion = "1.0.0"\nprotocols = [1]\ndescription = "Hangs"\ncapabilities = ["step:hang"]\nhooks = ["plan"]\ncommand = ["node", "main.js"]\n',
      "plugin/main.js": "setInterval(() => {}, 1000);\n",
    });
    const child = startCig(folder, ["plan"]);
    const ended = new Promise((done) => child.once("exit", (code, signal) => done(code ?? signal)));
    while (pluginsOf(folder).length === 0) await wait(20);
    child.kill("SIGINT");
    expect(await ended).toBe(130);
    await expect.poll(() => pluginsOf(folder), { timeout: 60_000 }).toEqual([]);
  },
);

/** Processes that were started as plugins by a cig whose home is the folder. */
function pluginsOf(folder: string): string[] {
  return readdirSync("/proc").filter((name) => {
    if (!/^\d+$/.test(name)) return false;
    try {
      const environment = readFileSync(`/proc/${name}/environ`, "utf8").split("\0");
      return environment.includes("CIG_PLUGIN=1") && environment.includes(`HOME=${folder}`);
    } catch {
      return false;
    }
  });
}
