import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { cig, repository } from "./cli.ts";

const checkout = "3d3c42e5aac5ba805825da76410c181273ba90b1";
const old = "a".repeat(40);

const files = (steps: string) => ({
  "cig.toml": `version = "0.2"

[jobs.test]
steps = [${steps}]

[[outputs]]
provider = "github"
path = ".github/workflows/ci.yml"
`,
});

const lockOf = (folder: string) => readFileSync(join(folder, "cig.lock"), "utf8");
const workflowOf = (folder: string) => readFileSync(join(folder, ".github/workflows/ci.yml"), "utf8");
const pinsOf = (folder: string) => lockOf(folder).split("[pins]\n")[1] ?? "";

/** Somebody edits the pins that a first render left. */
function lockedTo(folder: string, line: string): void {
  expect(cig(folder, ["render"]).code).toBe(0);
  const [head] = lockOf(folder).split("\n[pins]\n");
  writeFileSync(join(folder, "cig.lock"), `${head}\n[pins]\n${line}\n`);
}

it("what is fetched of third parties is written into cig.lock, and holds when cig knows newer ones", () => {
  const folder = repository(files('{ run = "make test" }'));
  expect(cig(folder, ["render"]).code).toBe(0);
  expect(pinsOf(folder)).toBe(`"actions/checkout@v7" = { version = "v7.0.1", digest = "${checkout}" }\n`);

  lockedTo(folder, `"actions/checkout@v7" = { version = "v7.0.0", digest = "${old}" }`);
  expect(cig(folder, ["render"]).code).toBe(0);
  expect(workflowOf(folder)).toContain(`uses: actions/checkout@${old} # v7.0.0\n`);
  expect(cig(folder, ["render", "--check"]).code).toBe(0);
});

it("outdated shows what update moves, and update writes it", () => {
  const folder = repository(files('{ run = "make test" }'));
  lockedTo(folder, `"actions/checkout@v7" = { version = "v7.0.0", digest = "${old}" }`);
  cig(folder, ["render"]);
  const shown = cig(folder, ["outdated", "--exit-code"]);
  expect(shown.code).toBe(2);
  expect(shown.out).toBe(
    "NAME              USED    UPDATE  NEWEST\n" +
      "actions/checkout  v7.0.0  v7.0.1  v7.0.1\n\n" +
      "1 of 1 pin can be updated: cig update\n",
  );
  const json = JSON.parse(cig(folder, ["outdated", "--json"]).out);
  expect(json).toMatchObject({
    schema: "cig.outdated/1",
    pins: [{ name: "actions/checkout", outdated: true }],
  });

  const dry = cig(folder, ["update", "--dry-run"]);
  expect(dry.out).toBe("actions/checkout v7.0.0 → v7.0.1 (3d3c42e5aac5)\n");
  expect(workflowOf(folder)).toContain(old);

  expect(cig(folder, ["update", "actions/checkout"]).code).toBe(0);
  expect(workflowOf(folder)).toContain(`actions/checkout@${checkout} # v7.0.1`);
  expect(cig(folder, ["outdated"]).out).toBe("1 pin, each the newest of what is asked for.\n");
  expect(cig(folder, ["update"]).out).toContain("Every pin is the newest of what is asked for.");
});

it("a pin of another line than the one that is asked for holds nothing", () => {
  const folder = repository(files('{ run = "make test" }'));
  lockedTo(folder, `"actions/checkout@v6" = { version = "v6.0.0", digest = "${old}" }`);
  expect(cig(folder, ["render"]).code).toBe(0);
  expect(workflowOf(folder)).not.toContain(old);
  expect(pinsOf(folder)).not.toContain("checkout@v6");
});

it("an action that only cig.lock can pin stays pinned, also in an update", () => {
  const folder = repository(files('{ native.github = "acme/deploy@v2" }'));
  lockedTo(folder, `"acme/deploy@v2" = { version = "v2.3.4", digest = "${old}" }`);
  expect(cig(folder, ["render"]).code).toBe(0);
  expect(workflowOf(folder)).toContain(`uses: acme/deploy@${old} # v2.3.4\n`);
  expect(cig(folder, ["update"]).code).toBe(0);
  expect(workflowOf(folder)).toContain(`uses: acme/deploy@${old} # v2.3.4\n`);
  expect(pinsOf(folder)).toContain(`"acme/deploy@v2" = { version = "v2.3.4", digest = "${old}" }\n`);
});

it("an image with a digest in cig.lock is fetched by it, on every provider", () => {
  const digest = `sha256:${"b".repeat(64)}`;
  const toml = files('{ run = "make test" }')["cig.toml"].replace(
    "[jobs.test]\n",
    '[jobs.test]\nservices = { postgres = "16" }\n',
  );
  const folder = repository({
    "cig.toml": `${toml}\n[[outputs]]\nprovider = "jenkins"\npath = "Jenkinsfile"\n`,
  });
  lockedTo(folder, `"postgres:16" = { digest = "${digest}" }`);
  expect(cig(folder, ["render"]).code).toBe(0);
  expect(workflowOf(folder)).toContain(`image: postgres:16@${digest}\n`);
  expect(readFileSync(join(folder, "Jenkinsfile"), "utf8")).toContain(`postgres:16@${digest}`);
  expect(pinsOf(folder)).toContain(`"postgres:16" = { digest = "${digest}" }\n`);
  expect(cig(folder, ["render", "--check"]).code).toBe(0);
});

it("a version that the table makes a commit changes no file when cig.lock holds it", () => {
  const folder = repository(files('{ native.github = "actions/setup-go@v5" }'));
  expect(cig(folder, ["render"]).code).toBe(0);
  const [first, lock] = [workflowOf(folder), lockOf(folder)];
  expect(first).toMatch(/uses: actions\/setup-go@[0-9a-f]{40} # v5\.\d+\.\d+\n/);
  expect(cig(folder, ["render"]).out).toBe("Nothing to write: 2 files up to date.\n");
  expect([workflowOf(folder), lockOf(folder)]).toEqual([first, lock]);
});

it("pins that cannot be read are an error, and nothing is written", () => {
  const folder = repository(files('{ run = "make test" }'));
  lockedTo(folder, '"actions/checkout@v7" = { version = "v7", digest = "main" }');
  const { code, err } = cig(folder, ["render"]);
  expect(code).toBe(1);
  expect(lockOf(folder)).toContain('digest = "main"');
  expect(err).toContain("error[CIG332]");
  expect(cig(folder, ["update"]).code).toBe(0);
  expect(workflowOf(folder)).toContain(checkout);
});

it("an update never goes back: what a bot bumped beyond what this cig knows stays", () => {
  const folder = repository(files('{ run = "make test" }'));
  lockedTo(folder, `"actions/checkout@v7" = { version = "v7.99.0", digest = "${old}" }`);
  cig(folder, ["render"]);
  expect(cig(folder, ["update"]).out).toContain("Every pin is the newest of what is asked for.");
  expect(workflowOf(folder)).toContain(`actions/checkout@${old} # v7.99.0`);
  expect(cig(folder, ["update", "actions/checkout"]).code).toBe(0);
  expect(pinsOf(folder)).toContain("v7.99.0");
});

it("a commit that cig.lock has for a version that cig knows otherwise is put right", () => {
  const folder = repository(files('{ run = "make test" }'));
  lockedTo(folder, `"actions/checkout@v7" = { version = "v7.0.1", digest = "${old}" }`);
  cig(folder, ["render"]);
  expect(cig(folder, ["update"]).out).toContain("actions/checkout v7.0.1 → v7.0.1 (3d3c42e5aac5)\n");
  expect(workflowOf(folder)).not.toContain(old);
});
