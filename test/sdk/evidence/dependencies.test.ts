import { statedDependencies } from "cig/sdk";
import { describe, expect, it } from "vitest";
import { type Contents, filesOf } from "../../plugins/repository.ts";

const read = async (contents: Contents) =>
  (await statedDependencies(filesOf(contents))).map(({ name, line }) => `${name} ${line}`);

describe("statedDependencies", () => {
  it("reads dependencies and devDependencies of package.json, not the optional ones and not equal strings", async () => {
    const text = `{
  "name": "pg",
  "keywords": ["pg"],
  "peerDependencies": { "pg": "*" },
  "devDependencies": {
    "pg": "^8"
  },
  "dependencies": { "ioredis": "^5" }
}`;
    expect(await read({ "package.json": text })).toEqual(["ioredis 8", "pg 6"]);
  });

  it("reads of tox.ini what some environments install and others do not", async () => {
    const text = `[tox]
envlist = py{312,313}-{sqlite,mysql}
[testenv]
basepython =
    py312: python3.12
deps =
    pytest
    mysql: mysqlclient>=1.4,<2
    !sqlite,search8: elasticsearch[async]>=8  # ours
    djmain: git+https://example.test/django.git
setenv =
    mysql: DATABASE_ENGINE=django.db.backends.mysql
`;
    const found = await statedDependencies(filesOf({ "tox.ini": text }));
    expect(found.filter(({ isChoice }) => isChoice).map(({ name, line }) => `${name} ${line}`)).toEqual([
      "python3-12 5",
      "mysqlclient 8",
      "elasticsearch 9",
      "elasticsearch[async] 9",
      "database-engine 12",
    ]);
    expect(found).toHaveLength(5);
  });

  it.each(["", "{", "[]", '{"dependencies": 3}', "\u0000"])(
    "finds nothing in the package.json %j",
    async (text) => {
      expect(await read({ "package.json": text })).toEqual([]);
    },
  );

  it("reads requirements with extras, markers and comments", async () => {
    const text = `# psycopg2
-r base.txt
Psycopg[binary,pool] >= 3 ; python_version > "3.8"
celery[redis]==5.4  # queue
git+https://example.test/redis.git
django_redis
https://example.test/asyncpg.whl
asyncpg @ https://example.test/x.whl
`;
    expect(await read({ "requirements.txt": text })).toEqual([
      "psycopg 3",
      "psycopg[binary] 3",
      "psycopg[pool] 3",
      "celery 4",
      "celery[redis] 4",
      "django-redis 6",
      "asyncpg 8",
    ]);
    expect(await read({ "requirements/dev.txt": "redis", "notes/redis.txt": "redis" })).toEqual(["redis 1"]);
  });

  it("reads pyproject.toml of every tool and leaves extras and optional groups out", async () => {
    const text = `[project]
dependencies = ["asyncpg>=0.29"]
[project.optional-dependencies]
mysql = ["mysqlclient"]
[dependency-groups]
dev = ["redis>=5", {include-group = "x"}]
[tool.poetry.dependencies]
python = "^3.12"
psycopg = { version = "^3", extras = ["binary"] }
rq = { version = "1", optional = true }
[tool.poetry.group.test.dependencies]
pg8000 = "*"
[tool.poetry.group.extra]
optional = true
[tool.poetry.group.extra.dependencies]
hiredis = "*"
`;
    expect(await read({ "pyproject.toml": text })).toEqual([
      "asyncpg 2",
      "redis 6",
      "psycopg 9",
      "psycopg[binary] 9",
      "pg8000 12",
    ]);
  });

  it("reads Pipfile, go.mod, mix.exs and gemspecs", async () => {
    expect(await read({ Pipfile: '[packages]\npsycopg2 = "*"\n' })).toEqual(["psycopg2 2"]);
    expect(
      await read({
        "go.mod":
          "module example.test/app\n\nrequire github.com/lib/pq v1.10.9\nrequire (\n\tgithub.com/jackc/pgx/v5 v5.6.0\n\tgithub.com/redis/go-redis/v9 v9.5.1 // indirect\n)\n",
      }),
    ).toEqual(["github.com/lib/pq 3", "github.com/jackc/pgx 5"]);
    expect(
      await read({ "mix.exs": 'defp deps do\n  [\n    {:postgrex, ">= 0.0.0"}, # {:redix, "1"}\n  ]\nend' }),
    ).toEqual(["postgrex 3"]);
    expect(
      await read({
        "a.gemspec":
          'Gem::Specification.new do |s|\n  s.add_dependency "pg"\n  s.add_development_dependency(%q<redis>.freeze, [">= 0"])\nend',
      }),
    ).toEqual(["pg 2", "redis 3"]);
  });

  it.each(["test/app/package.json", "spec/dummy/package.json", "lib/app_template/package.json"])(
    "takes %s for material",
    async (path) => {
      expect(await read({ [path]: '{"dependencies":{"pg":"8"}}' })).toEqual([]);
    },
  );
});
