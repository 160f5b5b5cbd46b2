import { describe, expect, it } from "vitest";
import mysql from "../../../../plugins/db/mysql/plugin.ts";
import { see } from "../../repository.ts";
import { expansionsOf, factsOf, planned, remarksOf, serviceUse, table, written } from "../../request.ts";

const compose = (image: string) => `services:\n  db:\n    image: ${image}\n`;
const databaseYml = (adapter: string) => `test:\n  adapter: ${adapter}\n  database: shop_test\n`;

describe("detect", () => {
  it.each([
    ["mysql:8.0", "8.0", undefined],
    ["mysql:8.0.36-debian", "8.0.36", undefined],
    ["mysql", undefined, undefined],
    ["mysql:lts", undefined, undefined],
    ["cimg/mysql:8.0", "8.0", undefined],
    ["mariadb:11.4", undefined, "mariadb:11.4"],
    ["percona/percona-server:8.0", "8.0", "percona/percona-server:8.0"],
  ])("reads the image %s: version %s", async (image, version, special) => {
    const { facts } = await see(mysql, { "compose.yml": compose(image) });
    expect(facts).toEqual({
      "service.mysql": "used",
      ...(version && { "service.mysql.version": version }),
      ...(special && { "service.mysql.image": special }),
    });
  });

  it.each(["phpmyadmin:5", "prom/mysqld-exporter", "mysql/mysql-router:8.0", "postgres:16"])(
    "takes %s for something else",
    async (image) => {
      expect((await see(mysql, { "compose.yml": compose(image) })).facts).toEqual({});
    },
  );

  it("takes the test database and its adapter from config/database.yml", async () => {
    expect((await see(mysql, { "config/database.yml": databaseYml("trilogy") })).facts).toEqual({
      "service.mysql": "used",
      "service.mysql.adapter": "trilogy",
      "service.mysql.database": "shop_test",
    });
  });

  it.each([
    ["config/database.yml", databaseYml("mysql2"), 1],
    ["shop/settings.py", 'DATABASES = {"default": {"ENGINE": "django.db.backends.mysql"}}\n', 0.9],
    [
      "shop/settings.py",
      'D = "django.db.backends.sqlite3"\nif DB == "mysql":\n    D = "django.db.backends.mysql"\n',
      0.5,
    ],
    ["tox.ini", "[testenv]\ndeps =\n    mysql: mysqlclient>=1.4\n", 0.5],
    ["prisma/schema.prisma", 'datasource db {\n  provider = "mysql"\n}\n', 0.9],
    ["Gemfile", 'gem "mysql2"', 0.8],
    ["Gemfile", 'gem "mysql2"\ngem "pg"', 0.5],
    ["package.json", '{"dependencies":{"mysql2":"3"}}', 0.8],
    ["requirements.txt", "mysqlclient", 0.8],
    ["go.mod", "require github.com/go-sql-driver/mysql v1.8.1", 0.8],
  ])("sees the use in %s: %s", async (path, content, confidence) => {
    const seen = await see(mysql, { [path]: content });
    expect(seen.facts["service.mysql"]).toBe("used");
    expect(seen.confidence["service.mysql"]).toBe(confidence);
    expect(seen.signals).toEqual(["mysql_used"]);
  });

  it("needs none for a gem of an application that tests on another database", async () => {
    const seen = await see(mysql, { Gemfile: 'gem "mysql2"', "config/database.yml": databaseYml("sqlite3") });
    expect(seen.facts).toEqual({});
  });

  it.each([
    ["package.json", '{"dependencies":{"pg":"8"}}'],
    ["Gemfile", '# gem "mysql2"'],
    ["shop/settings.py", 'DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql"}}\n'],
  ])("sees no use in %s: %s", async (path, content) => {
    expect((await see(mysql, { [path]: content })).facts).toEqual({});
  });
});

describe("plan", () => {
  it("gives a server that is reached over TCP, and the variables that lead to it", async () => {
    const response = await planned(mysql, {
      uses: [serviceUse("mysql")],
      facts: factsOf({ "service.mysql.version": "8.0", "service.mysql.database": "shop_test" }),
    });
    const [service] = expansionsOf(response)[0]!.services;
    expect(written(service!.image)).toBe("mysql:8.0");
    expect(service!.ports).toMatchObject([{ container: 3306, host: 3306 }]);
    expect(service!.ready).toMatchObject({ command: "mysqladmin ping -h 127.0.0.1 --silent", retries: 20 });
    expect(table(service!.env)).toEqual({ MYSQL_DATABASE: "shop_test", MYSQL_ROOT_PASSWORD: "mysql" });
    expect(table(service!.exports)).toEqual({
      DATABASE_URL: "mysql://root:mysql@127.0.0.1:3306/shop_test",
      MYSQL_DATABASE: "shop_test",
      MYSQL_HOST: "127.0.0.1",
      MYSQL_PASSWORD: "mysql",
      MYSQL_PORT: "3306",
      MYSQL_USER: "root",
    });
    expect(remarksOf(response)).toEqual([]);
  });

  it("begins the URL with the adapter that Rails is to use", async () => {
    const facts = factsOf({ "service.mysql.adapter": "mysql2" });
    const response = await planned(mysql, { uses: [serviceUse("mysql", { inContainer: true })], facts });
    expect(table(expansionsOf(response)[0]!.services[0]!.exports).DATABASE_URL).toMatch(
      /^mysql2:\/\/root:mysql@mysql:3306\//,
    );
  });

  it("asks MariaDB by its own program, and says which version jobs get by default", async () => {
    const image = async (facts: Record<string, string>) => {
      const response = await planned(mysql, { uses: [serviceUse("mysql")], facts: factsOf(facts) });
      const [service] = expansionsOf(response)[0]!.services;
      return [written(service!.image), service!.ready!.command, ...remarksOf(response)];
    };
    expect(await image({ "service.mysql.image": "mariadb:11.4" })).toEqual([
      "mariadb:11.4",
      "mariadb-admin ping -h 127.0.0.1 --silent",
    ]);
    expect(await image({})).toEqual([
      "mysql:8.4",
      "mysqladmin ping -h 127.0.0.1 --silent",
      "INFO MYSQL201 jobs.test.services",
    ]);
  });
});
