import { runPins, testConformance } from "cig/sdk/testing";
import { describe, expect, it } from "vitest";
import { imageOf } from "../../../plugins/pins/registry/image.ts";
import plugin from "../../../plugins/pins/registry/plugin.ts";
import { registryServer } from "./registry-server.ts";

testConformance(it, plugin, "plugins/pins/registry/module.toml", []);

const digest = `sha256:${"ab".repeat(32)}`;

const ask = (name: string, grants: string[]) =>
  runPins(plugin, { questions: [{ name }], grants }).then(({ answers }) => answers[0]!);

describe("pins/registry", () => {
  it("asks for the digest of a tag, with the token that everybody gets", async () => {
    const registry = await registryServer({ "acme/tool:1.2": digest });
    const answer = await ask(`${registry.host}/acme/tool:1.2`, [`network:${registry.url}`]);
    expect(answer.problem).toBe("");
    expect(answer.versions).toMatchObject([{ version: "", digest }]);
    const head = "HEAD /v2/acme/tool/manifests/1.2";
    expect(registry.asked).toEqual([head, "GET /token", head]);
  });

  it("says what is not there, what is not granted, and what tells no digest", async () => {
    const registry = await registryServer({ "acme/odd:1": "md5:1" });
    const grants = [`network:${registry.url}`];
    const problem = async (path: string, given = grants) =>
      (await ask(`${registry.host}/${path}`, given)).problem;
    expect(await problem("acme/none:1")).toBe(`is not in ${registry.url}`);
    expect(await problem("acme/odd:1")).toBe(`cannot be looked up: ${registry.url} tells no sha256 digest`);
    expect(await problem("acme/odd:1", ["network:https://ghcr.io"])).toBe(
      `needs ${registry.url}, which cig.toml does not grant: "network:${registry.url}"`,
    );
    expect((await ask("Not An Image", grants)).problem).toBe("is no name of an image");
  });

  it("gets no token from a server that is not granted", async () => {
    const tokens = await registryServer({});
    const registry = await registryServer({ "acme/tool:1": digest }, tokens.url);
    const name = `${registry.host}/acme/tool:1`;
    expect((await ask(name, [`network:${registry.url}`])).problem).toBe(
      `needs ${tokens.url}, which cig.toml does not grant: "network:${tokens.url}"`,
    );
    expect(tokens.asked).toEqual([]);
    const both = [`network:${registry.url}`, `network:${tokens.url}`];
    expect((await ask(name, both)).versions).toMatchObject([{ digest }]);
  });
});

describe("the name of an image", () => {
  it.each([
    ["postgres:16", "https://registry-1.docker.io", "library/postgres", "16"],
    ["cimg/node:22.1", "https://registry-1.docker.io", "cimg/node", "22.1"],
    ["docker.io/postgres", "https://registry-1.docker.io", "library/postgres", "latest"],
    ["ghcr.io/acme/a/b:v1", "https://ghcr.io", "acme/a/b", "v1"],
    ["localhost:5000/tool", "http://localhost:5000", "tool", "latest"],
    ["registry.example.com:8443/tool:1", "https://registry.example.com:8443", "tool", "1"],
  ])("is read as Docker reads it: %s", (name, registry, repository, tag) => {
    expect(imageOf(name)).toEqual({ registry, repository, tag });
  });

  it.each(["", "Upper/case:1", "a:b:c", "ghcr.io/:1", "acme/../x:1", "tool:", "evil.com#/x:1"])(
    "is none: %j",
    (name) => expect(() => imageOf(name)).toThrow("is no name of an image"),
  );
});
