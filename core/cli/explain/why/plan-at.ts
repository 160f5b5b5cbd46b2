import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { byCodeUnit } from "../../../compare.ts";
import { diagnose } from "../../../diagnostic/codes.ts";
import { type Diagnostic, hasErrors, type Result } from "../../../diagnostic/diagnostic.ts";
import { encodePath } from "../../../repo/path-bytes.ts";
import { createReader } from "../../../repo/read.ts";
import type { Repo } from "../../../repo/repo.ts";
import { type CommitTree, openCommit } from "../../../repo/work-tree.ts";
import { toWorkPlan } from "../../../work/from-plan.ts";
import type { Environment } from "../../../work/sign.ts";
import type { Invocation } from "../../invocation.ts";
import { pipelineOptions } from "../../run-pipeline.ts";
import type { Side } from "./side.ts";

/**
 * What the jobs were at a commit: planned from the files that it held, by the plugins of today. Only what a plan can read is
 * written out, into a folder of its own that is gone afterwards.
 */
export async function planAt(
  invocation: Invocation,
  root: string,
  ref: string,
  reads: readonly string[],
): Promise<Result<Side>> {
  const { environment } = invocation;
  const { value: tree, diagnostics } = await openCommit(root, ref, { environment });
  if (!tree) return { diagnostics };
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "cig-at-")));
  try {
    const problem = writeFiles(root, tree, reads, folder, environment);
    if (problem) return { diagnostics: [problem] };
    return await planIn(join(folder, "tree"), invocation, tree);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function planIn(folder: string, invocation: Invocation, tree: CommitTree): Promise<Result<Side>> {
  const { runPipeline } = await import("../../../pipeline/pipeline.ts");
  const reader = createReader(folder);
  const repo: Repo = {
    root: folder,
    paths: tree
      .entries(["**"])
      .map(({ path }) => path)
      .sort(byCodeUnit),
    git: undefined,
    read: reader.read,
    diagnostics: [],
  };
  const options = pipelineOptions(invocation, { root: folder }, "plan");
  const result = await runPipeline({
    ...options,
    repo: Promise.resolve({ value: repo, diagnostics: [] }),
    emit: () => undefined,
  });
  const { plan, config, diagnostics } = result;
  if (!plan || !config || hasErrors(diagnostics))
    return { diagnostics: diagnostics.filter((each) => hasErrors([each])) };
  const work = { ...toWorkPlan(plan, config, result.installed), inputs: "" };
  return { value: { plan: work, jobs: result, tree }, diagnostics: [] };
}

/** Writes the files that patterns choose below `folder`/tree, by git itself and by an index of its own. */
function writeFiles(
  root: string,
  tree: CommitTree,
  reads: readonly string[],
  folder: string,
  environment: Environment,
): Diagnostic | undefined {
  const paths = tree.entries(reads).flatMap(({ path, mode }) => (mode.startsWith("100") ? [path] : []));
  const { GIT_DIR, GIT_WORK_TREE, ...rest } = environment;
  const variables = { ...rest, GIT_INDEX_FILE: join(folder, "index") } as NodeJS.ProcessEnv;
  const git = (args: readonly string[], input?: Buffer) =>
    spawnSync("git", ["--no-optional-locks", "-c", "core.fsmonitor=false", ...args], {
      cwd: root,
      env: variables,
      ...(input && { input }),
    });
  const target = join(folder, "tree");
  mkdirSync(target);
  const prefix = git(["rev-parse", "--show-prefix"]).stdout?.toString().trim() ?? "";
  const list = Buffer.concat(paths.flatMap((path) => [Buffer.from(encodePath(path)), Buffer.from([0])]));
  for (const [args, input] of [
    [["read-tree", prefix === "" ? tree.commit : `${tree.commit}:${prefix}`], undefined],
    [["checkout-index", `--prefix=${target}/`, "-q", "-z", "--stdin"], list],
  ] as const) {
    const done = git(prefix === "" ? args : ["-C", relativeTop(prefix), ...args], input);
    if (done.status !== 0)
      return diagnose(
        "CIG201",
        `The files of commit ${tree.commit.slice(0, 12)} could not be read: ${done.stderr}`,
      );
  }
  return undefined;
}

/** From a folder of the repository to its top, where paths of a tree begin. */
function relativeTop(prefix: string): string {
  return prefix
    .split("/")
    .filter((part) => part !== "")
    .map(() => "..")
    .join("/");
}
