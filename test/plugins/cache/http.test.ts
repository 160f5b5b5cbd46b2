import { runStore, testConformance, testStoreConformance } from "cig/sdk/testing";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import plugin from "../../../plugins/cache/http/plugin.ts";
import { accessOf, withEnvironment } from "./access.ts";
import { type Fault, faults, nobodysUrl, type ObjectServer, startObjectServer } from "./object-server.ts";

const signature = "a".repeat(64);
const key = { job: "lint", signature };
const marker = Buffer.from(JSON.stringify({ schema: "cig.marker/1", ...key, scope: "trusted" }));
const path = `/trusted/lint/${signature}.json`;

const open: { close(): unknown }[] = [];
afterEach(() => Promise.all(open.splice(0).map((thing) => thing.close())));

async function server(fault?: Fault): Promise<ObjectServer> {
  const started = await startObjectServer(fault);
  started.kept.set(path, marker);
  open.push(started);
  return started;
}

function withVariables(variables: Record<string, string>): void {
  open.push({ close: withEnvironment(variables) });
}

async function lookup(url: string, options = {}, more = {}) {
  const request = { access: accessOf(url, options, more), keys: [key], scopes: ["trusted"] };
  const { answers } = await runStore(plugin, "lookup", request);
  return answers[0]!.problem || answers[0]!.markers.map(({ content }) => Buffer.from(content).toString());
}

async function record(url: string, options = {}, more = {}) {
  const markers = [{ key, scope: "trusted", content: marker }];
  const { answers } = await runStore(plugin, "record", { access: accessOf(url, options, more), markers });
  return answers[0]!.problem;
}

describe("cache/http", () => {
  let url: string;
  beforeAll(async () => {
    const started = await startObjectServer();
    url = started.url;
    return () => started.close();
  });
  testConformance(it, plugin, "plugins/cache/http/module.toml", []);
  testStoreConformance(
    it,
    plugin,
    () => accessOf(`${url}/ci/`, { prefix: "shop" }),
    async () => accessOf(await nobodysUrl(), {}),
  );

  it("asks for one object for each scope, and puts two when it records", async () => {
    const { url, requests } = await server();
    expect(await lookup(url)).toEqual([marker.toString()]);
    expect(await record(url, { prefix: "a/b" })).toBe("");
    expect(requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      `GET ${path}`,
      `PUT /a/b${path}`,
      "PUT /a/b/trusted/lint/latest.json",
    ]);
  });

  it.each<[keyof typeof faults, unknown, string]>([
    [
      "answers 403",
      "The store answers 403 (Forbidden: the credentials do not reach so far).",
      "The store answers 403 (Forbidden: the credentials do not reach so far).",
    ],
    ["answers 404 with a page", [], "The store answers 404 (Not Found)."],
    [
      "answers 500",
      "The store answers 500 (Internal Server Error).",
      "The store answers 500 (Internal Server Error).",
    ],
    [
      "answers 200 with a page",
      'The store has a marker in "trusted" that is not JSON: it is damaged, cut short, or something else.',
      "",
    ],
    ["hangs before it answers", "The store did not answer in time.", "The store did not answer in time."],
    ["hangs in the middle", "The store did not answer in time.", ""],
    ["cuts the answer short", `The store broke off in the middle of ${path.slice(1)} (UND_ERR_SOCKET).`, ""],
    ["sends without end", `The store has an object larger than 256 KiB at ${path.slice(1)}.`, ""],
    [
      "hangs up",
      "The store cannot be reached (UND_ERR_SOCKET).",
      "The store cannot be reached (UND_ERR_SOCKET).",
    ],
    ["speaks something else", "The store failed: fetch failed.", "The store failed: fetch failed."],
  ])("of a server that %s says so", async (name, found, recorded) => {
    const { url } = await server(faults[name]);
    expect(await lookup(url, {}, { deadlineMs: 1000 })).toEqual(found);
    if (!name.includes("middle")) expect(await record(url, {}, { deadlineMs: 1000 })).toEqual(recorded);
  });

  it("of a server that is not there says so", async () => {
    expect(await lookup(await nobodysUrl())).toBe("The store cannot be reached (ECONNREFUSED).");
  });

  it("answers for the keys that came in time when others hang", async () => {
    const { url } = await server((request) => request.url!.includes("slow"));
    const keys = [{ job: "slow", signature }, key];
    const access = accessOf(url, {}, { deadlineMs: 1000 });
    const { answers } = await runStore(plugin, "lookup", { access, keys, scopes: ["trusted"] });
    expect(answers.map(({ problem, markers }) => problem || markers.length)).toEqual([
      "The store did not answer in time.",
      1,
    ]);
  });

  it("sends a token, or a name and a password, from variables", async () => {
    const { url, requests } = await server();
    await lookup(url);
    withVariables({ CIG_STORE_USER: "ci", CIG_STORE_PASSWORD: "pass:wörd" });
    await lookup(url);
    withVariables({ CIG_STORE_TOKEN: "t0ken" });
    await lookup(url);
    expect(requests.map(({ headers }) => headers.authorization)).toEqual([
      undefined,
      "Basic Y2k6cGFzczp3w7ZyZA==",
      "Bearer t0ken",
    ]);
  });

  it("keeps a token to itself that cannot be sent", async () => {
    withVariables({ CIG_STORE_TOKEN: "secret\n" });
    expect(await lookup("http://127.0.0.1:1")).toBe(
      "The store cannot send CIG_STORE_TOKEN: it has a blank, a line end or another character that no token has.",
    );
  });

  it.each([
    [
      "http://ci.example.com/markers",
      {},
      "where everybody on the way could write markers: use https, or say insecure = true",
    ],
    ["https://ci.example.com/markers?x=1", {}, 'an address with "?" or "#" cannot have names below it'],
  ])("does not use %s", async (address, options, why) => {
    expect(await lookup(address, options)).toBe(
      `The store does not use "${address}"${why.startsWith("an") ? ":" : ","} ${why}.`,
    );
  });

  it("goes without encryption where it is told to", async () => {
    // An address of this machine that is not among the names for it.
    const url = (await nobodysUrl()).replace("127.0.0.1", "[::ffff:127.0.0.1]");
    expect(await lookup(url)).toContain("use https, or say insecure = true");
    expect(await lookup(url, { insecure: true })).toMatch(/^The store cannot be reached \(E[A-Z]+\)\.$/);
  });
});

describe("cache/http and redirects", () => {
  const to = (location: (path: string) => string, status = 307): Fault => {
    return (request, response) => {
      if (request.url!.startsWith("/there")) return false;
      return !!response.writeHead(status, { location: location(request.url!) }).end();
    };
  };

  it("follows one on the same server, with its method and credentials", async () => {
    withVariables({ CIG_STORE_TOKEN: "t0ken" });
    const { url, requests, kept } = await server(to((path) => `/there${path}`));
    expect(await record(url)).toBe("");
    expect(kept.get(`/there${path}`)?.equals(marker)).toBe(true);
    expect(await lookup(url)).toEqual([marker.toString()]);
    expect(new Set(requests.map(({ headers }) => headers.authorization))).toEqual(new Set(["Bearer t0ken"]));
  });

  it("follows one to another server only where that is granted by name, and without the credentials", async () => {
    withVariables({ CIG_STORE_TOKEN: "t0ken" });
    const other = await server();
    const { url } = await server(to((path) => other.url + path));
    expect(await lookup(url)).toBe(
      `The store sends on to ${other.url}, which cig.toml does not grant by name.`,
    );
    expect(await lookup(url, {}, { grants: ["network:http://*"] })).toContain("does not grant by name");
    expect(other.requests).toEqual([]);
    expect(await lookup(url, {}, { grants: [`network:${other.url}`] })).toEqual([marker.toString()]);
    expect(other.requests.map(({ headers }) => headers.authorization)).toEqual([undefined]);
  });

  it("does not go round in circles", async () => {
    const { url, requests } = await server(to((path) => path));
    expect(await lookup(url)).toBe("The store sends on more than 3 times.");
    expect(requests.length).toBe(4);
  });

  it.each([
    ["file:///etc/passwd", "The store sends on to something that is no address."],
    ["http://[", "The store sends on to something that is no address."],
  ])("does not follow one to %s", async (location, problem) => {
    const { url } = await server(to(() => location));
    expect(await lookup(url)).toBe(problem);
  });
});
