import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import type { Occasion } from "../../sdk/table/table.ts";

/** Everything around the jobs of one run: the repository, the secrets, what started it, and what jobs leave behind. */
export interface World {
  readonly root: string;
  /** The repository that jobs check out; the rendered files are in it. */
  readonly origin: string;
  /** Scripts write what they want to be seen here: the variable TRACE of every machine names it. */
  readonly trace: string;
  readonly secrets: Readonly<Record<string, string>>;
  /** The provider's settings. */
  readonly variables?: Readonly<Record<string, string>>;
  readonly started: Started;
  /** Artifacts, caches, values: a folder that outlives the jobs. */
  readonly store: string;
}

/** What started the run, in git's words. */
export interface Started {
  readonly occasion: Occasion;
  readonly event: "push" | "pull_request" | "merge_queue" | "schedule" | "manual" | "release";
  readonly branch: string;
  readonly tag: string;
  readonly sha: string;
  readonly isFork: boolean;
  readonly inputs: Readonly<Record<string, string>>;
  /** Of a pull request. */
  readonly labels?: readonly string[];
}

/** How a job ended. */
export type Status = "success" | "failure" | "skipped" | "cancelled";

/** What happened in a run. */
export interface Ran {
  /** By the id that cig gives the variant. */
  readonly jobs: Readonly<Record<string, Status>>;
  /** What the scripts wrote to $TRACE, line by line. */
  readonly trace: readonly string[];
  /** What each job said, for people who look for a fault. */
  readonly said: Readonly<Record<string, string>>;
}

/** A repository with these files, committed; removed when the test ends. */
export function openWorld(
  files: Readonly<Record<string, string>>,
  occasion: Occasion = "push to main",
  secrets: Readonly<Record<string, string>> = {},
): World {
  const root = mkdtempSync(join(tmpdir(), "cig-run-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true, maxRetries: 3 }));
  const origin = join(root, "origin");
  for (const [path, content] of Object.entries(files)) write(join(origin, path), content);
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.org", ...args], {
      cwd: origin,
      encoding: "utf8",
    }).trim();
  git("init", "--quiet", "--initial-branch=main");
  git("add", "--all", "--force");
  git("commit", "--quiet", "--allow-empty", "--message=all");
  const started = startedBy(occasion, git("rev-parse", "HEAD"));
  if (started.branch !== "main" && started.branch !== "") git("branch", "--force", started.branch);
  if (started.tag !== "") git("tag", started.tag);
  const trace = join(root, "trace");
  writeFileSync(trace, "");
  mkdirSync(join(root, "store"));
  return { root, origin, trace, secrets, started, store: join(root, "store") };
}

/** A machine for one job: an empty workspace, a home, a folder for temporary files, and nothing else known. */
export interface Machine {
  readonly workspace: string;
  readonly temp: string;
  readonly env: Readonly<Record<string, string>>;
}

let machines = 0;

export function openMachine(world: World, bin?: string): Machine {
  const folder = join(world.root, `machine-${machines++}`);
  const paths = { workspace: join(folder, "work"), temp: join(folder, "tmp"), home: join(folder, "home") };
  for (const path of Object.values(paths)) mkdirSync(path, { recursive: true });
  const env = {
    PATH: bin === undefined ? process.env.PATH! : `${bin}:${process.env.PATH}`,
    HOME: paths.home,
    TMPDIR: paths.temp,
    TRACE: world.trace,
    STORE: world.store,
    LANG: "C.UTF-8",
  };
  return { workspace: paths.workspace, temp: paths.temp, env };
}

/** What a checkout does; without a depth there is all history. */
export function checkOut(world: World, folder: string, depth = 0): void {
  const from = depth > 0 ? ["--depth", String(depth), `file://${world.origin}`] : [world.origin];
  const isEmpty = !existsSync(folder) || readdirSync(folder).length === 0;
  const clone = isEmpty ? folder : join(folder, ".clone");
  execFileSync("git", ["-c", "advice.detachedHead=false", "clone", "--quiet", ...from, clone]);
  if (isEmpty) return;
  execFileSync("cp", ["-a", `${clone}/.`, folder]);
  rmSync(clone, { recursive: true });
}

export function traceOf(world: World): string[] {
  return readFileSync(world.trace, "utf8")
    .split("\n")
    .filter((line) => line !== "");
}

/** `name=value` lines and `name<<END` blocks, as steps leave their outputs. */
export function readOutputs(file: string): Record<string, string> {
  const found: Record<string, string> = {};
  const lines = existsSync(file) ? readFileSync(file, "utf8").split("\n") : [];
  for (let line = lines.shift(); line !== undefined; line = lines.shift()) {
    const block = /^([\w-]+)<<(.+)$/.exec(line);
    const simple = /^([\w-]+)=(.*)$/.exec(line);
    if (block) {
      const end = lines.indexOf(block[2]!);
      found[block[1]!] = lines
        .splice(0, end + 1)
        .slice(0, -1)
        .join("\n");
    } else if (simple) found[simple[1]!] = simple[2]!;
  }
  return found;
}

/** True when somebody has cancelled the run; a script does it by this file. */
export function isCancelled(world: World): boolean {
  return existsSync(join(world.store, "cancelled"));
}

/** What somebody has cancelled, where that may be one job: what the file says. */
export function whatIsCancelled(world: World): "nothing" | "run" | "job" {
  const file = join(world.store, "cancelled");
  if (!existsSync(file)) return "nothing";
  return readFileSync(file, "utf8").trim() === "job" ? "job" : "run";
}

export function write(path: string, content: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

/** What happened, in git's words. */
export function startedBy(occasion: Occasion, sha: string): Started {
  const usual: Started = {
    occasion,
    event: "push",
    branch: "main",
    tag: "",
    sha,
    isFork: false,
    inputs: {},
  };
  switch (occasion) {
    case "push to main":
      return usual;
    case "push to feature/x":
      return { ...usual, branch: "feature/x" };
    case "tag v1.2.3":
      return { ...usual, branch: "", tag: "v1.2.3" };
    case "pull request":
      return { ...usual, event: "pull_request", branch: "feature/x" };
    case "pull request of a fork":
      return { ...usual, event: "pull_request", branch: "feature/x", isFork: true };
    case "merge queue":
      return { ...usual, event: "merge_queue", branch: "gh-readonly-queue/main/pr-1-abc" };
    case "schedule":
      return { ...usual, event: "schedule" };
    case "by hand":
      return { ...usual, event: "manual" };
    case "release":
      return { ...usual, event: "release", branch: "", tag: "v1.2.3" };
  }
}
