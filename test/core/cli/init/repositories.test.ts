import { readFileSync } from "node:fs";
import { create, DetectResponseSchema } from "cig/sdk";
import { describe, expect, it } from "vitest";
import { findingsOf } from "../../../../core/cli/findings.ts";
import { draftJobs } from "../../../../core/cli/init/jobs.ts";
import { detect } from "../../../../core/detect/detect.ts";
import type { Host, InstalledPlugin } from "../../../../core/host/host.ts";
import { parseManifest } from "../../../../core/manifest.ts";
import type { Repo } from "../../../../core/repo/repo.ts";
import postgres from "../../../../plugins/db/postgres/plugin.ts";
import redis from "../../../../plugins/db/redis/plugin.ts";
import docker from "../../../../plugins/docker/build/plugin.ts";
import dotnet from "../../../../plugins/lang/dotnet/plugin.ts";
import elixir from "../../../../plugins/lang/elixir/plugin.ts";
import go from "../../../../plugins/lang/go/plugin.ts";
import java from "../../../../plugins/lang/java/plugin.ts";
import node from "../../../../plugins/lang/node/plugin.ts";
import php from "../../../../plugins/lang/php/plugin.ts";
import python from "../../../../plugins/lang/python/plugin.ts";
import ruby from "../../../../plugins/lang/ruby/plugin.ts";
import rust from "../../../../plugins/lang/rust/plugin.ts";
import type { DetectRequest } from "../../../../proto/gen/cig/plugin/v1/plugin_pb.ts";

const plugins = {
  "db/postgres": postgres,
  "db/redis": redis,
  "docker/build": docker,
  "lang/dotnet": dotnet,
  "lang/go": go,
  "lang/elixir": elixir,
  "lang/java": java,
  "lang/node": node,
  "lang/php": php,
  "lang/python": python,
  "lang/ruby": ruby,
  "lang/rust": rust,
};

type PluginName = keyof typeof plugins;

const installed = (Object.keys(plugins) as PluginName[]).map((name) => {
  const text = readFileSync(new URL(`../../../../plugins/${name}/module.toml`, import.meta.url), "utf8");
  return { name, manifest: parseManifest(text, "module.toml").value! } as unknown as InstalledPlugin;
});

/** What the bundled plugins find in a repository of these files, and the jobs that init makes of it. */
async function look(files: Record<string, string>) {
  const call = async ({ name }: InstalledPlugin, _hook: string, request: DetectRequest) => ({
    ok: true,
    response: create(DetectResponseSchema, await plugins[name as PluginName].detect!(request)),
    memo: "off",
  });
  const host = { plugins: installed, call } as unknown as Host;
  const read = async (path: string) => new TextEncoder().encode(files[path]);
  const { facts } = await detect(host, { paths: Object.keys(files).sort(), read } as unknown as Repo, []);
  const summaries = installed.map(({ name, manifest }) => ({ ...manifest, name }));
  return {
    findings: findingsOf(facts).map(({ what, root }) => (root ? `${what} in ${root}` : what)),
    jobs: draftJobs(facts, summaries).map(({ id, packages, commands, services, needs }) =>
      [
        `${id} (${packages.join(" ")})`,
        ...(needs.length > 0 ? [`after ${needs.join(" ")}`] : []),
        ...commands.map(({ value }) => value),
        ...services.map((service) => `+ ${service.name} ${service.version ?? ""}`.trim()),
      ].join(" | "),
    ),
  };
}

const json = (value: object) => JSON.stringify(value, null, 2);
const composeWith = (image: string) => `services:\n  db:\n    image: ${image}\n`;

describe("what init makes of", () => {
  it("a Rails application with bundled JavaScript", async () => {
    const { findings, jobs } = await look({
      ".ruby-version": "3.4.4\n",
      Gemfile:
        'gem "rails"\ngem "pg"\ngem "sidekiq"\ngem "jsbundling-rails"\ngroup :test do\n  gem "rspec-rails"\nend\n',
      "Gemfile.lock": "GEM\n  specs:\n    rails (8.0.2)\n\nDEPENDENCIES\n  rails\n\nBUNDLED WITH\n   2.6.9\n",
      ".rspec": "--require spec_helper\n",
      "bin/rails": "#!/usr/bin/env ruby\n",
      "config/database.yml": "test:\n  adapter: postgresql\n  database: orders_test\n",
      "db/schema.rb": "",
      "docker/compose.yml": composeWith("redis:7"),
      "Dockerfile.dev": "FROM ruby:3.4\n",
      "package.json": json({ scripts: { build: "esbuild app/javascript/*.*" } }),
      "yarn.lock": "",
      "spec/dummy/package.json": json({ scripts: { test: "jest" } }),
      "spec/models/order_spec.rb": "",
    });
    expect(findings).toEqual(["Bundler 2.6.9", "Rails 8.0.2", "Node", "Yarn", "Ruby 3.4.4", "PostgreSQL"]);
    expect(jobs).toEqual([
      "test (ruby node) | bin/rails db:test:prepare | bundle exec rspec | + postgres",
      "build (node) | yarn build",
    ]);
  });

  it("a Rails API with a frontend in a folder", async () => {
    const { jobs } = await look({
      Gemfile: 'ruby "3.3.6"\ngem "rails"\ngem "pg"\ngem "rubocop"\n',
      ".rubocop.yml": "",
      "bin/rails": "",
      "test/test_helper.rb": "",
      "db/schema.rb": "",
      "compose.yml": composeWith("postgres:16"),
      "web/package.json": json({
        engines: { node: ">=20" },
        scripts: { lint: "eslint .", test: "vitest", build: "vite build", e2e: "playwright test" },
      }),
      "web/package-lock.json": "{}",
      "docs/package.json": json({ scripts: { build: "vitepress build" } }),
      "docs/package-lock.json": "{}",
    });
    expect(jobs).toEqual([
      "lint (ruby) | bundle exec rubocop",
      "lint-web (node) | npm run lint",
      "test (ruby) | bin/rails db:test:prepare | bin/rails test | + postgres 16",
      "test-web (node) | npm test",
      "build-web (node) | after test-web | npm run build",
    ]);
  });

  it("an Elixir application on Phoenix", async () => {
    const { findings, jobs } = await look({
      ".formatter.exs": "",
      ".tool-versions": "elixir 1.17.2-otp-27\nerlang 27.0\n",
      "mix.exs":
        'def project do\n  [elixir: "~> 1.15", deps: [\n    {:phoenix, "~> 1.7"},\n    {:credo, "~> 1.7", only: :dev},\n    {:dialyxir, "~> 1.4"}\n  ]]\nend\n',
      "mix.lock": '%{\n  "phoenix": {:hex, :phoenix, "1.7.14", "c7"},\n}\n',
      "test/shop_web/router_test.exs": "",
    });
    expect(findings).toEqual(["Elixir 1.17.2", "Mix", "Erlang 27.0", "Phoenix 1.7.14"]);
    expect(jobs).toEqual([
      "lint (elixir) | mix format --check-formatted && mix credo",
      "typecheck (elixir) | mix dialyzer",
      "test (elixir) | mix test",
    ]);
  });

  it("a Laravel application with a frontend of its own", async () => {
    const { findings, jobs } = await look({
      ".env.example": "APP_KEY=\n",
      artisan: "#!/usr/bin/env php\n",
      "composer.json": json({
        type: "project",
        require: { php: "^8.2", "laravel/framework": "^11.0", "ext-gd": "*" },
        "require-dev": { "larastan/larastan": "^3", "laravel/pint": "^1", "phpunit/phpunit": "^11" },
        scripts: { test: "@php artisan test", lint: "pint" },
      }),
      "composer.lock": json({ packages: [{ name: "laravel/framework", version: "v11.4.0" }] }),
      "phpstan.neon": "",
      "package.json": json({ scripts: { build: "vite build" } }),
      "package-lock.json": "{}",
    });
    expect(findings).toEqual(["Laravel 11.4.0", "Node", "npm", "PHP ^8.2", "Composer"]);
    expect(jobs).toEqual([
      "typecheck (php) | vendor/bin/phpstan analyse",
      "test (php) | cp .env.example .env && php artisan key:generate | composer test",
      "build (node) | npm run build",
    ]);
  });

  it("a library that tries adapters in its examples", async () => {
    const { findings, jobs } = await look({
      "package.json": json({
        engines: { node: ">= 18" },
        scripts: { lint: "eslint .", test: "mocha" },
        devDependencies: { "connect-redis": "^8", mocha: "^10", pg: "^8" },
      }),
      "examples/session/package.json": json({ dependencies: { redis: "5" } }),
    });
    expect(findings).toEqual(["Node >= 18", "npm"]);
    expect(jobs).toEqual(["lint (node) | npm run lint", "test (node) | npm test"]);
  });

  it("a test runner whose end-to-end cases are projects", async () => {
    const { findings, jobs } = await look({
      "package.json": json({
        packageManager: "yarn@4.9.1",
        workspaces: ["packages/*"],
        scripts: { test: "yarn jest", jest: "node ./packages/cli/bin/cli.js" },
      }),
      "yarn.lock": "",
      "packages/cli/package.json": json({ name: "cli", scripts: { test: "exit 1" } }),
      "e2e/transform/package.json": json({ scripts: { test: "cli" }, engines: { node: "12" } }),
      "e2e/transform/yarn.lock": "",
      "e2e-cases/react/package.json": json({ dependencies: { react: "18.3.1" } }),
      "e2e-cases/react/yarn.lock": "",
    });
    expect(findings).toEqual(["Node", "Yarn 4.9.1"]);
    expect(jobs).toEqual(["test (node) | yarn test"]);
  });

  it("an application of two languages in one workspace each", async () => {
    const { jobs } = await look({
      "package.json": json({
        workspaces: ["frontend"],
        scripts: { lint: "bun run --filter web lint", test: "bun run --filter web test" },
      }),
      "bun.lock": "",
      "frontend/package.json": json({
        name: "web",
        scripts: { lint: "biome check --write", test: "bunx playwright test" },
      }),
      "frontend/Dockerfile.playwright": "FROM node:22\n",
      "pyproject.toml": '[tool.uv.workspace]\nmembers = ["backend"]\n',
      "uv.lock": "",
      ".python-version": "3.14\n",
      "backend/pyproject.toml":
        '[build-system]\nrequires = ["hatchling"]\n[project]\nname = "app"\ndependencies = ["fastapi>=0.115", "psycopg[binary]"]\n[dependency-groups]\ndev = ["pytest", "ruff", "mypy"]\n',
      "compose.yml": composeWith("postgres:18"),
    });
    expect(jobs).toEqual([
      "lint (node) | bun run lint",
      "lint-backend (python) | uv run ruff check",
      "test-backend (python) | uv run pytest | + postgres 18",
    ]);
  });

  it("a monorepo of Node packages with a Python service that it leaves out", async () => {
    const { jobs } = await look({
      "package.json": json({
        packageManager: "pnpm@10.2.0",
        scripts: { lint: "turbo lint", build: "turbo build" },
      }),
      "pnpm-workspace.yaml": "packages:\n  - apps/*\n  - '!apps/api'\n",
      "pnpm-lock.yaml": "",
      "apps/web/package.json": json({ name: "web", scripts: { lint: "eslint .", build: "next build" } }),
      "apps/web/Dockerfile.dev": "FROM node:22\n",
      "apps/api/package.json": json({ name: "api" }),
      "apps/api/manage.py": "",
      "apps/api/requirements.txt": "-r requirements/base.txt\n",
      "apps/api/requirements/base.txt": "django==5.2\npsycopg==3.2\n",
      "apps/api/requirements/test.txt": "-r base.txt\npytest\n",
      "docker-compose.yml": composeWith("postgres:15.7-alpine"),
    });
    expect(jobs).toEqual([
      "lint (node) | pnpm lint",
      "test-apps-api (python) | pytest | + postgres 15.7",
      "build (node) | pnpm build",
    ]);
  });

  it("a Django project that tests on SQLite and supports every database", async () => {
    const { jobs } = await look({
      "manage.py": "",
      "site/settings.py":
        'DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3"}}\nif DB == "postgres":\n    DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql"}}\n',
      "requirements.txt": "django==6.0\npsycopg==3.2\nmysqlclient==2.2\n",
      "docker/docker-compose.yml": composeWith("postgres:16"),
    });
    expect(jobs).toEqual(["test (python) | python manage.py test"]);
  });

  it("a Python tool full of material for its tests", async () => {
    const { findings, jobs } = await look({
      "pyproject.toml":
        '[build-system]\nrequires = ["hatchling"]\n[project]\nname = "packer"\nrequires-python = ">=3.10"\nlicense = "MIT"\n[dependency-groups]\ndev = ["pytest", "pre-commit"]\n',
      "uv.lock": "",
      ".pre-commit-config.yaml": "repos: []\n",
      "tests/fixtures/poetry/pyproject.toml": '[tool.poetry]\nname = "x"\n',
      "tests/projects/pipenv/Pipfile": "",
      "tests/projects/pipenv/Pipfile.lock": "{}",
      "src/packer/templates/package.json": "{}",
      "scripts/pdf/requirements.txt": "weasyprint\n",
    });
    expect(findings).toEqual(["Python >=3.10", "uv"]);
    expect(jobs).toEqual([
      "lint (python) | uv run pre-commit run --all-files",
      "test (python) | uv run pytest",
      "build (python) | after test | uv build",
    ]);
  });

  it("a gem with gems beside it", async () => {
    const gemspec = 'Gem::Specification.new do |s|\n  s.required_ruby_version = ">= 3.2"\nend\n';
    const { findings, jobs } = await look({
      Gemfile: 'gemspec\ngem "minitest"\n',
      "rack.gemspec": gemspec,
      "bin/test": "",
      "test/rack_test.rb": "",
      "contrib/Gemfile": 'gemspec\ngem "rspec"\n',
      "contrib/contrib.gemspec": gemspec,
      "contrib/spec/spec_helper.rb": "",
      "spec/dummy/Gemfile": 'gem "rails"\n',
    });
    expect(findings).toEqual(["Ruby >= 3.2", "Ruby >= 3.2 in contrib"]);
    expect(jobs).toEqual(["test (ruby) | bin/test", "test-contrib (ruby) | bundle exec rspec"]);
  });

  it("a Go service with a Makefile and a linter", async () => {
    const { findings, jobs } = await look({
      "go.mod":
        "module acme.dev/shop\n\ngo 1.25.0\n\ntoolchain go1.27.4\n\nrequire github.com/jackc/pgx/v5 v5.7.6\n",
      "go.sum": "",
      ".golangci.yml": 'version: "2"\n',
      ".golangci-lint-version": "v2.14.0\n",
      Makefile: "test:\n\tgo test -race ./...\n",
      "cmd/shop/main.go": "package main\n",
      "cart/cart_test.go": "package cart\n",
      "internal/tools/go.mod": "module tools\n\ngo 1.21\n",
      "vendor/example.org/x/go.mod": "module example.org/x\n\ngo 1.12\n",
      "cart/testdata/go.mod": "module testdata\n\ngo 1.9\n",
      "compose.yaml": composeWith("postgres:17"),
    });
    expect(findings).toEqual(["Go 1.27.4", "PostgreSQL 17"]);
    expect(jobs).toEqual([
      "lint (go) | go run github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.14.0 run",
      "test (go) | make test | + postgres 17",
      "build (go) | after test | go build ./...",
    ]);
  });

  it("a Rust workspace with a fuzzer beside it", async () => {
    const { findings, jobs } = await look({
      "Cargo.toml": '[workspace]\nmembers = ["crates/*"]\n[workspace.package]\nrust-version = "1.88"\n',
      "Cargo.lock": "version = 4\n",
      "rust-toolchain.toml": '[toolchain]\nchannel = "1.98.0"\n',
      "clippy.toml": "",
      "rustfmt.toml": "",
      "crates/shop/Cargo.toml": '[package]\nname = "shop"\n',
      "crates/shop/src/main.rs": "fn main() {}\n",
      "crates/shop/tests/buy.rs": "",
      "fuzz/Cargo.toml": '[package]\nname = "fuzz"\n',
      "fuzz/rust-toolchain": "nightly\n",
      "target/package/shop/Cargo.toml": '[package]\nname = "shop"\n',
    });
    expect(findings).toEqual(["Rust 1.98.0"]);
    expect(jobs).toEqual([
      "lint (rust) | cargo fmt --all --check && cargo clippy --workspace --locked --all-targets -- -D warnings",
      "test (rust) | cargo test --workspace --locked",
      "build (rust) | after test | cargo build --workspace --locked",
    ]);
  });

  it("an ASP.NET application with a React client and tools", async () => {
    const test = '<PackageReference Include="xunit" Version="2.9.2" />';
    const { findings, jobs } = await look({
      "Shop.slnx":
        '<Solution><Project Path="src/Web/Web.csproj" /><Project Path="tests/Web.Tests/Web.Tests.csproj" /></Solution>',
      "global.json": json({ sdk: { version: "10.0.100" } }),
      ".config/dotnet-tools.json": json({ version: 1, tools: { "dotnet-ef": { version: "10.0.0" } } }),
      ".editorconfig": "[*.cs]\nindent_size = 4\n",
      "src/Web/Web.csproj":
        '<Project Sdk="Microsoft.NET.Sdk.Web"><PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup></Project>',
      "src/Web/client/package.json": json({
        scripts: { test: "vitest run" },
        devDependencies: { vitest: "^3" },
      }),
      "src/Web/client/package-lock.json": json({ lockfileVersion: 3 }),
      "tests/Web.Tests/Web.Tests.csproj": `<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup><ItemGroup>${test}</ItemGroup></Project>`,
      "samples/Old/Old.slnx": "<Solution />",
    });
    expect(findings).toEqual([
      ".NET 10.0.100",
      "NuGet",
      "ASP.NET Core 10.0",
      "Node in src/Web/client",
      "npm in src/Web/client",
    ]);
    expect(jobs).toEqual([
      "test (dotnet) | dotnet tool restore | dotnet test",
      "test-src-Web-client (node) | npm test",
      "build (dotnet) | after test | dotnet build --configuration Release",
    ]);
  });

  it("a Spring application with a build for each tool", async () => {
    const { findings, jobs } = await look({
      "pom.xml": "<project>\n<properties><java.version>21</java.version></properties>\n</project>\n",
      mvnw: "#!/bin/sh\n",
      ".mvn/wrapper/maven-wrapper.properties":
        "distributionUrl=https://example.org/apache-maven-3.9.11-bin.zip\n",
      "build.gradle": "sourceCompatibility = 8\n",
      gradlew: "#!/bin/sh\n",
      "src/test/resources/project/pom.xml":
        "<project><properties><java.version>6</java.version></properties></project>\n",
      "target/classes/pom.xml": "<project/>\n",
      "compose.yml": composeWith("postgres:17"),
    });
    expect(findings).toEqual(["Java >=21", "Maven 3.9.11", "PostgreSQL 17"]);
    expect(jobs).toEqual(["test (java) | ./mvnw -B verify | + postgres 17"]);
  });

  it("a checker's own repository, which is full of other people's manifests", async () => {
    const target = (name: string) => ({
      [`crates/complete/wanted/${name}/pyproject.toml`]:
        '[project]\nname = "case"\nrequires-python = ">=3.13"\n',
      [`crates/complete/wanted/${name}/uv.lock`]: "",
    });
    const { findings, jobs } = await look({
      "Cargo.toml": '[workspace]\nmembers = ["crates/*"]\n[workspace.package]\nrust-version = "1.90"\n',
      "Cargo.lock": "",
      "crates/complete/Cargo.toml": '[package]\nname = "complete"\n',
      "crates/complete/src/main.rs": "",
      "crates/complete/src/lib.rs": "",
      ...target("import"),
      ...target("class"),
      ...target("scope"),
      "crates/parse/corpus/app/package.json": json({ scripts: { test: "jest" } }),
      "crates/parse/Cargo.toml": '[package]\nname = "parse"\n',
      "hooks/resources/package.json": json({ scripts: { test: "jest" } }),
      "pyproject.toml":
        '[project]\nname = "checker"\nrequires-python = ">=3.9"\n[dependency-groups]\ndev = ["prek"]\nstub-formatting = ["black"]\nserver-test = ["pytest"]\n',
      "uv.lock": "",
    });
    expect(findings.filter((finding) => finding.includes(" in "))).toEqual([]);
    expect(jobs.join("\n")).not.toMatch(/black|pytest|jest|wanted/);
  });
});
