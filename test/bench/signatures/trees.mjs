import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  utimesSync,
} from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const cig = here("../../../dist/cig.cjs");

/** Packages of each size; a package has 50 files. */
export const sizes = { "1k": 20, "20k": 400, "100k": 2_000 };

/** Git without the settings of whoever runs the bench. */
export const environment = {
  ...process.env,
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_NOSYSTEM: "1",
  DO_NOT_TRACK: "1",
  CIG_NO_COLOR: "1",
};

/** The monorepo of that size with its rendered files committed, made once and then only cloned. */
export function baseTree(cache, size) {
  const folder = join(cache, "trees", `${size}-${generatorDigest()}`);
  if (!existsSync(folder)) {
    const staging = `${folder}.making-${process.pid}`;
    mkdirSync(join(cache, "trees"), { recursive: true });
    const shape = ["--packages", String(sizes[size]), "--files", "50", "--jobs", "0", "--cig"];
    run(process.execPath, [here("../make-monorepo.mjs"), "--out", staging, ...shape], cache);
    renameSync(staging, folder);
  }
  run(process.execPath, [cig, "render"], folder);
  if (git(folder, "status", "--porcelain") !== "") {
    git(folder, "add", "--all");
    git(folder, "commit", "--quiet", "--message", "rendered");
  }
  return folder;
}

/** A clone in which git knows each file to be clean, as in a checkout that somebody works in. */
export function settledClone(base, root) {
  git(base, "clone", "--quiet", base, root);
  // Not before the second has passed in which git wrote the last files can their times be trusted.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_100);
  git(root, "update-index", "--refresh");
  return { root, restore: () => {} };
}

/** A clone as git leaves it; `restore` gives back the index that the commands after it may have refreshed. */
export function freshClone(base, root) {
  git(base, "clone", "--quiet", base, root);
  return { root, restore: keepIndex(root) };
}

/** Gives each tracked file another time than the index has, as a restored snapshot or a copied folder does. */
export function makeStale(root) {
  const past = new Date(Date.now() - 3_600_000);
  const files = git(root, "ls-files", "-z").split("\0").slice(0, -1);
  for (const file of files) utimesSync(join(root, file), past, past);
  return { root, restore: keepIndex(root) };
}

/** Has the system hold the tree's folders, attributes and contents in memory, as right after a checkout. */
export function warmUp(root) {
  git(root, "--no-optional-locks", "status", "--porcelain");
}

/** Reads each tracked file, so that the first to need a content is not the one that pays for the disk. */
export function readAll(root) {
  for (const file of git(root, "ls-files", "-z").split("\0").slice(0, -1)) readFileSync(join(root, file));
}

function keepIndex(root) {
  const index = join(root, ".git/index");
  const kept = join(root, ".git/index.kept");
  const copy = (from, to) => cpSync(from, to, { preserveTimestamps: true });
  copy(index, kept);
  return () => copy(kept, index);
}

function generatorDigest() {
  const hash = createHash("sha256");
  const folder = here("..");
  const parts = readdirSync(join(folder, "monorepo")).sort();
  for (const file of ["make-monorepo.mjs", ...parts.map((name) => `monorepo/${name}`)])
    hash.update(readFileSync(join(folder, file)));
  return hash.digest("hex").slice(0, 12);
}

function git(root, ...args) {
  return run("git", args, statSync(root).isDirectory() ? root : ".");
}

function run(command, args, cwd) {
  return execFileSync(command, args, {
    cwd,
    env: environment,
    encoding: "utf8",
    maxBuffer: 2 ** 28,
    stdio: ["ignore", "pipe", "pipe"],
  });
}
