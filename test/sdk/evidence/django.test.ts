import { describe, expect, it } from "vitest";
import { djangoChoices, djangoDatabase, forTests, isSettings } from "../../../sdk/evidence/django.ts";

const read = (text: string) => {
  const found = djangoDatabase("app/settings.py", text);
  return found && [found.system, found.isCertain, found.line];
};

describe("djangoDatabase", () => {
  it("takes the engine that is written out", () => {
    expect(
      read('DATABASES = {\n  "default": {\n    "ENGINE": "django.contrib.gis.db.backends.postgis",\n  }\n}'),
    ).toEqual(["postgres", true, 3]);
  });

  it("prefers an engine outside of every condition", () => {
    const text = [
      'if env == "production":',
      '    DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql"}}',
      'DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3"}}',
    ];
    expect(read(text.join("\n"))).toEqual(["other", true, 3]);
  });

  it("doubts an engine on a condition, and one that a variable may replace", () => {
    expect(read('if x:\n    D = {"ENGINE": "django.db.backends.postgresql"}')).toEqual([
      "postgres",
      false,
      2,
    ]);
    expect(read('D = {"default": env.db("DATABASE_URL", default="postgres://localhost/x")}')).toEqual([
      "postgres",
      false,
      1,
    ]);
  });

  it("knows nothing of comments and other settings", () => {
    expect(read('# "django.db.backends.postgresql"\nCACHES = {}\n')).toBeUndefined();
  });
});

describe("djangoChoices", () => {
  const offered = (...lines: string[]) =>
    djangoChoices("app/settings.py", lines.join("\n")).map(({ system, line }) => [system, line]);

  it("are the engines that a variable chooses by name", () => {
    expect(
      offered(
        'DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3"}}',
        'if os.getenv("DB") == "postgres":',
        '    DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql"}}',
        'if os.getenv("DB") in ["mysql", "mariadb"]:',
        '    DATABASES = {"default": {"ENGINE": "django.db.backends.mysql"}}',
      ),
    ).toEqual([
      ["postgres", 3],
      ["mysql", 5],
    ]);
  });

  it("are none of those for another place than the tests, nor the one that is chosen", () => {
    expect(
      offered(
        'DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql"}}',
        'if env == "production":',
        '    DATABASES = {"default": {"ENGINE": "django.db.backends.mysql"}}',
        'elif DB == "postgres":',
        '    DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql"}}',
      ),
    ).toEqual([]);
  });
});

it("looks at settings only, and not at those of tests' applications", () => {
  expect(["settings.py", "a/settings.py", "a/settings/base.py"].filter(isSettings)).toHaveLength(3);
  expect(["mysettings.py", "tests/settings.py", "a/settings/x/y.py"].filter(isSettings)).toEqual([]);
});

it("lets settings made for tests decide", () => {
  const base = djangoDatabase("app/settings/base.py", 'E = "django.db.backends.postgresql"')!;
  const test = djangoDatabase("app/settings/test.py", 'E = "django.db.backends.sqlite3"')!;
  expect(forTests([base, test])).toEqual([test]);
  expect(forTests([base])).toEqual([base]);
});
