import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { buildFixture, bundle, eventually, processesIn, temporaryFolder } from "./fixtures.ts";

const isLinux = existsSync("/proc/self/cwd");
let core: string;

beforeAll(async () => {
  core = join(temporaryFolder(), "core.cjs");
  await bundle(fileURLToPath(new URL("../../fixtures/plugins/hanging-core.ts", import.meta.url)), core);
});

/**
 * Runs a core that waits for a hanging plugin until that has so many processes and `end` has ended the core; says how,
 * and what is left.
 */
async function runUntil(plugin: string, manner: string, end: (pid: number) => void, processes = 1) {
  const directory = await buildFixture(plugin);
  const temporary = temporaryFolder();
  const child = spawn(process.execPath, [core, directory, manner], {
    stdio: ["ignore", "pipe", "ignore"],
    env: { ...process.env, TMPDIR: temporary },
  });
  const exited = once(child, "exit");
  await once(child.stdout, "data");
  const count = () => processesIn(directory).filter((pid) => pid !== child.pid).length;
  // The plugin's own processes start when they do; a core that ends by itself does not wait for them.
  if (manner === "waits") await eventually(() => count() >= processes);
  const running = count();
  end(child.pid!);
  const [code, signal] = await exited;
  const isClean = await eventually(
    () =>
      processesIn(directory).length === 0 &&
      processesIn(temporary).length === 0 &&
      readdirSync(temporary).length === 0,
  );
  return { running, ended: signal ?? code, isClean };
}

describe.runIf(isLinux)("no process and no file outlives the core", () => {
  it.each(["SIGKILL", "SIGTERM", "SIGINT", "SIGHUP"] as const)("when it is ended by %s", async (signal) => {
    const run = await runUntil("hangs-in-hook", "waits", (pid) => process.kill(pid, signal));
    expect(run).toEqual({ running: 1, ended: signal, isClean: true });
  });

  it("when it exits while a plugin hangs", async () => {
    expect(await runUntil("hangs-in-hook", "exits", () => {})).toMatchObject({ ended: 0, isClean: true });
  });

  it("when it throws while a plugin hangs", async () => {
    expect(await runUntil("hangs-in-hook", "throws", () => {})).toMatchObject({ ended: 1, isClean: true });
  });

  it.each(["ignores-sigterm", "spins-in-hook", "hangs-before-hello"])(
    "when it is killed while a plugin does not notice: %s",
    async (plugin) => {
      const run = await runUntil(plugin, "waits", (pid) => process.kill(pid, "SIGKILL"));
      expect(run).toEqual({ running: 1, ended: "SIGKILL", isClean: true });
    },
  );

  it("when it is killed while a plugin has processes of its own", async () => {
    const run = await runUntil("leaves-children", "waits", (pid) => process.kill(pid, "SIGKILL"), 2);
    expect(run).toEqual({ running: 2, ended: "SIGKILL", isClean: true });
  });
});
