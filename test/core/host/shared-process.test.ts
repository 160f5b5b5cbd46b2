import { dirname } from "node:path";
import { describe, expect, it } from "vitest";
import type { Event } from "../../../core/event.ts";
import { buildBundled } from "./bundled-fixture.ts";
import { detectRequest, processesIn, testHost } from "./fixtures.ts";

const echo = "({ files }) => ({ signals: files.map((file) => file.path) })";

/** Asks every plugin at once; returns what each came to, and what was started. */
async function askAll(
  plugins: Awaited<ReturnType<typeof buildBundled>>,
  isolate: boolean,
  deadline = 30_000,
) {
  const { host, events } = testHost(plugins, { isolate, deadlines: { detect: deadline } });
  const answers = await Promise.all(
    plugins.map((plugin) => host.call(plugin, "detect", detectRequest("b.txt", "a.txt"))),
  );
  await host.close();
  return {
    answers: answers.map((answer) => (answer.ok ? answer.response.signals : answer.diagnostic.code)),
    diagnostics: answers.flatMap((answer) => (answer.ok ? [] : [answer.diagnostic])),
    started: events.flatMap(startOf),
  };
}

function startOf(event: Event): string[] {
  return event.kind === "plugin-started" ? [`${event.plugin}${event.shared ? " shared" : ""}`] : [];
}

describe("bundled plugins", () => {
  it("share one process, and answer the same as in a process each", async () => {
    const plugins = await buildBundled({ "one/echo": echo, "two/echo": echo });
    const expected = [
      ["a.txt", "b.txt"],
      ["a.txt", "b.txt"],
    ];
    const shared = await askAll(plugins, false);
    const isolated = await askAll(plugins, true);
    expect(shared.answers).toEqual(expected);
    expect(isolated.answers).toEqual(expected);
    expect(shared.started).toEqual(["one/echo shared", "two/echo shared"]);
    expect(isolated.started).toEqual(["one/echo", "two/echo"]);
    expect(processesIn(dirname(dirname(plugins[0]!.directory)))).toEqual([]);
  });

  it("survive a crash of one of them, which is then named", async () => {
    const plugins = await buildBundled({
      "bad/crash": '() => { console.error("Boom."); process.exit(9); }',
      "good/echo": echo,
      "good/slow": "() => new Promise((done) => setTimeout(() => done({ signals: ['late'] }), 300))",
    });
    const { answers, diagnostics } = await askAll(plugins, false);
    expect(answers).toEqual(["CIG306", ["a.txt", "b.txt"], ["late"]]);
    expect(diagnostics[0]!.message).toBe(
      "bad/crash 1.0.0 ended with exit code 9 in detect.\nThe last it wrote to stderr:\n  | Boom.",
    );
    expect(diagnostics[0]!.hint).toContain("this is a fault of cig itself");
    expect(processesIn(dirname(dirname(plugins[0]!.directory)))).toEqual([]);
  });

  it("survive one of them that keeps the shared process busy for ever", async () => {
    const plugins = await buildBundled({ "bad/spin": "() => { for (;;); }", "good/echo": echo });
    const { answers, diagnostics } = await askAll(plugins, false, 1500);
    expect(answers).toEqual(["CIG307", ["a.txt", "b.txt"]]);
    expect(diagnostics[0]!.message).toContain("bad/spin 1.0.0 did not answer within 1.5 s in detect");
    expect(processesIn(dirname(dirname(plugins[0]!.directory)))).toEqual([]);
  });

  it("do not move out for an Error of an author, which says all there is to say", async () => {
    const plugins = await buildBundled({
      "bad/throw": '() => { throw new Error("No such version."); }',
      "good/echo": echo,
    });
    const { answers, diagnostics, started } = await askAll(plugins, false);
    expect(answers).toEqual(["CIG316", ["a.txt", "b.txt"]]);
    expect(diagnostics[0]!.message).toContain("bad/throw 1.0.0 failed in detect: No such version.");
    expect(started).toEqual(["bad/throw shared", "good/echo shared"]);
  });

  it("keep to their streams what they print", async () => {
    const plugins = await buildBundled({
      "loud/one":
        '({ files }) => { console.log("Hello"); process.stdout.write("there\\n"); return { signals: ["heard"] }; }',
      "loud/two": '() => { require("node:fs").writeSync(1, "raw\\n"); return { signals: ["heard"] }; }',
    });
    expect((await askAll(plugins, false)).answers).toEqual([["heard"], ["heard"]]);
    expect((await askAll(plugins, true)).answers).toEqual([["heard"], ["heard"]]);
  });
});
