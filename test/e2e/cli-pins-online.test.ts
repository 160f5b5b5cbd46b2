import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { type GitServer, gitServer } from "../plugins/pins/git-server.ts";
import { registryServer } from "../plugins/pins/registry-server.ts";
import { type Ended, repository } from "./cli.ts";

const program = fileURLToPath(new URL("../../dist/cig.cjs", import.meta.url));
const digest = (pair: string) => `sha256:${pair.repeat(32)}`;

/** As `cig`, while servers of this process answer. */
function cig(folder: string, argv: readonly string[], server: GitServer): Promise<Ended> {
  const child = spawn(process.execPath, [program, ...argv], {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: folder, GITHUB_SERVER_URL: server.url },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [out, err] = ["", ""];
  child.stdout.on("data", (text) => (out += text));
  child.stderr.on("data", (text) => (err += text));
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, out, err })));
}

const configOf = (plugins: string, image = "", provider = "github") => `version = "0.2"

[plugins]
${plugins}

[jobs.test]
${image && `image = "${image}"\n`}steps = [{ run = "make test" }, { native.${provider} = "acme/deploy@v2${provider === "github" ? "" : ".1.0"}" }]

[[outputs]]
provider = "${provider}"
path = "${provider === "github" ? ".github/workflows/ci.yml" : ".buildkite/pipeline.yml"}"
`;

const grantOf = (...urls: string[]) =>
  `{ version = "~1.0", grant = [${urls.map((url) => `"network:${url}"`).join(", ")}, "environment:GITHUB_SERVER_URL"] }`;

const actions = {
  "actions/checkout": { annotated: ["v7.0.1", "v7.2.0", "v8.0.0"] },
  "acme/deploy": { tags: ["v1.9.0", "v2", "v2.1.0", "v2.3.4", "v3.0.0-rc.1"] },
};

const lockOf = (folder: string) => readFileSync(join(folder, "cig.lock"), "utf8");
const pinsOf = (folder: string) => (lockOf(folder).split("[pins]\n")[1] ?? "").split("\n\n")[0]!.trim();
const workflowOf = (folder: string) => readFileSync(join(folder, ".github/workflows/ci.yml"), "utf8");

it("update --online pins to the newest that the repositories have, within the line that is asked for", async () => {
  const server = await gitServer(actions);
  const folder = repository({ "cig.toml": configOf(`"pins/git" = ${grantOf(server.url)}`) });
  expect((await cig(folder, ["render"], server)).code).toBe(0);
  expect(workflowOf(folder)).toContain("uses: acme/deploy@v2\n");

  const shown = await cig(folder, ["outdated", "--online", "--exit-code"], server);
  expect(shown.out).toBe(
    "NAME              USED    UPDATE  NEWEST\n" +
      "acme/deploy       v2      v2.3.4  v2.3.4\n" +
      "actions/checkout  v7.0.1  v7.2.0  v8.0.0\n\n" +
      "2 of 2 pins can be updated: cig update\n",
  );
  expect(shown.code).toBe(2);

  const updated = await cig(folder, ["update", "--online"], server);
  const commit = (name: string, version: string) => server.commit(name, version);
  expect(updated.out).toContain(`acme/deploy v2 → v2.3.4 (${commit("acme/deploy", "v2.3.4").slice(0, 12)})`);
  expect(workflowOf(folder)).toContain(`uses: acme/deploy@${commit("acme/deploy", "v2.3.4")} # v2.3.4\n`);
  expect(workflowOf(folder)).toContain(
    `uses: actions/checkout@${commit("actions/checkout", "v7.2.0")} # v7.2.0\n`,
  );
  // Without the network, what was found holds.
  expect((await cig(folder, ["render", "--check"], server)).code).toBe(0);
  expect((await cig(folder, ["update"], server)).out).toContain("Every pin is the newest");
  expect((await cig(folder, ["outdated", "--online"], server)).out).toContain("asks for an older line");
});

it("a name alone is moved, and one that nothing is called by is refused", async () => {
  const server = await gitServer(actions);
  const folder = repository({ "cig.toml": configOf(`"pins/git" = ${grantOf(server.url)}`) });
  await cig(folder, ["render"], server);
  expect((await cig(folder, ["update", "--online", "acme/deploy"], server)).code).toBe(0);
  expect(pinsOf(folder)).toContain('"acme/deploy@v2" = { version = "v2.3.4"');
  expect(pinsOf(folder)).toContain('"actions/checkout@v7" = { version = "v7.0.1"');
  const refused = await cig(folder, ["update", "--online", "acme/none"], server);
  expect(refused.code).toBe(1);
  expect(refused.err).toContain('Nothing that is pinned is called "acme/none".');
});

it("a release that stands for another commit than before is not taken, and told", async () => {
  const server = await gitServer(actions);
  const folder = repository({ "cig.toml": configOf(`"pins/git" = ${grantOf(server.url)}`) });
  await cig(folder, ["update", "--online"], server);
  const before = pinsOf(folder);
  server.move("acme/deploy", "v2.3.4");
  const again = await cig(folder, ["update", "--online"], server);
  expect(again.err).toContain("warning[CIG335]");
  expect(again.err).toContain("acme/deploy v2.3.4 is pinned to");
  expect(pinsOf(folder)).toBe(before);
});

it("images are pinned where somebody asks for it, and follow their tags from then on", async () => {
  const server = await gitServer(actions);
  const images: Record<string, string> = { "acme/tool:1": digest("ab") };
  const registry = await registryServer(images);
  const name = `${registry.host}/acme/tool:1`;
  const plugins = `"pins/git" = ${grantOf(server.url)}\n"pins/registry" = { grant = ["network:${registry.url}"] }`;
  const folder = repository({ "cig.toml": configOf(plugins, name) });
  await cig(folder, ["render"], server);
  const shown = await cig(folder, ["outdated", "--online"], server);
  expect(shown.out).toContain("1 image without a digest, which this pins: cig update --online --images\n");

  await cig(folder, ["update", "--online"], server);
  expect(workflowOf(folder)).toContain(`${name}\n`);
  const pinned = await cig(folder, ["update", "--online", "--images"], server);
  expect(pinned.out).toContain(`${name} - → sha256:abababababab\n`);
  expect(workflowOf(folder)).toContain(`${name}@${digest("ab")}`);
  images["acme/tool:1"] = digest("cd");
  expect((await cig(folder, ["update", "--online"], server)).code).toBe(0);
  expect(workflowOf(folder)).toContain(`${name}@${digest("cd")}`);
  expect(pinsOf(folder)).toContain(`"${name}" = { digest = "${digest("cd")}" }`);
  expect((await cig(folder, ["update"], server)).code).toBe(0);
  expect(workflowOf(folder)).toContain(digest("cd"));
});

it("plugins of Buildkite are pinned to commits, too", async () => {
  const server = await gitServer({ "acme/deploy-buildkite-plugin": { tags: ["v2.1.0", "v2.4.0"] } });
  const folder = repository({
    "cig.toml": configOf(`"pins/git" = ${grantOf(server.url)}`, "", "buildkite"),
  });
  expect((await cig(folder, ["update", "--online"], server)).code).toBe(0);
  const commit = server.commit("acme/deploy-buildkite-plugin", "v2.1.0");
  expect(readFileSync(join(folder, ".buildkite/pipeline.yml"), "utf8")).toContain(
    `- acme/deploy#${commit} # v2.1.0\n`,
  );
  expect(pinsOf(folder)).toBe(`"acme/deploy@v2" = { version = "v2.1.0", digest = "${commit}" }`);
});

it("without a grant nobody is asked, and the message has the line to write", async () => {
  const server = await gitServer(actions);
  const folder = repository({ "cig.toml": configOf("") });
  const refused = await cig(folder, ["outdated", "--online"], server);
  expect(refused.code).toBe(1);
  expect(refused.err).toContain("error[CIG333]");
  expect(refused.err).toContain('"pins/git" = { version = "~1.0", grant = ["network:https://github.com"] }');
});

it("what cannot be looked up stays as it is, and the rest moves", async () => {
  const server = await gitServer({ "actions/checkout": actions["actions/checkout"] });
  const folder = repository({ "cig.toml": configOf(`"pins/git" = ${grantOf(server.url)}`) });
  const updated = await cig(folder, ["update", "--online"], server);
  expect(updated.code).toBe(0);
  expect(updated.err).toContain("warning[CIG334]");
  expect(updated.err).toContain('"acme/deploy" is not at');
  expect(workflowOf(folder)).toContain("uses: acme/deploy@v2\n");
  expect(pinsOf(folder)).toContain('version = "v7.2.0"');
  const again = await cig(folder, ["update", "--online"], server);
  expect(again.out).toContain("Every pin is the newest of what is asked for as far as that is known.\n");
});

it("a server that is away is an error, and nothing moves", async () => {
  const server = await gitServer(actions);
  const folder = repository({ "cig.toml": configOf(`"pins/git" = ${grantOf("http://127.0.0.1:9")}`) });
  const away = { ...server, url: "http://127.0.0.1:9" };
  const before = await cig(folder, ["render"], away);
  expect(before.code).toBe(0);
  const lock = lockOf(folder);
  for (const command of ["update", "outdated"]) {
    const asked = await cig(folder, [command, "--online"], away);
    expect(asked.code).toBe(1);
    expect(asked.out).toBe("");
    expect(asked.err).toContain("warning[CIG334]");
    expect(asked.err).toContain("error[CIG333]");
  }
  expect(lockOf(folder)).toBe(lock);
});

it("--images without --online is refused", async () => {
  const server = await gitServer({});
  const folder = repository({ "cig.toml": configOf("") });
  const refused = await cig(folder, ["update", "--images"], server);
  expect(refused.code).toBe(1);
  expect(refused.err).toContain("cig update --online --images");
});
