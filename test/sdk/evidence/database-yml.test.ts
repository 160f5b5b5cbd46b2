import { describe, expect, it } from "vitest";
import { testDatabase } from "../../../sdk/evidence/database-yml.ts";

describe("testDatabase", () => {
  it.each<[string, string, ReturnType<typeof testDatabase>]>([
    [
      "its own part",
      "test:\n  adapter: postgresql\n  database: shop_test\n",
      { adapter: "postgresql", line: 2, database: "shop_test", databaseLine: 3, isCertain: true },
    ],
    [
      "what it inherits",
      "default: &default\n  adapter: postgresql # ours\n  pool: <%= ENV.fetch('POOL', 5) %>\n\ntest:\n  <<: *default\n  database: shop_test<%= ENV['TEST_ENV_NUMBER'] %>\n",
      { adapter: "postgresql", line: 2, database: "shop_test", databaseLine: 7, isCertain: true },
    ],
    [
      "a part that is an alias as a whole",
      "default: &default\n  adapter: postgis\ntest: *default\n",
      { adapter: "postgis", line: 2, isCertain: true },
    ],
    [
      "several databases",
      "default: &default\n  adapter: postgresql\ntest:\n  primary:\n    <<: *default\n    database: shop_test\n  queue:\n    <<: *default\n    database: shop_queue\n",
      { adapter: "postgresql", line: 2, database: "shop_test", databaseLine: 6, isCertain: true },
    ],
    [
      "a variable's default",
      'test:\n  adapter: <%= ENV.fetch("DB", "postgresql") %>\n',
      { adapter: "postgresql", line: 2, isCertain: false },
    ],
    [
      "a URL",
      "test:\n  url: postgres://localhost/shop_test\n",
      { adapter: "postgres", line: 2, isCertain: true },
    ],
    [
      "a condition between adapters",
      'test:\n<% if ENV["DB"] == "pg" %>\n  adapter: postgresql\n<% else %>\n  adapter: sqlite3\n<% end %>\n',
      { adapter: "postgresql", line: 3, isCertain: false },
    ],
    [
      "another database",
      "test:\n  adapter: sqlite3\n  database: db/test.sqlite3\n",
      { adapter: "sqlite3", line: 2, isCertain: true },
    ],
    [
      "a name from a variable",
      "test:\n  adapter: postgresql\n  database: <%= ENV['DB_NAME'] %>\n",
      { adapter: "postgresql", line: 2, isCertain: true },
    ],
    ["a commented-out adapter", "test:\n  # adapter: postgresql\n", undefined],
    ["production alone", "production:\n  adapter: postgresql\n", undefined],
    ["inheritance in a circle", "a: &a\n  <<: *b\nb: &b\n  <<: *a\ntest:\n  <<: *a\n", undefined],
    ["a variable without default", "test:\n  adapter: <%= ENV['DB'] %>\n", undefined],
    ["nothing", "", undefined],
  ])("reads %s", (_, text, expected) => {
    expect(testDatabase(text)).toEqual(expected);
  });
});
