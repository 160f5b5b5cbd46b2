import { create, PlanRequestSchema, reference, text, UseKind } from "cig/sdk";
import { describe, expect, it } from "vitest";
import { pins } from "../../../../plugins/lang/node/pins.ts";
import plugin from "../../../../plugins/lang/node/plugin.ts";
import { plan, use } from "./planning.ts";

const npm = {
  "node.version": "20.11.1",
  "node.package_manager": "npm",
  "node.lockfile": "package-lock.json",
};
const corepack = `if command -v corepack >/dev/null; then
  corepack enable
else
  npx --yes corepack@0.36.0 enable --install-directory "$(dirname "$(command -v node)")"
fi`;
const setupNode = "actions/setup-node node-version=20.11.1 package-manager-cache=false";

describe('packages = ["node"]', () => {
  it("becomes toolchain, cache and install, in this order", async () => {
    expect(await plan(npm)).toEqual({
      expansions: [
        {
          use: "test/packages/node",
          steps: [setupNode, "cache npm", "run npm ci"],
          caches: [{ id: "npm", paths: ["~/.npm"], key: ["node-20.11.1", "files package-lock.json"] }],
          versions: ["node 20.11.1"],
        },
      ],
      remarks: [],
    });
  });

  it.each([
    [{ "node.package_manager": "npm", "node.lockfile": "package-lock.json" }, ["cache npm", "run npm ci"]],
    [{ "node.package_manager": "npm" }, ["cache npm", "run npm install"]],
    [
      {
        "node.package_manager": "pnpm",
        "node.lockfile": "pnpm-lock.yaml",
        "node.package_manager_version": "9.1.0",
        "node.package_manager_source": "packageManager",
      },
      ["pnpm/action-setup", "cache pnpm", "run pnpm install --frozen-lockfile"],
    ],
    [
      {
        "node.package_manager": "pnpm",
        "node.lockfile": "pnpm-lock.yaml",
        "node.package_manager_version.constraint": ">=8",
        "node.package_manager_source": "lockfile",
      },
      ["pnpm/action-setup version=>=8", "cache pnpm", "run pnpm install --frozen-lockfile"],
    ],
    [
      { "node.package_manager": "pnpm", "node.package_manager_source": "settings" },
      ["pnpm/action-setup version=latest", "cache pnpm", "run pnpm install --no-frozen-lockfile"],
    ],
    [
      {
        "node.package_manager": "bun",
        "node.lockfile": "bun.lock",
        "node.package_manager_version": "1.2.20",
      },
      ["oven-sh/setup-bun bun-version=1.2.20", "cache bun", "run bun install --frozen-lockfile"],
    ],
    [{ "node.package_manager": "bun" }, ["oven-sh/setup-bun", "cache bun", "run bun install"]],
    [
      { "node.package_manager": "yarn", "node.lockfile": "yarn.lock" },
      ["cache yarn", "run yarn install --frozen-lockfile"],
    ],
    [{ "node.package_manager": "yarn" }, ["cache yarn", "run yarn install"]],
    [
      {
        "node.package_manager": "yarn",
        "node.lockfile": "yarn.lock",
        "node.package_manager_version": "4.5.0",
      },
      [`run ${corepack}`, "cache yarn", "run yarn install --immutable"],
    ],
    [
      {
        "node.package_manager": "yarn",
        "node.lockfile": "yarn.lock",
        "node.package_manager_version.constraint": ">=2",
      },
      [`run ${corepack}`, "cache yarn", "run yarn install --immutable"],
    ],
    [
      // Corepack refuses a version that is not whole.
      {
        "node.package_manager": "yarn",
        "node.lockfile": "yarn.lock",
        "node.package_manager_version": "1.0",
        "node.package_manager_source": "packageManager",
      },
      ["cache yarn", "run yarn install --frozen-lockfile"],
    ],
  ])("installs as %j wants it", async (facts, steps) => {
    const { expansions } = await plan({ "node.version": "20.11.1", ...facts });
    expect(expansions[0]!.steps).toEqual([setupNode, ...steps]);
  });

  it.each([
    [
      { "node.package_manager": "pnpm" },
      "linux",
      ["~/.local/share/pnpm/store", "~/setup-pnpm/node_modules/.bin/store"],
    ],
    [{ "node.package_manager": "npm" }, "windows", ["~/AppData/Local/npm-cache"]],
    [{ "node.package_manager": "yarn" }, "macos", ["~/Library/Caches/Yarn"]],
    [
      { "node.package_manager": "yarn", "node.package_manager_version": "4.0.0" },
      "",
      ["~/.yarn/berry/cache"],
    ],
    [{ "node.package_manager": "yarn", "node.package_manager_version": "3.6.0" }, "", [".yarn/cache"]],
    [{ "node.package_manager": "bun" }, "", ["~/.bun/install/cache"]],
  ])("caches the folder of %j on %j", async (facts, os, paths) => {
    const { expansions } = await plan(facts, [use({ os })]);
    expect(expansions[0]!.caches[0]!.paths).toEqual(paths);
  });

  it("caches the folders of every system where the matrix picks it", async () => {
    const { expansions } = await plan(npm, [use({ axes: ["os"] })]);
    expect(expansions[0]!.caches[0]!.paths).toEqual(["~/.npm", "~/AppData/Local/npm-cache"]);
  });

  it("keys the cache on the manifests without a lock file, and says so", async () => {
    const { expansions, remarks } = await plan({ "node.package_manager": "npm", "node.version": "20" });
    expect(expansions[0]!.caches[0]!.key).toEqual(["node-20", "files package.json"]);
    expect(remarks).toEqual(["NODE204 jobs.test.packages"]);
  });

  it("leaves Node as it is where no version is stated, and says so once", async () => {
    const facts = { "node.package_manager": "npm", "node.lockfile": "package-lock.json" };
    const { expansions, remarks } = await plan(facts, [
      use(),
      use({ id: "lint/packages/node", job: "lint" }),
    ]);
    expect(expansions[0]!.steps).toEqual(["cache npm", "run npm ci"]);
    expect(expansions[0]!.versions).toEqual([]);
    expect(remarks).toEqual(["NODE201 jobs.lint.packages"]);
  });

  it("gives the installer a range where only a range is stated, and keeps it out of the cache's key", async () => {
    const { expansions } = await plan({
      "node.version.constraint": ">=18 <21",
      "node.package_manager": "npm",
      "node.lockfile": "package-lock.json",
    });
    expect(expansions[0]!.steps[0]).toBe(
      "actions/setup-node node-version=>=18 <21 package-manager-cache=false",
    );
    expect(expansions[0]!.caches[0]!.key).toEqual(["files package-lock.json"]);
    expect(expansions[0]!.versions).toEqual(["node >=18 <21"]);
  });

  it("sets up Node alone where there is nothing to install", async () => {
    expect((await plan({ "node.version": "20.11.1" })).expansions[0]).toMatchObject({
      steps: [setupNode],
      caches: [],
    });
    const input = {
      name: "install",
      value: { case: "other" as const, value: { kind: { case: "boolean" as const, value: false } } },
    };
    expect((await plan(npm, [use({ inputs: [input] })])).expansions[0]).toMatchObject({
      steps: [setupNode],
      caches: [],
    });
  });
});

describe("the version that a job gets", () => {
  const input = (value: string | ReturnType<typeof reference>) => [
    { name: "version", value: { case: "text" as const, value: text(value) } },
  ];

  it("is the input before the matrix before the facts", async () => {
    const first = async (more: Parameters<typeof use>[0]) =>
      (await plan(npm, [use(more)])).expansions[0]!.versions[0];
    expect(await first({ inputs: input("v22"), axes: ["node"] })).toBe("node 22");
    expect(await first({ axes: ["node", "os"] })).toBe("node {matrix.node}");
    expect(await first({ axes: ["node-version"] })).toBe("node {matrix.node-version}");
    expect(await first({})).toBe("node 20.11.1");
    expect(await first({ inputs: input("") })).toBe("node 20.11.1");
  });

  it("may hold a name of the run, which then is in the key too", async () => {
    const { expansions } = await plan(npm, [use({ inputs: input(reference("matrix.runtime")) })]);
    expect(expansions[0]!.steps[0]).toBe(
      "actions/setup-node node-version={matrix.runtime} package-manager-cache=false",
    );
    expect(expansions[0]!.caches[0]!.key[0]).toBe("node-{matrix.runtime}");
  });

  it("may be a whole number, but a fraction has lost something", async () => {
    const number = (kind: object) => [
      { name: "version", value: { case: "other" as const, value: { kind } as never } },
    ];
    const whole = await plan(npm, [use({ inputs: number({ case: "integer", value: 22n }) })]);
    expect(whole.expansions[0]!.versions).toEqual(["node 22"]);
    const fraction = await plan(npm, [use({ inputs: number({ case: "number", value: 20.1 }) })]);
    expect(fraction.remarks).toEqual(["NODE205 jobs.test.packages"]);
  });

  it("is refused where it is none", async () => {
    const step = use({ id: "test/steps/2", kind: UseKind.STEP, name: "lang/node", inputs: input("twenty") });
    expect((await plan(npm, [step])).remarks).toEqual(["NODE205 jobs.test.steps.2"]);
  });
});

describe("a working directory", () => {
  const facts = {
    "node.version": "20",
    "node.package_manager": "npm",
    "node.lockfile": "package-lock.json",
    "node[web].version": "22",
    "node[web].package_manager": "pnpm",
    "node[web].package_manager_version": "9.0.0",
    "node[web].package_manager_source": "packageManager",
    "node[web].lockfile": "web/pnpm-lock.yaml",
    "node[packages/a].root": "packages/a",
  };

  it("selects the root at it", async () => {
    expect((await plan(facts, [use({ workingDirectory: "./web/" })])).expansions[0]).toEqual({
      use: "test/packages/node",
      steps: [
        "actions/setup-node node-version=22 package-manager-cache=false",
        "pnpm/action-setup package_json_file=web/package.json",
        "cache pnpm-web",
        "run pnpm install --frozen-lockfile",
      ],
      caches: [
        {
          id: "pnpm-web",
          paths: ["~/.local/share/pnpm/store", "~/setup-pnpm/node_modules/.bin/store"],
          key: ["node-22", "files web/pnpm-lock.yaml"],
        },
      ],
      versions: ["node 22"],
    });
  });

  it("inside a workspace installs at the workspace's root", async () => {
    const { expansions } = await plan(facts, [use({ workingDirectory: "packages/a" })]);
    expect(expansions[0]!.steps.at(-1)).toBe("run npm ci (in .)");
  });

  it("is not needed where the repository has one root, somewhere else", async () => {
    const only = {
      "node[web].package_manager": "npm",
      "node[web].lockfile": "web/package-lock.json",
      "node[web].version": "20",
    };
    const { expansions } = await plan(only);
    expect(expansions[0]!.steps).toEqual([
      "actions/setup-node node-version=20 package-manager-cache=false",
      "cache npm-web",
      "run npm ci (in web)",
    ]);
  });
});

describe("caches", () => {
  it("named node_modules in cig.toml stand in for the download cache, and a restored folder spares the install", async () => {
    const { expansions } = await plan(npm, [use()], ["node_modules"]);
    expect(expansions[0]!.steps).toEqual([
      setupNode,
      "cache node_modules",
      "run [ -d node_modules ] || npm ci",
    ]);
    expect(expansions[0]!.caches).toEqual([
      {
        id: "node_modules",
        paths: ["node_modules"],
        key: ["node-20.11.1", "files package-lock.json"],
        exactOnly: true,
      },
    ]);
  });

  it("have one definition for each id", async () => {
    const uses = [
      use({ id: "a/packages/node", job: "a" }),
      use({ id: "b/packages/node", job: "b", axes: ["node"] }),
      use({ id: "c/packages/node", job: "c" }),
    ];
    const { expansions } = await plan(npm, uses);
    expect(expansions.map(({ caches }) => caches[0]!.id)).toEqual(["npm", "npm-b", "npm"]);
  });
});

describe("inputs", () => {
  const manager = (value: string) =>
    use({ inputs: [{ name: "package_manager", value: { case: "text", value: text(value) } }] });

  it("choose another package manager, whose lock file is then unknown", async () => {
    const { expansions } = await plan(npm, [manager("bun")]);
    expect(expansions[0]!.steps.slice(1)).toEqual(["oven-sh/setup-bun", "cache bun", "run bun install"]);
  });

  it("that name no package manager are refused", async () => {
    expect((await plan(npm, [manager("composer; rm -rf /")])).remarks).toEqual([
      "NODE202 jobs.test.packages",
    ]);
  });
});

describe("plan", () => {
  it("pins every action to a whole commit", () => {
    for (const { pin, version } of Object.values(pins)) {
      expect(pin).toMatch(/^[0-9a-f]{40}$/);
      expect(version).toMatch(/^v\d+\.\d+\.\d+$/);
    }
  });

  it("gives every toolchain a script for providers without a building block", async () => {
    const response = await plugin.plan!(
      create(PlanRequestSchema, {
        uses: [use()],
        facts: [
          { key: "node.package_manager", value: "pnpm" },
          { key: "node.version", value: "20" },
        ],
      }),
    );
    const kind = response.resources![0]!.kind!;
    const steps = kind.case === "expansion" ? kind.value.steps! : [];
    const scripts = steps.flatMap(({ kind }) =>
      kind?.case === "toolchain" ? [kind.value.fallbackScript] : [],
    );
    expect(scripts).toHaveLength(2);
    expect(scripts.every((script) => script!.startsWith("set -eu\n"))).toBe(true);
  });

  it("says the same whatever the order of uses and facts", async () => {
    const uses = [
      use({ id: "b/packages/node", job: "b", axes: ["node"] }),
      use({ id: "a/packages/node", job: "a" }),
    ];
    const reversed = Object.fromEntries(Object.entries(npm).reverse());
    expect(await plan(reversed, [...uses].reverse())).toEqual(await plan(npm, uses));
  });
});
