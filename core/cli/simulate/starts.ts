import type { Triggers } from "../../../proto/gen/cig/plugin/v1/project_pb.ts";
import { compileGlobs } from "../../repo/glob.ts";
import type { Scene } from "./scene.ts";

/** Why a workflow does not start in this scene, as a sentence; undefined where it does. */
export function whyNotStarted(
  triggers: Triggers | undefined,
  scene: Scene,
  changed: readonly string[],
): string | undefined {
  const { event, branch, tag, base } = scene;
  const never = `The workflow does not start on ${event}.`;
  switch (event) {
    case "push": {
      const push = triggers?.push;
      if (!push) return never;
      if (tag !== "")
        return fits(push.tags, tag) ? undefined : `The workflow does not start on the tag "${tag}".`;
      const isWanted =
        push.branches.length > 0
          ? fits(push.branches, branch)
          : push.branchesIgnore.length > 0 || push.tags.length === 0;
      if (!isWanted || fits(push.branchesIgnore, branch))
        return `The workflow does not start on pushes to "${branch}".`;
      return byPaths(push, changed);
    }
    case "pull_request": {
      const request = triggers?.pullRequest;
      if (!request) return never;
      if (request.branches.length > 0 && !fits(request.branches, base))
        return `The workflow does not start on pull requests to "${base}".`;
      return byPaths(request, changed);
    }
    case "merge_queue":
      return triggers?.mergeQueue ? undefined : never;
    case "schedule":
      return (triggers?.schedule.length ?? 0) > 0 ? undefined : never;
    case "manual":
      return triggers?.manual ? undefined : never;
    case "release":
      return triggers?.release ? undefined : never;
  }
}

function byPaths(
  { paths, pathsIgnore }: { readonly paths: readonly string[]; readonly pathsIgnore: readonly string[] },
  changed: readonly string[],
): string | undefined {
  // Without a change nothing can be said about paths, and what is in doubt runs.
  if (changed.length === 0) return undefined;
  if (paths.length > 0 && !changed.some(compileGlobs(paths)))
    return "None of the changed files is one that starts the workflow.";
  if (pathsIgnore.length > 0 && changed.every(compileGlobs(pathsIgnore)))
    return "All of the changed files are ones that do not start the workflow.";
  return undefined;
}

function fits(patterns: readonly string[], name: string): boolean {
  return patterns.length > 0 && compileGlobs(patterns)(name);
}
