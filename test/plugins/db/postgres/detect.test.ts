import { toBinary } from "@bufbuild/protobuf";
import { create, DetectResponseSchema, runPlugin } from "cig/sdk";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import postgres from "../../../../plugins/db/postgres/plugin.ts";
import { type Contents, filesOf, see } from "../../repository.ts";

const compose = (image: string) => `services:\n  db:\n    image: ${image}\n`;

const settings = (engine: string) =>
  `DATABASES = {\n    "default": {\n        "ENGINE": "${engine}",\n    }\n}\n`;

describe("the version of PostgreSQL", () => {
  it.each([
    ["postgres:16", "16"],
    ["postgres:16-alpine", "16"],
    ["postgres:16.2-bookworm", "16.2"],
    ["postgres:9.6.24", "9.6.24"],
    ["postgres:17beta1", "17"],
    ["docker.io/library/postgres:13.2", "13.2"],
    ["postgis/postgis:16-3.4", "16"],
    ["postgis/postgis:15-3.3-alpine", "15"],
    ["pgvector/pgvector:pg16", "16"],
    ["pgvector/pgvector:0.8.0-pg17-trixie", "17"],
    ["timescale/timescaledb:2.14.2-pg16", "16"],
    ["bitnami/postgresql:15.4.0-debian-11-r45", "15.4"],
    ["cimg/postgres:14.9", "14.9"],
    ["supabase/postgres:15.1.0.147", "15.1"],
    ["ghcr.io/acme/postgres:14-vectorchord0.4.3", "14"],
    ["postgres:${PG_VERSION:-15}", "15"],
    ["postgres", undefined],
    ["postgres:latest", undefined],
    ["postgres:alpine", undefined],
    ["postgres:bookworm", undefined],
    ["postgres@sha256:0a1b2c # 14.15", undefined],
    ["postgres:${PG_VERSION}", undefined],
    ["pgvector/pgvector:0.8.0", undefined],
    ["citusdata/citus:12.1", undefined],
    ["acme/postgres:3", undefined],
  ])("of the image %s is %s", async (image, version) => {
    const seen = await see(postgres, { "compose.yaml": compose(image) });
    expect(seen.facts["service.postgres.version"]).toBe(version);
    expect(seen.facts["service.postgres"]).toBe("used");
    expect(seen.evidence["service.postgres"]).toEqual(["compose.yaml:3"]);
    expect(seen.remarks).toEqual([]);
  });

  it.each([
    "postgrest/postgrest:v12",
    "dpage/pgadmin4:8",
    "prometheuscommunity/postgres-exporter",
    "mysql:8",
    "acme/app:16",
  ])("is not in the image %s", async (image) => {
    expect((await see(postgres, { "compose.yaml": compose(image) })).facts).toEqual({});
  });

  it("comes from .tool-versions and mise.toml as well", async () => {
    expect((await see(postgres, { ".tool-versions": "postgres 16.2" })).facts).toEqual({
      "service.postgres.version": "16.2",
    });
    expect(
      (await see(postgres, { "mise.toml": '[tools]\npostgres = "17"' })).facts["service.postgres.version"],
    ).toBe("17");
  });

  it("comes from the tests' own compose file first, and a disagreement is remarked", async () => {
    const seen = await see(postgres, {
      "docker-compose.yml": compose("postgres:16"),
      "docker-compose.test.yml": compose("postgres:14"),
      "docker-compose.prod.yml": compose("postgres:12"),
      "deploy/compose.yaml": compose("postgres:13"),
    });
    expect(seen.facts["service.postgres.version"]).toBe("14");
    expect(seen.evidence["service.postgres.version"]).toEqual(["docker-compose.test.yml:3"]);
    expect(seen.remarks).toEqual(["WARNING PG103 docker-compose.yml:3"]);
    expect(seen.messages[0]).toContain("docker-compose.test.yml:3 says 14, docker-compose.yml:3 says 16.");
  });

  it("is none where one file runs two, and that is remarked", async () => {
    const two = "services:\n  old:\n    image: postgres:13\n  new:\n    image: postgres:17\n";
    const seen = await see(postgres, { "compose.yaml": two });
    expect(seen.facts["service.postgres.version"]).toBeUndefined();
    expect(seen.remarks).toEqual(["WARNING PG102 compose.yaml:3"]);
  });

  it("is the more exact one where files agree", async () => {
    const seen = await see(postgres, {
      "compose.yaml": compose("postgres:16"),
      ".tool-versions": "postgres 16.2",
    });
    expect(seen.facts["service.postgres.version"]).toBe("16");
    expect(seen.evidence["service.postgres.version"]).toEqual(["compose.yaml:3", ".tool-versions:1"]);
    expect(seen.remarks).toEqual([]);
  });

  it("is not read from commented-out lines and examples", async () => {
    const seen = await see(postgres, {
      "compose.yaml": "services:\n  web:\n    build: .\n#  db:\n#    image: postgres:16\n",
      "compose.example.yaml": compose("postgres:16"),
    });
    expect(seen.facts).toEqual({});
  });
});

describe("an image with extensions", () => {
  it("is a fact, because a plain one would lack them", async () => {
    const seen = await see(postgres, { "compose.yaml": compose("pgvector/pgvector:pg16") });
    expect(seen.facts["service.postgres.image"]).toBe("pgvector/pgvector:pg16");
  });

  it.each(["postgres:16-alpine", "cimg/postgres:14.9", "bitnami/postgresql:15", "pgvector/pgvector:${TAG}"])(
    "is not %s",
    async (image) => {
      expect(
        (await see(postgres, { "compose.yaml": compose(image) })).facts["service.postgres.image"],
      ).toBeUndefined();
    },
  );
});

describe("the use of PostgreSQL", () => {
  it.each<[string, Contents, string[], number]>([
    ["a Gemfile", { Gemfile: 'source "x"\ngem "pg"' }, ["Gemfile:2"], 0.8],
    [
      "a gemspec",
      { "x.gemspec": 'Gem::Specification.new do |s|\n  s.add_development_dependency "pg"\nend' },
      ["x.gemspec:2"],
      0.8,
    ],
    [
      "package.json",
      { "package.json": '{\n  "dependencies": {\n    "pg": "^8"\n  }\n}' },
      ["package.json:3"],
      0.8,
    ],
    [
      "a package of a workspace",
      { "apps/api/package.json": '{"dependencies":{"postgres":"3"}}' },
      ["apps/api/package.json:1"],
      0.7,
    ],
    [
      "a library that may be one of many",
      { "packages/pg-adapter/package.json": '{"dependencies":{"pg":"8"}}' },
      ["packages/pg-adapter/package.json:1"],
      0.5,
    ],
    [
      "what only developers of a package install",
      { "package.json": '{"devDependencies":{"pg":"8"}}' },
      ["package.json:1"],
      0.5,
    ],
    [
      "a driver beside those of other databases",
      { "requirements.txt": "psycopg2\nmysqlclient\n" },
      ["requirements.txt:1"],
      0.5,
    ],
    [
      "a compose file among the ways to deploy",
      { "docker/compose/compose.postgres.yml": compose("postgres") },
      ["docker/compose/compose.postgres.yml:3"],
      0.5,
    ],
    [
      "Django's settings",
      { "shop/settings.py": settings("django.db.backends.postgresql") },
      ["shop/settings.py:3"],
      0.9,
    ],
    [
      "a database that a variable chooses",
      {
        "shop/settings.py": `${settings("django.db.backends.sqlite3")}if os.getenv("DB") == "pg":\n    ${settings("django.db.backends.postgresql")}`,
        "compose.yml": compose("postgres"),
        "requirements.txt": "psycopg",
      },
      ["compose.yml:3"],
      0.9,
    ],
    [
      "requirements.txt",
      { "requirements.txt": "flask\npsycopg2-binary==2.9\n" },
      ["requirements.txt:2"],
      0.8,
    ],
    [
      "pyproject.toml",
      { "pyproject.toml": '[project]\ndependencies = ["asyncpg"]' },
      ["pyproject.toml:2"],
      0.8,
    ],
    ["go.mod", { "go.mod": "require github.com/jackc/pgx/v5 v5.6.0" }, ["go.mod:1"], 0.8],
    [
      "go.mod beside a driver of another database",
      { "go.mod": "require (\n\tgithub.com/jackc/pgx/v5 v5.6.0\n\tmodernc.org/sqlite v1.54.0\n)\n" },
      ["go.mod:2"],
      0.5,
    ],
    [
      "a Prisma schema",
      { "prisma/schema.prisma": 'datasource db {\n  // provider = "mysql"\n  provider = "postgresql"\n}' },
      ["prisma/schema.prisma:3"],
      0.9,
    ],
    [
      "database.yml",
      { "config/database.yml": "test:\n  adapter: postgresql\n" },
      ["config/database.yml:2"],
      1,
    ],
    [
      "an engine's dummy application",
      { "spec/dummy/config/database.yml": "test:\n  adapter: postgresql\n" },
      ["spec/dummy/config/database.yml:2"],
      0.7,
    ],
  ])("is shown by %s", async (_, contents, evidence, confidence) => {
    const seen = await see(postgres, contents);
    expect(seen.facts).toEqual({ "service.postgres": "used" });
    expect(seen.evidence["service.postgres"]).toEqual(evidence);
    expect(seen.confidence["service.postgres"]).toBe(confidence);
    expect(seen.signals).toEqual(["postgres_used"]);
  });

  it.each<[string, Contents]>([
    ["a Prisma generator", { "schema.prisma": 'generator x {\n  provider = "postgresql"\n}' }],
    ["a Prisma schema of another database", { "schema.prisma": 'datasource db {\n  provider = "sqlite"\n}' }],
    ["types alone", { "package.json": '{"devDependencies":{"@types/pg":"8"}}' }],
    ["a peer dependency", { "package.json": '{"peerDependencies":{"pg":"8"}}' }],
    ["an extra", { "pyproject.toml": '[project.optional-dependencies]\npg = ["psycopg"]' }],
    ["a gem for production alone", { Gemfile: 'gem "sqlite3", group: :test\ngem "pg", group: :production' }],
    [
      "SQLite tests beside the gem",
      {
        Gemfile: 'gem "pg"',
        "config/database.yml": "test:\n  adapter: sqlite3\nproduction:\n  adapter: postgresql\n",
      },
    ],
    [
      "SQLite by inheritance",
      {
        Gemfile: 'gem "pg"',
        "config/database.yml": "default: &default\n  adapter: sqlite3\ntest:\n  <<: *default\n",
      },
    ],
    ["a sample", { "config/database.yml.sample": "test:\n  adapter: postgresql\n" }],
  ])("is not shown by %s", async (_, contents) => {
    expect(await see(postgres, contents)).toMatchObject({ facts: {}, signals: [], remarks: [] });
  });
});

describe("a compose file that is no YAML", () => {
  it("is remarked with its line, and the other files still count", async () => {
    const seen = await see(postgres, {
      "compose.yaml": "services:\n  db:\n    image: [postgres\n  x: }\n",
      Gemfile: 'gem "pg"',
    });
    expect(seen.facts).toEqual({ "service.postgres": "used" });
    expect(seen.remarks).toEqual([expect.stringMatching(/^WARNING PG101 compose\.yaml:\d+$/)]);
    expect(seen.messages[0]).toContain("says nothing about PostgreSQL");
  });
});

describe("detection", () => {
  it("gives the same bytes whatever the order of the files", async () => {
    const files = filesOf({
      "compose.yaml": compose("postgres:16"),
      "a/compose.yaml": compose("postgres:15"),
      "docker-compose.yml": compose("postgres:14"),
      Gemfile: 'gem "pg"',
      "package.json": '{"dependencies":{"pg":"8"}}',
      "config/database.yml": "test:\n  adapter: postgresql\n  database: shop_test\n",
    });
    const bytesOf = async (list: typeof files) =>
      toBinary(
        DetectResponseSchema,
        create(DetectResponseSchema, await runPlugin(postgres, "detect", { files: list })),
      );
    const expected = await bytesOf(files);
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(files, { minLength: files.length }), async (shuffled) => {
        expect(await bytesOf(shuffled)).toEqual(expected);
      }),
      { numRuns: 20 },
    );
  });

  it("survives any bytes", async () => {
    const paths = [
      "compose.yaml",
      "config/database.yml",
      "schema.prisma",
      "package.json",
      "pyproject.toml",
      "mise.toml",
    ];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...paths), fc.uint8Array({ maxLength: 300 }), async (path, bytes) => {
        await see(postgres, { [path]: bytes });
      }),
      { numRuns: 200 },
    );
  });
});
