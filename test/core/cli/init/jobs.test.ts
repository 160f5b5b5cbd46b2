import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { draftJobs } from "../../../../core/cli/init/jobs.ts";
import { FactSchema } from "../../../../proto/gen/cig/plugin/v1/fact_pb.ts";

const plugins = [
  { name: "db/postgres", capabilities: ["service:postgres"], outputs: [] },
  { name: "lang/node", capabilities: ["package:node"], outputs: [] },
  { name: "lang/python", capabilities: ["package:python"], outputs: [] },
  { name: "lang/ruby", capabilities: ["package:ruby"], outputs: [] },
];

const fact = (plugin: string, key: string, value: string, file: string, confidence = 1) =>
  create(FactSchema, { key, value, plugin, confidence, evidence: [{ file, line: 1 }] });
const ruby = (key: string, value: string, file = "Gemfile") => fact("lang/ruby", key, value, file);
const node = (key: string, value: string, file = "package.json") => fact("lang/node", key, value, file);
const python = (key: string, value: string, file = "pyproject.toml") => fact("lang/python", key, value, file);
const postgres = (file: string, confidence = 1) =>
  fact("db/postgres", "service.postgres", "used", file, confidence);

/** "id in folder: packages | commands | services" of each job. */
function drafted(...facts: ReturnType<typeof fact>[]): string[] {
  return draftJobs(facts, plugins).map(({ id, workingDirectory, packages, commands, services }) =>
    [
      `${id}${workingDirectory && ` in ${workingDirectory}`}: ${packages.join(" ")}`,
      commands.map(({ value }) => value).join("; "),
      services.map(({ name, version }) => [name, version].filter(Boolean).join("=")).join(" "),
    ]
      .filter(Boolean)
      .join(" | "),
  );
}

describe("the main tests", () => {
  const php = (key: string, value: string) => fact("lang/php", key, value, "composer.json");

  it("are those of the server, not of the pages that it shows", () => {
    const facts = [
      php("framework.laravel.version", "12.22.1"),
      php("script.test", "vendor/bin/phpunit"),
      node("framework.vue.version.constraint", "^3.5"),
      node("framework.react.version.constraint", "^19"),
      node("script.test", "yarn test"),
      node("script.build", "yarn build"),
    ];
    expect(drafted(...facts, postgres("compose.yml"))).toEqual([
      "test:  | vendor/bin/phpunit | postgres",
      "test-node: node | yarn test",
      "build: node | yarn build",
    ]);
  });
});

describe("services that init gives", () => {
  const java = (key: string, value: string) => fact("lang/java", key, value, "pom.xml");

  it("are none of tests that start their own, nor of others for it", () => {
    expect(
      drafted(
        java("script.test", "mvn verify"),
        java("script.test.services", "org.testcontainers"),
        postgres("compose.yml"),
      ),
    ).toEqual(["test:  | mvn verify"]);
  });
});

describe("the jobs that init drafts", () => {
  it("prepare before the tests, and install what the tests need besides", () => {
    expect(
      drafted(
        ruby("script.prepare", "bin/rails db:test:prepare", "db/schema.rb"),
        ruby("script.test", "bin/rails test"),
        ruby("script.test.packages", "node"),
        ruby("script.lint", "bundle exec rubocop"),
      ),
    ).toEqual([
      "lint: ruby | bundle exec rubocop",
      "test: ruby node | bin/rails db:test:prepare; bin/rails test",
    ]);
  });

  it("leave out what is only guessed", () => {
    expect(
      drafted(
        fact("lang/python", "script.typecheck", "mypy .", "pyproject.toml", 0.5),
        python("script.test", "pytest"),
        postgres("pyproject.toml", 0.5),
      ),
    ).toEqual(["test: python | pytest"]);
  });

  it("take a plugin that says nothing of its confidence at its word", () => {
    expect(drafted(fact("lang/python", "script.test", "pytest", "x", 0))).toEqual(["test: python | pytest"]);
  });

  it("exist for a folder that is installed on its own", () => {
    expect(
      drafted(
        node("script.test", "npm test"),
        node("node[web].package_manager", "pnpm", "web/pnpm-lock.yaml"),
        node("node[web].script.test", "pnpm test", "web/package.json"),
      ),
    ).toEqual(["test: node | npm test", "test-web in web: node | pnpm test"]);
  });

  it("do not exist for a package of a workspace whose root does the same for all", () => {
    expect(
      drafted(
        python("workspace.members", "core"),
        python("script.test", "uv run pytest"),
        python("python[core].script.test", "uv run pytest", "core/pyproject.toml"),
        python("python[core].script.lint", "uv run ruff check", "core/pyproject.toml"),
      ),
    ).toEqual(["lint-core in core: python | uv run ruff check", "test: python | uv run pytest"]);
  });
});

describe("a build", () => {
  const needs = (...facts: ReturnType<typeof fact>[]) =>
    draftJobs(facts, plugins)
      .filter(({ kind }) => kind === "build")
      .map(({ id, needs }) => [id, ...needs]);

  it("waits for the tests of its code or language, and for no others", () => {
    expect(
      needs(
        ruby("script.test", "bundle exec rspec"),
        node("script.build", "yarn build"),
        python("script.build", "uv build"),
        python("script.test", "uv run pytest"),
      ),
    ).toEqual([["build", "test"], ["build-node"]]);
    expect(
      needs(
        node("script.test", "npm test"),
        node("node[web].lockfile", "web/yarn.lock"),
        node("node[web].script.build", "yarn build", "web/package.json"),
      ),
    ).toEqual([["build-web", "test"]]);
  });
});

describe("the services that init adds", () => {
  const two = [
    node("script.test", "bun run test"),
    python("python[backend].script.test", "uv run pytest", "backend/pyproject.toml"),
  ];

  it("go to the tests of the code whose manifest speaks for them", () => {
    expect(drafted(...two, postgres("backend/pyproject.toml"))).toEqual([
      "test: node | bun run test",
      "test-backend in backend: python | uv run pytest | postgres",
    ]);
  });

  it("go to the tests in whose folder they are stated", () => {
    expect(drafted(...two, postgres("backend/compose.yml"))).toEqual([
      "test: node | bun run test",
      "test-backend in backend: python | uv run pytest | postgres",
    ]);
  });

  it("go to the main tests where nothing tells whose they are", () => {
    expect(drafted(...two, postgres("compose.yml"))).toEqual([
      "test: node | bun run test | postgres",
      "test-backend in backend: python | uv run pytest",
    ]);
  });

  it("do not go to a folder that has no use for them", () => {
    expect(drafted(ruby("ruby[shop].script.test", "rake", "shop/Gemfile"), postgres("compose.yml"))).toEqual([
      "test-shop in shop: ruby | rake",
    ]);
  });

  it("have the stated version, unless that is a guess as well", () => {
    const version = (confidence: number) =>
      fact("db/postgres", "service.postgres.version", "16", "docker/compose.yml", confidence);
    const test = ruby("script.test", "bundle exec rspec");
    expect(drafted(test, postgres("Gemfile", 0.8), version(1))).toEqual([
      "test: ruby | bundle exec rspec | postgres=16",
    ]);
    expect(drafted(test, postgres("Gemfile", 0.8), version(0.5))).toEqual([
      "test: ruby | bundle exec rspec | postgres",
    ]);
    expect(drafted(test, postgres("Gemfile", 0.5), version(0.5))).toEqual(["test: ruby | bundle exec rspec"]);
  });
});
