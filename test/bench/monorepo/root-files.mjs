/** Files of the root: of npm, and the configuration of each tool, all with one task a package that needs its upstream. */
export function rootFiles(packages, readme) {
  return [
    [".gitignore", "node_modules\ndist\n.turbo\n.wireit\n.nx\n.moon/cache\n.moon/docker\n*.log\nignored-*\n"],
    [".gitattributes", "* text=auto\n*.svg -text\n*.bin filter=lfs-not-installed\n"],
    ["tsconfig.base.json", json({ compilerOptions: { strict: true, target: "es2022", module: "nodenext" } })],
    ["README.md", readme],
    ["package.json", json(rootPackage(packages))],
    ["package-lock.json", json(packageLock(packages))],
    ["turbo.json", json(turbo)],
    ["nx.json", json(nx)],
    ["lage.config.js", `module.exports = ${lage};\n`],
    [
      ".moon/workspace.yml",
      "projects:\n  - 'packages/*'\nvcs:\n  client: 'git'\n  defaultBranch: 'main'\ntelemetry: false\n",
    ],
    [".moon/toolchains.yml", "{}\n"],
  ];
}

/** One job a package, as the other tools have it: all files of the package are its inputs, its upstream comes first. */
export function cigToml(packages) {
  const jobs = packages.map(
    ({ name, needs }) => `[jobs.${name}]
needs = ${JSON.stringify(needs)}
skip_if = { paths_unmodified = ["packages/${name}/**"] }
steps = [{ run = "npm run build --workspace=packages/${name}" }]
`,
  );
  return `version = "0.2"

[project]
name = "synthetic"
default_branch = "main"
default_timeout = "20m"

[[outputs]]
provider = "github"
path = ".github/workflows/ci.yml"
description = "CI"

${jobs.join("\n")}`;
}

export function json(value) {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function rootPackage(packages) {
  return {
    name: "root",
    private: true,
    version: "0.0.0",
    packageManager: "npm@10.8.2",
    workspaces: ["packages/*"],
    scripts: { wall: "wireit" },
    wireit: { wall: { dependencies: packages.map(({ name }) => `./packages/${name}:wbuild`) } },
  };
}

function packageLock(packages) {
  const entries = { "": { name: "root", version: "0.0.0", workspaces: ["packages/*"] } };
  for (const { name } of packages)
    entries[`node_modules/@acme/${name}`] = { resolved: `packages/${name}`, link: true };
  for (const { name, needs } of packages)
    entries[`packages/${name}`] = {
      name: `@acme/${name}`,
      version: "1.0.0",
      dependencies: Object.fromEntries(needs.map((other) => [`@acme/${other}`, "1.0.0"])),
    };
  return { name: "root", version: "0.0.0", lockfileVersion: 3, requires: true, packages: entries };
}

const turbo = {
  $schema: "https://turborepo.com/schema.json",
  ui: "stream",
  tasks: { build: { dependsOn: ["^build"], outputs: ["dist/**"] } },
};

const nx = {
  analytics: false,
  neverConnectToCloud: true,
  namedInputs: { default: ["{projectRoot}/**/*"] },
  targetDefaults: {
    build: {
      dependsOn: ["^build"],
      inputs: ["default", "^default"],
      outputs: ["{projectRoot}/dist"],
      cache: true,
    },
  },
};

const lage =
  "{ pipeline: { build: { dependsOn: ['^build'], outputs: ['dist/**'] } }, npmClient: 'npm', cacheOptions: { cacheStorageConfig: { provider: 'local' }, outputGlob: ['dist/**'], environmentGlob: ['package.json'] } }";
