import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Ran, type Started, startedBy, type World, write } from "../execution/world.ts";
import type { Adapter } from "./adapter.ts";
import { packTool, type Tool } from "./tool.ts";
import { toy } from "./toy.ts";

/** What starts a run, and what goes wrong in it. */
export interface Occasion {
  readonly event?: "push" | "pull_request" | "schedule";
  readonly labels?: readonly string[];
  /** The provider's settings. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Jobs whose script fails, one during which somebody cancels the run, and one that somebody cancels by itself. */
  readonly fails?: readonly string[];
  readonly cancelledIn?: string;
  readonly cancelledJob?: string;
}

/** A repository on a provider, with all that outlives a run. */
export class Place {
  readonly #folder = mkdtempSync(join(tmpdir(), "cig-place-"));
  /** Always the same: the store's own place may stand in the files. */
  readonly root = join(this.#folder, "now");

  constructor(
    readonly adapter: Adapter,
    readonly tool: Tool,
  ) {
    mkdirSync(this.store, { recursive: true });
  }

  get origin(): string {
    return join(this.root, "origin");
  }

  get store(): string {
    return join(this.root, "store");
  }

  /** Keeps the state for `goBack`. */
  save(): void {
    cpSync(this.root, join(this.#folder, "saved"), { recursive: true, verbatimSymlinks: true });
  }

  /** As it was when it was saved. */
  goBack(): void {
    rmSync(this.root, { recursive: true, force: true, maxRetries: 3 });
    cpSync(join(this.#folder, "saved"), this.root, { recursive: true, verbatimSymlinks: true });
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 3 });
  }

  git(...args: string[]): string {
    return execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.org", ...args], {
      cwd: this.origin,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    }).trim();
  }

  /** Renders what cig.toml says and commits it. */
  render(): void {
    writeFileSync(join(this.origin, "cig.toml"), toy(this.adapter, this.store));
    const done = spawnSync(process.execPath, [this.tool.program, "render"], {
      cwd: this.origin,
      encoding: "utf8",
      env: { PATH: process.env.PATH, XDG_CACHE_HOME: join(this.root, "cache") },
    });
    if (done.status !== 0) throw new Error(`cig render: ${done.status}\n${done.stdout}${done.stderr}`);
    this.git("add", "--all");
    this.git("commit", "--quiet", "--allow-empty", "--message=render");
  }

  /** A commit on the branch that is checked out; null removes a file. */
  commit(files: Readonly<Record<string, string | null>>, message = "change"): void {
    for (const [path, content] of Object.entries(files))
      if (content === null) rmSync(join(this.origin, path));
      else write(join(this.origin, path), content);
    this.git("add", "--all");
    this.git("commit", "--quiet", "--allow-empty", `--message=${message}`);
  }

  /** Checks a branch out; a new one begins where the repository is. */
  branch(name: string): void {
    const isNew = this.git("branch", "--list", name) === "";
    this.git("checkout", "--quiet", ...(isNew ? ["-b", name] : [name]));
  }

  /** One run of the pipeline on the branch that is checked out. */
  run(occasion: Occasion = {}): Ran {
    const branch = this.git("branch", "--show-current");
    if (occasion.event === "pull_request") this.git("checkout", "--quiet", "--detach", "main");
    if (occasion.event === "pull_request") this.git("merge", "--quiet", "--no-ff", "--message=merge", branch);
    this.#prepare(occasion);
    try {
      return this.adapter.run(this.#world(occasion, branch));
    } finally {
      if (occasion.event === "pull_request") this.git("checkout", "--quiet", branch);
      for (const name of readdirSync(this.root).filter((each) => each.startsWith("machine-")))
        rmSync(join(this.root, name), { recursive: true, force: true, maxRetries: 3 });
    }
  }

  /** The scripts of the toy look here. */
  #prepare({ fails = [], cancelledIn, cancelledJob }: Occasion): void {
    for (const name of ["fails", "cancels", "cancelled", "artifacts"])
      rmSync(join(this.store, name), { recursive: true, force: true });
    for (const job of fails) write(join(this.store, "fails", job), "");
    if (cancelledIn !== undefined) write(join(this.store, "cancels", cancelledIn), "run");
    if (cancelledJob !== undefined) write(join(this.store, "cancels", cancelledJob), "job");
  }

  #world({ event = "push", labels = [], variables = {} }: Occasion, branch: string): World {
    const trace = join(this.root, "trace");
    writeFileSync(trace, "");
    const usual = startedBy(
      event === "pull_request" ? "pull request" : event === "schedule" ? "schedule" : "push to main",
      this.git("rev-parse", "HEAD"),
    );
    const started: Started = { ...usual, branch, labels };
    const { root, origin, store } = this;
    return { root, origin, trace, secrets: {}, variables, started, store };
  }
}

/** A repository with the toy in it, rendered for the provider, before its first run. */
export function openPlace(adapter: Adapter): Place {
  const place = new Place(adapter, packTool());
  const files = {
    ".gitignore": ".cig/\n",
    "src/a.txt": "a\n",
    "test/a.txt": "a\n",
    "docs/a.txt": "a\n",
    "other.txt": "a\n",
  };
  for (const [path, content] of Object.entries(files)) write(join(place.origin, path), content);
  mkdirSync(join(place.origin, "tools"));
  cpSync(place.tool.tarball, join(place.origin, "tools/cig.tgz"));
  place.git("init", "--quiet", "--initial-branch=main");
  place.git("add", "--all");
  place.render();
  return place;
}
