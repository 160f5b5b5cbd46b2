import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { definePlugin, runPlugin } from "../../sdk/index.ts";

const base = { name: "acme/x", version: "1.0.0", capabilities: [] };

describe("running a hook without a process", () => {
  it("gives what the core would get", async () => {
    const plugin = definePlugin({
      ...base,
      detect: ({ files }) => ({
        facts: files.map(({ path }) => ({ key: "file", value: path, confidence: 1 })),
      }),
    });
    const { facts } = await runPlugin(plugin, "detect", { files: [{ path: "a" }] });
    expect(facts).toMatchObject([{ $typeName: "cig.plugin.v1.Fact", key: "file", value: "a", plugin: "" }]);
  });

  it("gives the hook a request of its own", async () => {
    const request = { files: [{ path: "b" }, { path: "a" }] };
    const plugin = definePlugin({
      ...base,
      detect(received) {
        received.files.length = 0;
        return {};
      },
    });
    await runPlugin(plugin, "detect", request);
    expect(request.files).toHaveLength(2);
  });

  it("sorts the lists that the protocol sorts, so that no answer depends on their order", async () => {
    const plugin = definePlugin({
      ...base,
      plan: ({ uses, facts, variables, capabilities, configuredCaches, providers }) => ({
        dependencies: [
          uses.map((use) => use.id),
          facts.map((fact) => fact.key + fact.plugin),
          variables.map((variable) => variable.key),
          capabilities,
          configuredCaches,
          providers,
        ].map((list) => ({ from: list.join(" ") })),
      }),
    });
    const answerTo = async (order: <T>(list: T[]) => T[]) => {
      const { dependencies } = await runPlugin(plugin, "plan", {
        uses: order([{ id: "b" }, { id: "a" }, { id: "B" }]),
        facts: order([
          { key: "k", plugin: "z" },
          { key: "k", plugin: "a" },
          { key: "a", plugin: "z" },
        ]),
        variables: order([{ key: "y" }, { key: "x" }]),
        capabilities: order(["c:b", "c:a"]),
        configuredCaches: order(["2", "10"]),
        providers: order(["github", "circleci"]),
      });
      return dependencies.map(({ from }) => from);
    };
    const expected = ["B a b", "az ka kz", "x y", "c:a c:b", "10 2", "circleci github"];
    expect(await answerTo((list) => list)).toEqual(expected);
    expect(await answerTo((list) => list.toReversed())).toEqual(expected);
  });

  it("rejects with the Error of the author", async () => {
    const plugin = definePlugin({
      ...base,
      detect() {
        throw new Error("no such table");
      },
    });
    await expect(runPlugin(plugin, "detect", {})).rejects.toThrow("no such table");
  });

  it("says what is wrong with an answer that is no message", async () => {
    const bad = definePlugin({
      ...base,
      detect: () => ({ diagnostics: [{ level: 2 ** 40 }] }),
    });
    await expect(runPlugin(bad, "detect", {})).rejects.toThrow(
      /^The hook "detect" of acme\/x returned an invalid DetectResponse: /,
    );
    const none = definePlugin({ ...base, detect: () => undefined as unknown as object });
    await expect(runPlugin(none, "detect", {})).rejects.toThrow(
      'The hook "detect" of acme/x returned no message but undefined.',
    );
  });

  it("says when there is no such hook", async () => {
    const plugin = definePlugin({ ...base, detect: () => ({}) });
    await expect(runPlugin(plugin, "plan", {})).rejects.toThrow('The plugin acme/x has no hook "plan".');
  });

  it("carries any bytes and any text unchanged", async () => {
    const plugin = definePlugin({
      ...base,
      detect: ({ files }) => ({
        signals: files.map((file) => Buffer.from(file.content).toString("hex") + file.path),
      }),
    });
    const text = fc.string({ unit: "grapheme" });
    await fc.assert(
      fc.asyncProperty(fc.uint8Array(), text, async (content, path) => {
        const { signals } = await runPlugin(plugin, "detect", { files: [{ path, content }] });
        expect(signals).toEqual([Buffer.from(content).toString("hex") + path]);
      }),
    );
  });
});
