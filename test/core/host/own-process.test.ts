import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fromBinary } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { defaultDeadlines } from "../../../core/host/deadlines.ts";
import { startOwnProcess } from "../../../core/host/own-process.ts";
import { startWatchdog } from "../../../core/host/process/watchdog.ts";
import { encodeRequest } from "../../../core/host/wire/messages.ts";
import { readFolder } from "../../../core/source/folder.ts";
import { DetectResponseSchema } from "../../../proto/gen/cig/plugin/v1/plugin_pb.ts";
import {
  buildFixture,
  detectRequest,
  installFixture,
  processesIn,
  temporaryFolder,
  testHost,
} from "./fixtures.ts";

describe("a process of a plugin's own", () => {
  it.each(["direct", "watched", "pipes"] as const)(
    "gives the same answer by every transport: %s",
    async (transport) => {
      const plugin = await installFixture("well-behaved");
      const directory = temporaryFolder();
      const watchdog = startWatchdog(directory);
      const surroundings = {
        directory,
        watchdog,
        deadlines: defaultDeadlines,
        coreVersion: "1.0.0",
        granted: {},
        onLine: () => {},
      };
      const running = await startOwnProcess(plugin, surroundings, transport);
      const paths = ["b", "a", "c".repeat(1_000_000)];
      const asked = await running.ask(plugin, "detect", encodeRequest("detect", detectRequest(...paths)));
      expect(asked.ok && fromBinary(DetectResponseSchema, asked.bytes).signals).toEqual(paths.toSorted());
      expect(await running.end(2000)).toBe("ended");
      watchdog.close();
      expect(processesIn(plugin.directory)).toEqual([]);
    },
  );

  it("tells what it writes to stderr, line by line and with its name", async () => {
    const plugin = await installFixture("floods-stderr");
    const { host, events } = testHost([plugin]);
    await host.call(plugin, "detect", detectRequest("a.txt"));
    await host.close();
    const said = events.flatMap((event) => (event.kind === "plugin-wrote" ? [event] : []));
    expect(said.every((event) => event.plugin === "misbehaving/floods-stderr")).toBe(true);
    expect(said.length).toBe(1001);
    expect(said.some(({ line }) => line.includes("\x1b"))).toBe(false);
  });

  it("cannot be started when its program is missing, and the message says which", async () => {
    const directory = await buildFixture("well-behaved");
    const manifest = join(directory, "module.toml");
    writeFileSync(
      manifest,
      readFileSync(manifest, "utf8").replace('["node", "main.js"]', '["no-such-program", "--x"]'),
    );
    const { value: plugin } = await readFolder(directory, "path", directory);
    const { host } = testHost([plugin!]);
    const answer = await host.call(plugin!, "detect", detectRequest("a"));
    await host.close();
    expect(!answer.ok && answer.diagnostic).toMatchObject({
      code: "CIG304",
      message: expect.stringMatching(
        /^misbehaving\/well-behaved 1\.0\.0 could not be started for detect with the command `no-such-program --x`: there is no program "no-such-program" on PATH\./,
      ),
    });
  });

  it("is not remembered when it runs something that its digest does not cover", async () => {
    const directory = await buildFixture("well-behaved");
    const { value: own } = await readFolder(directory, "path", directory);
    expect(own!.isForeign).toBeUndefined();
    const manifest = join(directory, "module.toml");
    const elsewhere = join(await buildFixture("well-behaved"), "main.js");
    writeFileSync(manifest, readFileSync(manifest, "utf8").replace('"main.js"', JSON.stringify(elsewhere)));
    const { value: plugin } = await readFolder(directory, "path", directory);
    expect(plugin!.isForeign).toBe(true);
    const { host } = testHost([plugin!], { memo: "on" });
    expect(await host.call(plugin!, "detect", detectRequest("a"))).toMatchObject({ ok: true, memo: "off" });
    await host.close();
  });

  it("sees nothing of the core's environment but the allow-list", async () => {
    const directory = await buildFixture("well-behaved");
    const program = readFileSync(join(directory, "main.js"), "utf8");
    const spy =
      'require("node:fs").writeFileSync("seen.json", JSON.stringify(Object.keys(process.env).sort()));\n';
    writeFileSync(join(directory, "main.js"), spy + program);
    const { value: plugin } = await readFolder(directory, "path", directory);
    process.env.TEST_SECRET = "hunter2";
    const { host } = testHost([plugin!]);
    await host.call(plugin!, "detect", detectRequest("a"));
    await host.close();
    delete process.env.TEST_SECRET;
    const seen: string[] = JSON.parse(readFileSync(join(directory, "seen.json"), "utf8"));
    const allowed = "CIG_PLUGIN HOME LANG LC_ALL PATH PYTHONDONTWRITEBYTECODE TEMP TMP TMPDIR TZ".split(" ");
    expect(seen.filter((name) => !allowed.includes(name))).toEqual([]);
  });
});
