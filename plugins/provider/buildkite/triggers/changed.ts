import { type Table, type Triggers, table, type Yaml } from "cig/sdk";
import type { Scope } from "../scope.ts";
import { uploaded } from "../value/interpolation.ts";

/**
 * The value of `if_changed` for every step. The agent looks at the changes of whatever build it is, so that the filter
 * can stand only where all that starts the pipeline has the same one; else it is left out and told.
 */
export function changedFilter(triggers: Triggers | undefined, scope: Scope): Yaml | undefined {
  const { push, pullRequest, mergeQueue, schedule, manual, release } = triggers ?? {};
  const filters = [push, pullRequest].flatMap((each) =>
    each ? [{ paths: each.paths, ignore: each.pathsIgnore }] : [],
  );
  const [first] = filters;
  if (!first || filters.every(({ paths, ignore }) => paths.length + ignore.length === 0)) return undefined;
  const holder = push && push.paths.length + push.pathsIgnore.length > 0 ? "push" : "pull_request";
  const isSame = filters.every((each) => JSON.stringify(each) === JSON.stringify(first));
  const hasOthers =
    mergeQueue || (schedule?.length ?? 0) > 0 || manual !== undefined || release !== undefined;
  if (!isSame || hasOthers || (push && push.tags.length > 0)) {
    scope.report.add(
      "BK020",
      ["on", holder],
      "Buildkite looks at the changed files of every build or of none, and here some builds are to run whatever has changed. The pipeline runs for changes of any file.",
      "Give push and pull_request the same paths and nothing else to [on], or write a pipeline of its own for the rest: [workflows].",
    );
    return undefined;
  }
  if (push)
    scope.report.add(
      "BK037",
      ["on", holder],
      "On the default branch Buildkite's if_changed looks at the files of the last commit or merge, and not at all that was pushed.",
      "Merge by pull request, or set BUILDKITE_GIT_DIFF_BASE for the step that uploads the pipeline.",
    );
  return filterOf(first.paths, first.ignore);
}

function filterOf(paths: readonly string[], ignore: readonly string[]): Table | Yaml {
  const include = paths.filter((path) => !path.startsWith("!"));
  const exclude = [...paths.filter((path) => path.startsWith("!")).map((path) => path.slice(1)), ...ignore];
  if (exclude.length === 0) return include.map(uploaded);
  return table(
    ["include", include.length > 0 ? include.map(uploaded) : ["**"]],
    ["exclude", exclude.map(uploaded)],
  );
}
