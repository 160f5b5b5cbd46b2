import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/**
 * A contender is what one row measures: the commands that run one after the other, and what their result covers.
 * `kind` says which trees it is measured in: "hashes" tells its hashes without running anything, "run" does so only
 * in a run whose tasks are all served from its own cache, which has to be filled before.
 */
const signatures = node(here("../../../dist/cig.cjs"), "compute-signatures", "--json");

export const own = [
  {
    name: "cig",
    kind: "hashes",
    counts: "a signature per job: tracked files, definition, env, versions, upstream; a verdict per job",
    commands: [signatures],
  },
  {
    // cig counts what a commit holds. Who wants to know what else lies about asks git, here after cig has ended.
    name: "cig + untracked",
    kind: "hashes",
    counts: "the same, and then git lists untracked files, which turbo, nx and rush look for",
    commands: [signatures, ["git", "ls-files", "-z", "--others", "--exclude-standard"]],
  },
];

export const floors = [
  { name: "bare Node", kind: "hashes", counts: "nothing: node -e 0", commands: [node("-e", "0")] },
  {
    name: "git diff-files",
    kind: "hashes",
    counts: "which tracked files differ from the index",
    commands: [["git", "--no-optional-locks", "diff-files"]],
  },
  {
    name: "bare Node, then git diff-files",
    kind: "hashes",
    counts: "the two above, one after the other",
    commands: [node("-e", "0"), ["git", "--no-optional-locks", "diff-files"]],
  },
  {
    name: "git status",
    kind: "hashes",
    counts: "the same, and untracked files",
    commands: [["git", "--no-optional-locks", "status", "--porcelain"]],
  },
];

/** Peers, each in the form that costs it least: its program without the package manager, no daemon, no telemetry. */
export const peers = [
  {
    name: "turbo",
    package: "turbo",
    version: "2.11.11",
    kind: "hashes",
    counts: "a hash per task: tracked and untracked files, definition, env, upstream",
    commands: (folder) => [[turboProgram(folder), "run", "build", "--dry=json"]],
    env: { TURBO_TELEMETRY_DISABLED: "1", TURBO_NO_UPDATE_NOTIFIER: "1" },
  },
  {
    name: "nx",
    package: "nx",
    version: "24.0.6",
    kind: "hashes",
    counts:
      "a hash per task: tracked and untracked files, definition, upstream; project graph from its cache",
    commands: (folder) => [node(here("peers/nx-hashes.cjs"), join(folder, "node_modules/nx"))],
    env: { NX_DAEMON: "false", NX_NO_CLOUD: "true" },
  },
  {
    name: "rush",
    package: "@rushstack/package-deps-hash",
    version: "4.7.28",
    kind: "hashes",
    counts: "the id of each file, tracked and untracked, by package; no hash of a task, no upstream",
    commands: (folder) => [node(here("peers/rush-state.cjs"), join(folder, "node_modules"))],
  },
  {
    name: "moon",
    package: "@moonrepo/cli",
    version: "2.5.5",
    kind: "run",
    counts: "a run in which each task comes from its cache",
    commands: (folder) => [[moonProgram(folder), "run", ":build", "--no-actions", "--summary", "none"]],
    env: { MOON_TELEMETRY: "false" },
  },
  {
    name: "lage",
    package: "lage",
    version: "2.17.0",
    kind: "run",
    counts: "a run in which each task comes from its cache",
    commands: (folder) => [node(join(folder, "node_modules/lage/dist/lage.js"), "build")],
    // Only the run that fills the cache starts npm, once for each package.
    fillEnv: (scratch) => ({ PATH: `${withIdleNpm(scratch)}${delimiter}${process.env.PATH}` }),
  },
  {
    name: "wireit",
    package: "wireit",
    version: "0.14.13",
    kind: "run",
    counts: "a run in which each script is found fresh",
    commands: (folder) => [node(join(folder, "node_modules/wireit/bin/wireit.js"))],
    // What npm would set: wireit is measured without npm's own start.
    env: (root) => ({
      npm_lifecycle_event: "wall",
      npm_package_json: join(root, "package.json"),
      npm_config_user_agent: "npm/10.8.2",
      WIREIT_CACHE: "local",
      WIREIT_LOGGER: "quiet-ci",
    }),
  },
];

function node(...args) {
  return [process.execPath, ...args];
}

function turboProgram(folder) {
  const platform = `${process.platform === "win32" ? "windows" : process.platform}-${process.arch === "x64" ? "64" : process.arch}`;
  return join(folder, "node_modules/@turbo", platform, "bin/turbo");
}

function moonProgram(folder) {
  const scope = join(folder, "node_modules/@moonrepo");
  const core = readdirSync(scope).find((name) => name.startsWith("core-"));
  return join(scope, core ?? "core", "moon");
}

/** A folder with an `npm` that does nothing, for a build that has nothing to do. */
function withIdleNpm(scratch) {
  const folder = join(scratch, "idle-npm");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "npm"), "#!/bin/sh\nexit 0\n", { mode: 0o755 });
  return folder;
}
