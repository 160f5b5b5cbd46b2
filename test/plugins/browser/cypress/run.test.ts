import { Function as Fn, type Input } from "cig/sdk";
import { describe, expect, it } from "vitest";
import cypress from "../../../../plugins/browser/cypress/plugin.ts";
import {
  expansionsOf,
  factsOf,
  packageUse,
  planned,
  remarksOf,
  stepUse,
  table,
  written,
} from "../../request.ts";
import { input, namesOf, scriptOf } from "../wishes.ts";

const stated = { "browser.cypress": "node", "browser.cypress.root": "." };

/** The steps behind those that make Cypress ready. */
async function run(inputs: Input[], facts: Record<string, string> = stated) {
  const uses = [packageUse("cypress"), stepUse("browser/cypress", { inputs })];
  return expansionsOf(await planned(cypress, { uses, facts: factsOf(facts) }))[1]!.steps;
}

async function remarks(inputs: Input[], request: object = {}) {
  const uses = [stepUse("browser/cypress", { inputs })];
  return remarksOf(await planned(cypress, { uses, facts: factsOf(stated), ...request }));
}

describe("how browser/cypress runs tests", () => {
  it("runs all of them, and keeps what they left when they fail", async () => {
    const steps = await run([]);
    expect(namesOf(steps)).toEqual(["Run Cypress", "Keep what the tests left"]);
    expect(scriptOf(steps[0])).toBe("npx --no cypress run");
    const upload = steps[1]!;
    expect(upload.condition?.kind.value).toMatchObject({ function: Fn.FAILURE });
    expect(upload.kind).toMatchObject({ case: "upload", value: { name: "test-cypress" } });
    const paths = upload.kind.case === "upload" ? upload.kind.value.pathTexts.map(written) : [];
    expect(paths).toEqual(["cypress/screenshots", "cypress/videos"]);
  });

  it("hands all options on, each value as one word", async () => {
    const [step] = await run([
      input("component", "true"),
      input("browser", "chrome"),
      input("spec", "cypress/e2e/a.cy.ts,cypress/e2e/it's/*.cy.ts"),
      input("config_file", "ci/cypress.config.ts"),
      input("config", '{"retries":2}'),
    ]);
    expect(scriptOf(step)).toBe(
      "npx --no cypress run --component --browser chrome --spec 'cypress/e2e/a.cy.ts,cypress/e2e/it'\\''s/*.cy.ts' --config-file ci/cypress.config.ts --config '{\"retries\":2}'",
    );
  });

  it("records with the secret, in parallel, under a group of the matrix", async () => {
    const [step] = await run([
      input("record", "true"),
      input("parallel", "true"),
      input("group", "{{ matrix.browser }}"),
      input("ci_build_id", "{{ run.id }}"),
      input("tag", "nightly"),
    ]);
    expect(scriptOf(step)).toBe(
      'npx --no cypress run --record --parallel --group "$RUN_GROUP" --tag nightly --ci-build-id "$RUN_CI_BUILD_ID"',
    );
    expect(table(step!.env)).toEqual({
      CYPRESS_RECORD_KEY: "{{ secrets.CYPRESS_RECORD_KEY }}",
      RUN_GROUP: "{{ matrix.browser }}",
      RUN_CI_BUILD_ID: "{{ run.id }}",
    });
  });

  it("builds, starts the server, and waits for the address that the configuration names", async () => {
    const steps = await run(
      [input("build", "npm run build"), input("start", "npm start"), input("wait_seconds", "90")],
      {
        ...stated,
        "browser.cypress.base_url": "http://localhost:3000",
      },
    );
    expect(namesOf(steps)).toEqual([
      "Build for the tests",
      "Start the server",
      "Wait for the server",
      "Run Cypress",
      "Keep what the tests left",
    ]);
    expect(steps.map(({ background }) => background)).toEqual([false, true, false, false, false]);
    expect(table(steps[2]!.env)).toEqual({ WAIT_ON_1: "http://localhost:3000" });
    expect(scriptOf(steps[2])).toContain("+ 90))");
  });

  it("waits for several addresses, and for none without a server of its own", async () => {
    const base = { ...stated, "browser.cypress.base_url": "https://staging.example.com" };
    const two = await run([input("wait_on", "http://localhost:1/a, http://localhost:2")], base);
    expect(table(two[0]!.env)).toEqual({
      WAIT_ON_1: "http://localhost:1/a",
      WAIT_ON_2: "http://localhost:2",
    });
    expect(scriptOf(two[0])).toMatch(/\nwait_for "\$WAIT_ON_1"\nwait_for "\$WAIT_ON_2"$/);
    expect(namesOf(await run([], base))).toEqual(["Run Cypress", "Keep what the tests left"]);
  });

  it("runs a command of the repository in the place of its own", async () => {
    const steps = await run([input("command", "npm run test:e2e"), input("record", "true")]);
    expect(scriptOf(steps[0])).toBe("npm run test:e2e");
    expect(table(steps[0]!.env)).toEqual({ CYPRESS_RECORD_KEY: "{{ secrets.CYPRESS_RECORD_KEY }}" });
  });

  it("keeps other files or none, and tells the runs of a job apart", async () => {
    expect(namesOf(await run([input("artifacts", [])]))).toEqual(["Run Cypress"]);
    const uses = [1, 2].map((n) =>
      stepUse("browser/cypress", { id: `test/steps/${n}`, inputs: [input("artifacts", ["out"])] }),
    );
    const all = expansionsOf(await planned(cypress, { uses, facts: factsOf(stated) }));
    const uploads = all.map(({ steps }) => steps.at(-1)!.kind);
    expect(uploads.map((kind) => (kind.case === "upload" ? kind.value.name : ""))).toEqual([
      "test-cypress",
      "test-cypress-2",
    ]);
  });

  it("runs where Cypress is named", async () => {
    const steps = await run([input("start", "npm start"), input("wait_on", "http://localhost:1")], {
      ...stated,
      "browser.cypress.root": "e2e",
    });
    expect(new Set(steps.map(({ workingDirectory }) => workingDirectory))).toEqual(new Set(["e2e"]));
  });
});

describe("what browser/cypress refuses or remarks", () => {
  it.each([
    [[input("browser", "$(id)")], ["ERROR CYPRESS201 jobs.test.steps.0"]],
    [[input("parallel", "true")], ["ERROR CYPRESS203 jobs.test.steps.0"]],
    [[input("parallel", "false"), input("group", "")], []],
    [[input("record", "true"), input("record_key", "0a1b2c")], ["ERROR CYPRESS204 jobs.test.steps.0"]],
    [[input("build", "{{ git.branch }}")], ["ERROR CYPRESS205 jobs.test.steps.0"]],
    [[input("wait_on", "localhost:3000")], ["ERROR CYPRESS206 jobs.test.steps.0"]],
    [[input("start", "npm start")], ["WARNING CYPRESS207 jobs.test.steps.0"]],
    [[input("wait_seconds", "0.5")], ["ERROR CYPRESS208 jobs.test.steps.0"]],
    [[input("cache_folder", "cypress-cache")], ["ERROR CYPRESS209 jobs.test.steps.0"]],
    [[input("command", "npm run e2e"), input("spec", "a.cy.ts")], ["ERROR CYPRESS212 jobs.test.steps.0"]],
    [[input("command", "{{ git.sha }}")], ["ERROR CYPRESS205 jobs.test.steps.0"]],
    [[input("browser", "chrome:beta"), input("cache_folder", "/opt/cypress")], []],
  ])("%#", async (inputs, expected) => {
    expect(await remarks(inputs)).toEqual(expected);
  });

  it("warns of a browser that only GitHub's machines have, unless an image may bring it", async () => {
    const inputs = [input("browser", "firefox")];
    expect(await remarks(inputs, { providers: ["circleci", "github"] })).toEqual([
      "WARNING CYPRESS211 jobs.test.steps.0",
    ]);
    const uses = [stepUse("browser/cypress", { inputs, inContainer: true })];
    expect(await remarks(inputs, { providers: ["circleci"], uses })).toEqual([]);
  });

  it("refuses a run as a package, and warns where nothing names Cypress", async () => {
    const uses = [packageUse("cypress", { inputs: [input("start", "npm start")] })];
    expect(remarksOf(await planned(cypress, { uses }))).toEqual([
      "WARNING CYPRESS202 jobs.test.packages",
      "ERROR CYPRESS210 jobs.test.packages",
    ]);
  });
});
