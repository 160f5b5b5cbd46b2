import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const golden = fileURLToPath(new URL("../../golden/", import.meta.url));

/** A synthetic monorepo with a package.json each 50 files, and a cig.toml. */
export function bigRepository(root, files) {
  const packages = String(Math.round(files / 50));
  execFileSync(
    process.execPath,
    [join(here, "make-monorepo.mjs"), "--out", root, "--packages", packages, "--files", "50"],
    { stdio: "ignore" },
  );
  writeFileSync(
    join(root, "cig.toml"),
    'version = "0.2"\n[project]\nname = "big"\n[jobs.test]\npackages = ["node"]\nsteps = [{ run = "npm test" }]\n',
  );
  return { root, files };
}

/** A repository in which eight bundled plugins have something to say; a gem that is commented out wakes a ninth, db/mysql. */
export function everyPluginRepository(root) {
  for (const name of ["rails-postgres", "python-poetry", "node-npm"])
    cpSync(join(golden, name, "input"), root, { recursive: true });
  writeFileSync(join(root, "Dockerfile"), "FROM ruby:3.3.6\n");
  writeFileSync(
    join(root, "cig.toml"),
    `version = "0.2"
[project]
name = "every"
[jobs.test]
packages = ["ruby", "node", "python", "docker"]
services = ["postgres", "redis"]
steps = [{ run = "bundle exec rspec" }]
`,
  );
  git(root);
  return { root, forget: () => rmSync(join(root, ".cig"), { recursive: true, force: true }) };
}

/** A chain of small jobs in ten layers. */
export function manyJobsRepository(root, count) {
  mkdirSync(root, { recursive: true });
  const width = Math.ceil(count / 10);
  const job = (index) => {
    const needs = index < width ? "" : `needs = ["job-${index - width}"]\n`;
    return `[jobs.job-${index}]\n${needs}steps = [{ run = "make part-${index}" }]\n`;
  };
  const jobs = Array.from({ length: count }, (_, index) => job(index)).join("\n");
  writeFileSync(join(root, "cig.toml"), `version = "0.2"\n[project]\nname = "many"\n\n${jobs}`);
  git(root);
  return { root, forget: () => rmSync(join(root, ".cig"), { recursive: true, force: true }) };
}

/** The input of a golden case. */
export function goldenRepository(root, name) {
  cpSync(join(golden, name, "input"), root, { recursive: true });
  git(root);
  return { root, forget: () => rmSync(join(root, ".cig"), { recursive: true, force: true }) };
}

/** A workspace whose packages have a cig.toml each. */
export function workspaceRepository(root, count) {
  for (let index = 0; index < count; index++) {
    const folder = join(root, "packages", `p${index}`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(
      join(folder, "package.json"),
      `{ "name": "p${index}", "scripts": { "test": "node --test" } }\n`,
    );
    writeFileSync(
      join(folder, "cig.toml"),
      `version = "0.2"\n[jobs.test]\nsteps = [{ run = "npm test" }]\nskip_if = { paths_unmodified = ["**"] }\n`,
    );
  }
  writeFileSync(
    join(root, "cig.toml"),
    'version = "0.2"\n[project]\nname = "wide"\n[workspace]\nmembers = ["packages/*"]\n',
  );
  git(root);
  return { root, forget: () => rmSync(join(root, ".cig"), { recursive: true, force: true }) };
}

function git(root) {
  execFileSync("git", ["init", "--quiet", "--initial-branch=main"], { cwd: root });
  execFileSync("git", ["add", "--all"], { cwd: root });
}
