import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { parseArguments } from "../../../../core/cli/arguments.ts";
import { type Known, offerOf } from "../../../../core/cli/init/draft.ts";
import { applyWishes } from "../../../../core/cli/init/wishes/apply.ts";
import { checkWishes } from "../../../../core/cli/init/wishes/check.ts";
import { readWishes } from "../../../../core/cli/init/wishes/read.ts";
import { noWishes, type Wishes } from "../../../../core/cli/init/wishes/wishes.ts";
import type { Refusal } from "../../../../core/cli/invocation.ts";
import { FactSchema } from "../../../../proto/gen/cig/plugin/v1/fact_pb.ts";

const fact = (key: string, value: string, plugin: string, file: string) =>
  create(FactSchema, { key, value, plugin, confidence: 1, evidence: [{ file, line: 1 }] });

const known: Known = {
  root: "/nowhere",
  paths: [],
  plugins: [
    { name: "db/postgres", capabilities: ["service:postgres"], outputs: [] },
    { name: "db/redis", capabilities: ["service:redis"], outputs: [] },
    { name: "lang/node", capabilities: ["package:node"], outputs: [] },
    { name: "lang/ruby", capabilities: ["package:ruby"], outputs: [] },
    { name: "provider/github", capabilities: ["provider:github"], outputs: [".github/workflows/*.yml"] },
  ],
  facts: [
    fact("framework.rails.version", "8.0", "lang/ruby", "Gemfile.lock"),
    fact("script.test", "bin/rails test", "lang/ruby", "Gemfile"),
    fact("script[web].test", "npm test", "lang/node", "web/package.json"),
    fact("node[web].package_manager", "npm", "lang/node", "web/package-lock.json"),
    fact("script[web].build", "npm run build", "lang/node", "web/package.json"),
    fact("service.postgres.version", "16", "db/postgres", "compose.yml"),
  ],
};
const { jobs, ...rest } = offerOf(known);
const offer = { jobs, ...rest };

const wished = (wishes: Partial<Wishes>) => applyWishes(jobs, { ...noWishes, ...wishes });
const problems = (wishes: Partial<Wishes>) =>
  checkWishes({ ...noWishes, ...wishes }, offer).map(({ message, hint }) => `${message} ${hint}`);

function refused(...argv: string[]): string[] {
  const parsed = parseArguments(["init", ...argv]);
  if (parsed.kind === "wrong") return [parsed.diagnostic.message];
  if (parsed.kind !== "run") throw new Error(`"${argv.join(" ")}" is not run`);
  try {
    readWishes(parsed.arguments);
    return [];
  } catch (error) {
    return (error as Refusal).diagnostics.map(({ message, hint }) => `${message} ${hint}`);
  }
}

describe("what somebody wishes of init", () => {
  it("keeps jobs in their order, without those that nothing is left to wait for", () => {
    expect(jobs.map(({ id, needs }) => [id, ...needs])).toEqual([
      ["test"],
      ["test-web"],
      ["build-web", "test-web"],
    ]);
    expect(wished({ jobs: ["build-web", "test"] }).map(({ id, needs }) => [id, ...needs])).toEqual([
      ["test"],
      ["build-web"],
    ]);
    expect(wished({ without: ["test"] }).map(({ id }) => id)).toEqual(["test-web", "build-web"]);
  });

  it("gives versions to the tests that have the tool", () => {
    const matrix = new Map([["node", ["20", "22"]]]);
    expect(wished({ matrix }).map((job) => [job.id, ...job.matrix.keys()])).toEqual([
      ["test"],
      ["test-web", "node"],
      ["build-web"],
    ]);
  });

  it("leaves services where they were found and gives others to the main tests", () => {
    const of = (services: Wishes["services"]) =>
      wished({ services: services! }).flatMap((job) =>
        job.services.map(({ name, version, fact }) => [job.id, name, version, fact?.evidence[0]?.file]),
      );
    expect(of(new Map([["postgres", undefined]]))).toEqual([["test", "postgres", "16", "compose.yml"]]);
    expect(
      of(
        new Map([
          ["postgres", "15"],
          ["redis", undefined],
        ]),
      ),
    ).toEqual([
      ["test", "postgres", "15", undefined],
      ["test", "redis", undefined, undefined],
    ]);
    expect(of(new Map())).toEqual([]);
  });

  it("is told what the repository does not have, with what it has", () => {
    expect(problems({ providers: ["githb"] })).toEqual([
      'No plugin renders for a provider "githb". Did you mean "github"?',
    ]);
    expect(problems({ jobs: ["lint"] })).toEqual([
      'No job "lint" would be written for this repository. There is: test, test-web, build-web.',
    ]);
    expect(problems({ without: ["tset"] })).toEqual([
      'No job "tset" would be written for this repository. Did you mean "test"?',
    ]);
    expect(problems({ without: jobs.map(({ id }) => id) })).toEqual([
      "With these options no job is left to write. Leave out fewer of them.",
    ]);
    expect(problems({ runner: "ubuntu-24.4" })).toEqual([]);
    expect(problems({ runner: "macos" })[0]).toContain(
      '"macos" is no label of a machine that providers share.',
    );
    expect(problems({ services: new Map([["postgers", "16"]]) })).toEqual([
      'No plugin brings a service "postgers". Did you mean "postgres"?',
    ]);
    expect(problems({ jobs: ["build-web"], services: new Map([["redis", undefined]]) })).toEqual([
      'No job would need the service "redis": there is none that tests. Leave it out.',
    ]);
    expect(problems({ without: ["test-web"], matrix: new Map([["node", ["22"]]]) })).toEqual([
      'No job that tests uses "node", so it cannot run with several versions of it. There is: ruby.',
    ]);
  });

  it("is refused where it cannot be read", () => {
    expect(refused("--service", "=16")).toEqual([
      '--service cannot be "=16". Write a name, with a version or without: postgres, or postgres=16.',
    ]);
    expect(refused("--matrix", "node")).toEqual([
      '--matrix cannot be "node". Write a tool and its versions: node=20,22.',
    ]);
    expect(refused("--level", "SEC001=loud", "--level", "x=error")).toEqual([
      '--level cannot be "SEC001=loud". A level is one of error, warning, info, off.',
      '--level cannot be "x=error". Write a rule and its level: SEC001=error.',
    ]);
    expect(refused("--job", "test", "--without", "test")).toEqual([
      'The job "test" is asked for and left out. Keep --job or --without.',
    ]);
    expect(refused("--import", "--runner", "macos-14")).toEqual([
      "--import and --runner contradict each other: an import takes the CI as it is. " +
        "Import first and edit cig.toml then, or start anew:\n  cig init --no-import --runner …",
    ]);
    expect(refused("--import", "--no-import")).toEqual(["--import and --no-import contradict each other."]);
    expect(refused("--service", "redis", "--no-services")).toEqual([
      "--service and --no-services contradict each other.",
    ]);
  });
});
