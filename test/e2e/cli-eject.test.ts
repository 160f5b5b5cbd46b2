import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { cig, repository } from "./cli.ts";

const workflow = ".github/workflows/ci.yml";
const toml = `version = "0.2"

[jobs.test]
steps = [{ run = "make test" }]

[[outputs]]
provider = "github"
path = "${workflow}"
`;
const read = (folder: string, path: string) => readFileSync(join(folder, path), "utf8");

it("eject leaves the same files without header, removes cig.lock and says so", () => {
  const folder = repository({ "cig.toml": toml });
  expect(cig(folder, ["render"]).code).toBe(0);
  const body = read(folder, workflow).split("\n").slice(2).join("\n");
  const { code, out } = cig(folder, ["render", "--eject"]);
  expect(code).toBe(0);
  expect(out).toBe(
    `updated ${workflow}\nremoved cig.lock\n` +
      "These files are plain now: edit them directly. cig.toml was left as it is.\n" +
      "To go on without cig: git rm cig.toml\n" +
      "To let cig keep them again, as long as nobody edited them: cig render\n",
  );
  expect(read(folder, workflow)).toBe(body);
  expect(body).toMatch(/^name: /);
  expect(existsSync(join(folder, "cig.lock"))).toBe(false);
  expect(read(folder, "cig.toml")).toBe(toml);
});

it("eject writes plain files also where nothing was rendered before, and changes nothing the second time", () => {
  const folder = repository({ "cig.toml": toml });
  const { code, out } = cig(folder, ["render", "--eject", "--json"]);
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({
    files: [{ path: workflow, change: "create", owner: "provider/github" }],
    written: true,
  });
  const first = read(folder, workflow);
  expect(first).not.toContain("cig:source");
  expect(cig(folder, ["render", "--eject"]).out).toContain("Nothing to write");
  expect(read(folder, workflow)).toBe(first);
});

it("render takes ejected files back as long as nobody edited them", () => {
  const folder = repository({ "cig.toml": toml });
  cig(folder, ["render", "--eject"]);
  expect(cig(folder, ["render"]).code).toBe(0);
  expect(read(folder, workflow)).toContain("# cig:source sha256:");
  cig(folder, ["render", "--eject"]);
  appendFileSync(join(folder, workflow), "# mine\n");
  const { code, err } = cig(folder, ["render"]);
  expect(code).toBe(1);
  expect(err).toContain("error[CIG605]");
});

it("eject refuses a file that was edited by hand, and writes nothing", () => {
  const folder = repository({ "cig.toml": toml });
  cig(folder, ["render"]);
  appendFileSync(join(folder, workflow), "# mine\n");
  const before = read(folder, workflow);
  const { code, err } = cig(folder, ["render", "--eject"]);
  expect(code).toBe(1);
  expect(err).toContain("error[CIG602]");
  expect(read(folder, workflow)).toBe(before);
  expect(existsSync(join(folder, "cig.lock"))).toBe(true);
});

it("eject refuses workflows that ask cig in CI which jobs have to run", () => {
  const skipping = toml.replace(
    "[jobs.test]\n",
    '[jobs.test]\nskip_if = { paths_unmodified = ["src/**"] }\n',
  );
  const folder = repository({ "cig.toml": skipping, "src/a.c": "" });
  const { code, err } = cig(folder, ["render", "--eject"]);
  expect(code).toBe(1);
  expect(err).toContain("asks cig in CI which jobs have to run");
  expect(existsSync(join(folder, workflow))).toBe(false);
  const off = skipping.replace('version = "0.2"\n', 'version = "0.2"\nskip = false\n');
  const open = repository({ "cig.toml": off, "src/a.c": "" });
  expect(cig(open, ["render", "--eject"]).code).toBe(0);
  expect(read(open, workflow)).not.toContain("cig ");
});

it("eject and check cannot be asked for together", () => {
  const folder = repository({ "cig.toml": toml });
  expect(cig(folder, ["render", "--eject", "--check"]).err).toContain("error[CIG703]");
});
