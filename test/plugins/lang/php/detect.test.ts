import { describe, expect, it } from "vitest";
import plugin from "../../../../plugins/lang/php/plugin.ts";
import { see } from "../../repository.ts";

const json = (value: object) => JSON.stringify(value, null, 2);
const composer = (more: object = {}) => json({ name: "acme/shop", require: { php: "^8.2" }, ...more });
const detect = (files: Parameters<typeof see>[1]) => see(plugin, files);

describe("the version of PHP", () => {
  it("is that of .php-version before the others, which are its witnesses", async () => {
    const { facts, evidence, remarks } = await detect({
      ".php-version": "8.3\n",
      ".tool-versions": "php 8.3.10\n",
      "composer.json": composer({ config: { platform: { php: "8.3.0" } } }),
    });
    expect(facts["php.version"]).toBe("8.3");
    expect(facts["php.version.constraint"]).toBe("^8.2");
    expect(facts["php.source"]).toBe(".php-version");
    expect(evidence["php.version"]).toEqual([".php-version:1", ".tool-versions:1", "composer.json:8"]);
    expect(remarks).toEqual([]);
  });

  it("is told of where files contradict each other", async () => {
    const { facts, remarks, messages } = await detect({
      ".tool-versions": "php 8.1.2\n",
      "mise.toml": '[tools]\nphp = "8.4"\n',
      "composer.json": composer(),
    });
    expect(facts["php.version"]).toBe("8.1.2");
    expect(remarks).toEqual(["WARNING PHP102 mise.toml:2", "WARNING PHP102 composer.json:4"]);
    expect(messages[1]).toBe(
      '"composer.json" allows only PHP ^8.2, but ".tool-versions:1" says 8.1.2, which wins. Let both say the same, or remove one of them.',
    );
  });

  it("is absent where only a range is stated", async () => {
    const { facts } = await detect({ "composer.json": composer() });
    expect(facts["php.version"]).toBeUndefined();
    expect(facts["php.version.constraint"]).toBe("^8.2");
  });

  it("of an application may come from its Dockerfile, weakly, and of a library never", async () => {
    const files = { Dockerfile: "# FROM php:5.6\nFROM php:8.3-fpm AS app\nFROM app\n" };
    const seen = await detect({ ...files, "composer.json": composer({ type: "project" }) });
    expect(seen.facts["php.version"]).toBe("8.3");
    expect(seen.confidence["php.version"]).toBe(0.6);
    expect((await detect({ ...files, "composer.json": composer() })).facts["php.version"]).toBeUndefined();
  });

  it("of a Dockerfile does not count where its stages differ or composer.json forbids it", async () => {
    const application = composer({ type: "project" });
    const versions = await Promise.all(
      ["FROM php:8.3\nFROM php:8.2\n", "FROM php:7.4\n", "FROM php:latest\n"].map(
        async (Dockerfile) =>
          (await detect({ Dockerfile, "composer.json": application })).facts["php.version"],
      ),
    );
    expect(versions).toEqual([undefined, undefined, undefined]);
  });

  it("that is none is a remark", async () => {
    const { facts, remarks } = await detect({ ".php-version": "eight\n", "composer.json": composer() });
    expect(facts["php.version"]).toBeUndefined();
    expect(remarks).toEqual(["WARNING PHP104 .php-version:1"]);
  });
});

describe("what Composer's files say", () => {
  it("is extensions, lock file, the lines that all locked packages allow, and frameworks", async () => {
    const { facts, evidence, signals } = await detect({
      "composer.json": composer({
        require: { php: ">=8.1", "laravel/framework": "^11.0", "ext-gd": "*", "ext-SimpleXML": "*" },
        "require-dev": { "ext-zend-opcache": "*" },
      }),
      "composer.lock": json({
        packages: [{ name: "laravel/framework", version: "v11.4.0", require: { php: "^8.2" } }],
        "packages-dev": [{ name: "acme/old", version: "1.0.0", require: { php: "~8.2.0 || ~8.3.0" } }],
      }),
    });
    expect(facts).toMatchObject({
      "php.root": ".",
      "php.package_manager": "composer",
      "php.extensions": "gd, opcache, simplexml",
      "php.lockfile": "composer.lock",
      "php.lockfile.lines": "8.3, 8.2",
      "framework.laravel.version": "11.4.0",
    });
    expect(evidence["framework.laravel.version"]).toEqual(["composer.lock:5"]);
    expect(signals).toEqual(["php_detected", "composer_detected"]);
  });

  it("is a framework's range without a lock file, and nothing for what only tests need", async () => {
    const { facts } = await detect({
      "composer.json": composer({
        require: { "symfony/framework-bundle": "^7.1" },
        "require-dev": { "laravel/framework": "^11" },
      }),
    });
    expect(facts["framework.symfony.version.constraint"]).toBe("^7.1");
    expect(Object.keys(facts).some((key) => key.startsWith("framework.laravel"))).toBe(false);
  });

  it("is nothing but a remark where the file is no JSON", async () => {
    const { facts, remarks } = await detect({ "composer.json": "{\n  name: 1\n}" });
    expect(facts).toEqual({});
    expect(remarks).toEqual(["WARNING PHP101 composer.json:2"]);
  });
});

describe("tasks", () => {
  const scriptsOf = async (manifest: object, files: Parameters<typeof see>[1] = {}) => {
    const { facts } = await detect({ "composer.json": composer(manifest), ...files });
    return Object.fromEntries(Object.entries(facts).filter(([key]) => key.startsWith("script.")));
  };

  it("are Composer's scripts by their names", async () => {
    const scripts = {
      "check-cs": "phpcs",
      phpstan: "phpstan analyse",
      test: ["@lint", "phpunit"],
      fix: "phpcbf",
    };
    expect(await scriptsOf({ scripts })).toEqual({
      "script.format": "composer fix",
      "script.lint": "composer check-cs",
      "script.test": "composer test",
      "script.typecheck": "composer phpstan",
    });
  });

  it("leave out of a test what is a task of its own, where one script remains", async () => {
    const scripts = { test: ["@phpunit", "@phpcs"], phpunit: "phpunit", phpcs: "phpcs" };
    expect(await scriptsOf({ scripts })).toMatchObject({
      "script.lint": "composer phpcs",
      "script.test": "composer phpunit",
    });
    const mixed = { ...scripts, test: ["@phpunit", "@phpcs", "echo done"] };
    expect(await scriptsOf({ scripts: mixed })).toMatchObject({ "script.test": "composer test" });
  });

  it("pass over a lint that rewrites files, and take one that only looks", async () => {
    expect(await scriptsOf({ scripts: { lint: "pint", "test:lint": "pint --test" } })).toEqual({
      "script.lint": "composer test:lint",
    });
    expect(await scriptsOf({ scripts: { cs: "php-cs-fixer fix --dry-run" } })).toEqual({
      "script.lint": "composer cs",
    });
  });

  it("are the tools that Composer installs and the repository configures", async () => {
    const manifest = {
      config: { "bin-dir": "bin" },
      "require-dev": { "phpunit/phpunit": "^11", "phpstan/phpstan": "^2", "friendsofphp/php-cs-fixer": "^3" },
    };
    const files = { "phpunit.xml.dist": "<phpunit/>", "phpstan.neon": null, ".php-cs-fixer.dist.php": null };
    expect(await scriptsOf(manifest, files)).toEqual({
      "script.format": "bin/php-cs-fixer fix",
      "script.lint": "bin/php-cs-fixer fix --dry-run --diff",
      "script.test": "bin/phpunit",
      "script.typecheck": "bin/phpstan analyse",
    });
  });

  it("of tools without configuration are guesses, and of configuration without the tool nothing", async () => {
    const manifest = composer({ "require-dev": { "pestphp/pest": "^3", "squizlabs/php_codesniffer": "*" } });
    const { confidence } = await detect({
      "composer.json": manifest,
      "tests/Pest.php": null,
      "psalm.xml": null,
    });
    expect(confidence["script.test"]).toBe(1);
    expect(confidence["script.lint"]).toBe(0.5);
    expect(confidence["script.typecheck"]).toBeUndefined();
  });

  it("of a Laravel application make a key first, unless its tests bring one", async () => {
    const manifest = { require: { "laravel/framework": "^11" }, scripts: { test: "phpunit" } };
    const files = { artisan: null, ".env.example": null };
    expect((await scriptsOf(manifest, files))["script.prepare"]).toBe(
      "cp .env.example .env && php artisan key:generate",
    );
    const withKey = { ...files, "phpunit.xml": '<env name="APP_KEY" value="x"/>' };
    expect((await scriptsOf(manifest, withKey))["script.prepare"]).toBeUndefined();
  });

  it("whose names are more than names are left alone", async () => {
    expect(await scriptsOf({ scripts: { "test; rm": "phpunit" } })).toEqual({});
  });

  it("tell of a coverage that needs a driver", async () => {
    const { facts } = await detect({
      "composer.json": composer({ scripts: { test: "phpunit --coverage-clover cov.xml" } }),
    });
    expect(facts["php.coverage"]).toBe("xdebug");
  });
});

describe("tools that Composer installs apart", () => {
  const apart = (options?: object) => ({
    "composer.json": composer({
      "require-dev": { "bamarni/composer-bin-plugin": "^1.8" },
      ...(options && { extra: { "bamarni-bin": options } }),
    }),
    "phpstan.neon.dist": null,
    "vendor-bin/phpstan/composer.json": json({ require: { "phpstan/phpstan": "1.10.47" } }),
    "vendor-bin/style/composer.json": json({ require: { "friendsofphp/php-cs-fixer": "3.40.2" } }),
  });

  it("are installed before they are run", async () => {
    const { facts, confidence, evidence } = await detect(apart());
    expect(facts["script.typecheck"]).toBe("composer bin phpstan install && vendor/bin/phpstan analyse");
    expect(evidence["script.typecheck"]).toEqual(["phpstan.neon.dist"]);
    expect(confidence["script.typecheck"]).toBe(0.9);
    expect(facts["script.lint"]).toBe(
      "composer bin style install && vendor/bin/php-cs-fixer fix --dry-run --diff",
    );
    expect(evidence["script.lint"]).toEqual(["vendor-bin/style/composer.json:3"]);
    expect(confidence["script.lint"]).toBe(0.5);
  });

  it("are none where they are not linked among the programs, or nothing installs them", async () => {
    expect((await detect(apart({ "bin-links": false }))).facts["script.typecheck"]).toBeUndefined();
    const files = { ...apart(), "composer.json": composer() };
    expect((await detect(files)).facts["script.typecheck"]).toBeUndefined();
  });
});

describe("roots", () => {
  const rootsOf = async (files: Parameters<typeof see>[1]) =>
    Object.keys((await detect(files)).facts).filter((key) => /^php(\[.*\])?\.root$/.test(key));

  it("are the top and folders with a lock file of their own, but not those of tools and tests", async () => {
    expect(
      await rootsOf({
        "composer.json": composer(),
        "api/composer.json": composer(),
        "api/composer.lock": "{}",
        "src/Component/Mail/composer.json": composer(),
        "tests/app/composer.json": composer(),
        "tests/app/composer.lock": "{}",
        "tools/cs/composer.json": composer(),
        "tools/cs/composer.lock": "{}",
        "vendor-bin/psalm/composer.json": composer(),
        "vendor-bin/psalm/composer.lock": "{}",
      }),
    ).toEqual(["php.root", "php[api].root"]);
  });

  it("are applications below a top without a manifest", async () => {
    expect(
      await rootsOf({
        "backend/composer.json": composer(),
        "services/mail/composer.json": composer(),
        "a/b/c/composer.json": composer(),
      }),
    ).toEqual(["php[backend].root", "php[services/mail].root"]);
  });

  it("take packages of path repositories as their members", async () => {
    const { facts } = await detect({
      "composer.json": composer({ repositories: [{ type: "path", url: "./packages/*" }] }),
      "packages/mail/composer.json": composer({ scripts: { test: "phpunit" } }),
      "packages/mail/composer.lock": "{}",
    });
    expect(facts["workspace.members"]).toBe("packages/*");
    expect(facts["php[packages/mail].root"]).toBe("packages/mail");
    expect(facts["php[packages/mail].script.test"]).toBe("composer test");
    expect(facts["php[packages/mail].package_manager"]).toBeUndefined();
  });
});

it("says nothing about a repository of another language", async () => {
  const seen = await detect({ Dockerfile: "FROM php:8.3\n", "mise.toml": "[tools", "composer.lock": "{}" });
  expect(seen).toMatchObject({ facts: {}, signals: [], remarks: [] });
});
