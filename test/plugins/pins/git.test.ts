import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { runPins, testConformance } from "cig/sdk/testing";
import fc from "fast-check";
import { describe, expect, it, onTestFinished } from "vitest";
import { packetsOf, printPackets } from "../../../plugins/pins/git/packets.ts";
import plugin from "../../../plugins/pins/git/plugin.ts";
import { repositoryOf } from "../../../plugins/pins/git/repository.ts";
import { withEnvironment } from "../cache/access.ts";
import { gitServer } from "./git-server.ts";

testConformance(it, plugin, "plugins/pins/git/module.toml", []);

function withVariables(variables: Record<string, string>): void {
  onTestFinished(withEnvironment(variables));
}

const ask = (provider: string, name: string, versions: string[], grants: string[]) =>
  runPins(plugin, { questions: [{ provider, name, versions }], grants }).then(({ answers }) => answers[0]!);

describe("pins/git", () => {
  it("tells tags with the commits behind them, and the branches that are asked for", async () => {
    const server = await gitServer({
      "acme/deploy": {
        tags: ["v1", "v1.0.0", "release/3"],
        annotated: ["v2.0.0"],
        branches: ["next", "next-2", "v1"],
      },
    });
    withVariables({ GITHUB_SERVER_URL: server.url });
    const answer = await ask("github", "acme/deploy/sub/folder", ["next", "v1"], [`network:${server.url}`]);
    expect(answer.problem).toBe("");
    const told = Object.fromEntries(answer.versions.map(({ version, digest }) => [version, digest]));
    const commit = (ref: string) => server.commit("acme/deploy", ref);
    // A tag comes before a branch of its name; what no comment can hold is left out.
    expect(told).toEqual({
      v1: commit("refs/tags/v1"),
      "v1.0.0": commit("v1.0.0"),
      "v2.0.0": commit("v2.0.0"),
      next: commit("next"),
    });
    expect(answer.versions).toHaveLength(4);
  });

  it("knows where plugins of Buildkite are", async () => {
    const server = await gitServer({
      "buildkite-plugins/docker-compose-buildkite-plugin": { tags: ["v5.5.0"] },
      "acme/lint-buildkite-plugin": { tags: ["v1.0.0"] },
      "tools/other.git": { tags: ["v3.0.0"] },
    });
    withVariables({ GITHUB_SERVER_URL: server.url });
    const grants = [`network:${server.url}`];
    const version = async (name: string) =>
      (await ask("buildkite", name, [], grants)).versions.map((known) => known.version);
    expect(await version("docker-compose")).toEqual(["v5.5.0"]);
    expect(await version("acme/lint")).toEqual(["v1.0.0"]);
    expect(await version(`${server.url}/tools/other.git`)).toEqual(["v3.0.0"]);
  });

  it("says what is not there, and talks to no server without a grant", async () => {
    const server = await gitServer({ "acme/deploy": { tags: ["v1"] } });
    withVariables({ GITHUB_SERVER_URL: server.url });
    const problem = async (name: string, grants: string[]) => (await ask("github", name, [], grants)).problem;
    expect(await problem("acme/none", [`network:${server.url}`])).toBe(
      `is not at ${server.url}/acme/none, or not for everybody to see (404)`,
    );
    expect(await problem("acme/deploy", ["network:https://github.com"])).toBe(
      `is at ${server.url}, which cig.toml does not grant: "network:${server.url}"`,
    );
    expect(await problem("../etc", [`network:${server.url}`])).toBe(
      "is in no repository that can be asked over HTTP",
    );
    withVariables({ GITHUB_SERVER_URL: "http://127.0.0.1:9" });
    expect(await problem("acme/deploy", ["network:http://127.0.0.1:9"])).toMatch(
      /^(?:cannot be reached|failed)/,
    );
  });

  it.each([
    ["nothing", ""],
    ["a page", "<html>welcome</html>"],
    ["an answer that is cut off", "0032"],
    ["the first version of the protocol", "001e# service=git-upload-pack\n0000015523f0"],
  ])("believes no server that answers %s", async (_, body) => {
    const server = createServer((_, response) => void response.end(body));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void server.close());
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    withVariables({ GITHUB_SERVER_URL: url });
    const { problem, versions } = await ask("github", "acme/deploy", [], [`network:${url}`]);
    expect(versions).toEqual([]);
    expect(problem).toContain("does not speak version 2 of git's protocol");
  });

  it("sends a granted token as git does, and none to the address of a plugin", () => {
    const environment = { GITHUB_TOKEN: "secret" };
    const header = `Basic ${Buffer.from("x-access-token:secret").toString("base64")}`;
    const of = (provider: string, name: string) =>
      repositoryOf({ provider, name, versions: [] } as never, environment);
    expect(of("github", "acme/deploy")).toEqual({
      address: "https://github.com/acme/deploy",
      authorization: header,
    });
    expect(of("buildkite", "https://example.com/acme/plugin.git")).toEqual({
      address: "https://example.com/acme/plugin",
    });
  });
});

describe("git's framing", () => {
  it("is read as it was written, up to its end", () => {
    const line = fc.string({ unit: "grapheme", maxLength: 200 }).filter((text) => !text.includes("\n"));
    fc.assert(
      fc.property(fc.array(line), fc.string(), (lines, rest) => {
        const bytes = Buffer.concat([printPackets([lines]), Buffer.from(rest)]);
        expect(packetsOf(bytes)).toEqual(lines);
      }),
    );
  });

  it("throws at no bytes", () => {
    fc.assert(fc.property(fc.uint8Array(), (bytes) => void packetsOf(bytes)));
  });
});
