import { type MessageInitShape, reference, text, type UseSchema } from "cig/sdk";
import { describe, expect, it } from "vitest";
import { pins } from "../../../../plugins/lang/php/pins.ts";
import plugin from "../../../../plugins/lang/php/plugin.ts";
import { expansionsOf, factsOf, packageUse, planned, remarksOf, toolchainOf } from "../../request.ts";
import { shown } from "../planned-steps.ts";

type Use = MessageInitShape<typeof UseSchema>;

async function plan(facts: Record<string, string>, uses: Use[] = [packageUse("php")]) {
  const keyed = Object.fromEntries(
    Object.entries(facts).map(([key, value]) => [key.startsWith("[") ? `php${key}` : `php.${key}`, value]),
  );
  const response = await planned(plugin, { uses, facts: factsOf(keyed) });
  return {
    expansions: expansionsOf(response).map(shown),
    remarks: remarksOf(response),
    messages: response.diagnostics.map(({ message }) => message),
  };
}

const install = "run composer install --no-interaction --no-progress --prefer-dist";
const locked = { package_manager: "composer", lockfile: "composer.lock" };
const setup = (more: string) => `shivammathur/setup-php ${more} tools=composer:v2`;
const input = (name: string, value: string | ReturnType<typeof reference>) => [
  { name, value: { case: "text" as const, value: text(value) } },
];

describe('packages = ["php"]', () => {
  it("becomes toolchain, cache and install, in this order", async () => {
    expect(await plan({ ...locked, version: "8.3.10", extensions: "gd, intl" })).toMatchObject({
      expansions: [
        {
          use: "test/packages/php",
          steps: [setup("php-version=8.3 extensions=gd, intl coverage=none"), "cache composer", install],
          caches: [
            {
              id: "composer",
              paths: ["~/.cache/composer", "~/.composer/cache"],
              key: ["php-8.3", "files composer.lock"],
            },
          ],
          versions: ["php 8.3"],
        },
      ],
      remarks: [],
    });
  });

  it("resolves a range to the newest line of its table that the lock file allows too, and says so", async () => {
    const { expansions, remarks, messages } = await plan({
      ...locked,
      "version.constraint": ">=8.1",
      "lockfile.lines": "8.3, 8.2",
    });
    expect(expansions[0]!.versions).toEqual(["php 8.3"]);
    expect(remarks).toEqual(["INFO PHP201 jobs.test.packages"]);
    expect(messages[0]).toBe(
      "The repository allows PHP >=8.1 and no file says which, so jobs get 8.3, the newest that fits in the table of lang/php (2026-07-30).",
    );
  });

  it("leaves PHP as it is where nothing is stated", async () => {
    const { expansions, remarks } = await plan({ package_manager: "composer" });
    expect(expansions[0]!.steps[0]).toBe(setup("coverage=none"));
    expect(expansions[0]!.caches[0]!.key).toEqual(["files composer.json"]);
    expect(remarks).toEqual(["INFO PHP201 jobs.test.packages", "INFO PHP204 jobs.test.packages"]);
  });

  it("takes the version of the input before the matrix before the facts", async () => {
    const facts = { ...locked, version: "8.2" };
    const first = async (use: Use) =>
      (await plan(facts, [packageUse("php", use)])).expansions[0]!.versions[0];
    expect(await first({ inputs: input("version", "8.1.3"), axes: ["php"] })).toBe("php 8.1");
    expect(await first({ inputs: input("version", "~8.1.0 || ~8.2.0") })).toBe("php 8.2");
    expect(await first({ inputs: input("version", reference("matrix.p")) })).toBe("php {matrix.p}");
    expect(await first({ axes: ["php-version"] })).toBe("php {matrix.php-version}");
    expect(await first({})).toBe("php 8.2");
  });

  it("adds extensions and a coverage driver that are asked for", async () => {
    const list = {
      name: "extensions",
      value: {
        case: "other" as const,
        value: {
          kind: {
            case: "list" as const,
            value: { items: [{ kind: { case: "text" as const, value: "imagick" } }] },
          },
        },
      },
    };
    const uses = [packageUse("php", { inputs: [list, ...input("coverage", "pcov")] })];
    const { expansions } = await plan({ ...locked, version: "8.3", extensions: "gd" }, uses);
    expect(expansions[0]!.steps[0]).toBe(setup("php-version=8.3 extensions=gd, imagick coverage=pcov"));
  });

  it.each([
    ["version", "eight; rm"],
    ["extensions", "gd imagick"],
    ["coverage", "kcov"],
  ])("refuses a wrong %s", async (name, value) => {
    const uses = [packageUse("php", { inputs: input(name, value) })];
    const { remarks } = await plan({ ...locked, version: "8.3" }, uses);
    expect(remarks).toContain("ERROR PHP205 jobs.test.packages");
  });

  it("installs in the root that the working directory is in", async () => {
    const facts = {
      ...locked,
      version: "8.3",
      "[api].package_manager": "composer",
      "[api].lockfile": "api/composer.lock",
      "[api].version": "8.4",
    };
    const { expansions } = await plan(facts, [packageUse("php", { workingDirectory: "api/src" })]);
    expect(expansions[0]).toMatchObject({
      steps: [setup("php-version=8.4 coverage=none"), "cache composer-api", `${install} (in api)`],
      caches: [{ id: "composer-api", key: ["php-8.4", "files api/composer.lock"] }],
    });
  });

  it("sets up the tools only with install = false", async () => {
    const flag = {
      name: "install",
      value: { case: "other" as const, value: { kind: { case: "boolean" as const, value: false } } },
    };
    const { expansions } = await plan({ ...locked, version: "8.3" }, [packageUse("php", { inputs: [flag] })]);
    expect(expansions[0]).toMatchObject({ steps: [setup("php-version=8.3 coverage=none")], caches: [] });
  });

  it("takes the PHP of an image with its script, on GitHub too", async () => {
    const uses = [packageUse("php", { inContainer: true })];
    const response = await planned(plugin, { uses, facts: factsOf({ "php.version": "8.3" }) });
    const toolchain = toolchainOf(expansionsOf(response)[0]!.steps[0]);
    expect(toolchain.native).toEqual([]);
    expect(toolchain.fallbackScript).toContain("docker-php-ext-install");
  });

  it("pins every action to a whole commit", () => {
    for (const { pin } of Object.values(pins)) expect(pin).toMatch(/^[0-9a-f]{40}$/);
  });
});
