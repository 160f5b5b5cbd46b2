import { spawnSync } from "node:child_process";
import type { Marker } from "../../../store/marker.ts";
import type { Store } from "../../../store/store.ts";
import type { Environment } from "../../../work/sign.ts";
import { type Invocation, Refusal } from "../../invocation.ts";
import { planAt } from "./plan-at.ts";
import type { Side } from "./side.ts";
import { type Base, newestMarkers } from "./why.ts";

/**
 * What to compare with: the commit that --diff names; else what the store says of each variant's last success, with
 * the files of that commit where git has it; else the commit that a person would mean: where this branch began, the
 * last commit where something is changed, or the one before it.
 */
export async function findBase(
  invocation: Invocation,
  root: string,
  now: Side,
  store: Store | undefined,
  ids: readonly string[],
): Promise<Base> {
  const { arguments: given, environment } = invocation;
  const at = (ref: string) => planAt(invocation, root, ref, now.plan.reads);
  const asked = given.one("diff");
  if (asked !== undefined) {
    const { value: side, diagnostics } = await at(asked);
    if (!side) throw new Refusal(diagnostics, root);
    return { kind: "commit", name: asked, side };
  }
  const markers = store ? await newestMarkers(store, ids) : new Map<string, Marker>();
  if (markers.size > 0) return { kind: "markers", markers, sides: await sidesOf(markers, at) };
  for (const ref of usualRefs(root, environment)) {
    const { value: side } = await at(ref);
    if (side) return { kind: "commit", name: ref, side };
  }
  return { kind: "nothing" };
}

type PlanAt = (ref: string) => ReturnType<typeof planAt>;

/** By commit; those that git has not are left out. More than a few are not looked at: each is a plan of its own. */
async function sidesOf(markers: ReadonlyMap<string, Marker>, at: PlanAt): Promise<Map<string, Side>> {
  const commits = [...new Set([...markers.values()].map(({ commit }) => commit))];
  const sides = new Map<string, Side>();
  for (const commit of commits.filter((each) => each !== "").slice(0, 4)) {
    const { value: side } = await at(commit);
    if (side) sides.set(commit, side);
  }
  return sides;
}

function usualRefs(root: string, environment: Environment): string[] {
  const { GIT_DIR, GIT_WORK_TREE, ...rest } = environment;
  const git = (...args: readonly string[]) => {
    const options = { cwd: root, env: rest as NodeJS.ProcessEnv, encoding: "utf8" } as const;
    const done = spawnSync("git", ["--no-optional-locks", ...args], options);
    return done.status === 0 ? done.stdout.trim() : undefined;
  };
  const head = git("rev-parse", "HEAD");
  if (head === undefined) return [];
  const branch = environment.CIG_GIT_DEFAULT_BRANCH || "main";
  const began = git("merge-base", "HEAD", `origin/${branch}`) ?? git("merge-base", "HEAD", branch);
  if (began !== undefined && began !== head) return [began, "HEAD"];
  const isDirty = (git("status", "--porcelain", "--untracked-files=no") ?? "") !== "";
  return isDirty ? ["HEAD"] : ["HEAD~1", "HEAD"];
}
