import type { Output, Triggers } from "cig/sdk";
import type { Report } from "../report.ts";
import { allOf, anyOf } from "../value/filter.ts";

/** A question about the files that a change touches. The setup answers it by a pipeline parameter. */
export interface Gate {
  /** "run-ci" */
  readonly parameter: string;
  readonly paths: readonly string[];
  readonly pathsIgnore: readonly string[];
}

/** The questions of all workflows of a file. */
export interface Gates {
  /**
   * What has to hold for a workflow that pushes start, as an expression; undefined where no file matters. `pushed`
   * holds for the branches and tags of `on.push`; undefined there: for all.
   */
  conditionOf(workflow: string, triggers: Triggers, pushed: string | undefined): string | undefined;
  all(): readonly Gate[];
}

/** `isOpen` false: nothing is asked, and everything runs. */
export function openGates(isOpen: boolean): Gates {
  const gates: Gate[] = [];
  const ask = (parameter: string, filter: Filter): string => {
    const { paths, pathsIgnore } = filter;
    if (!gates.some((gate) => gate.parameter === parameter)) gates.push({ parameter, paths, pathsIgnore });
    return `pipeline.parameters.${parameter}`;
  };
  return {
    conditionOf(workflow, { push, pullRequest }, pushed) {
      if (!isOpen) return undefined;
      const ofPush = hasPaths(push) ? push : undefined;
      const ofPull = hasPaths(pullRequest) ? pullRequest : undefined;
      const name = `run-${workflow}`;
      if (!ofPush && !ofPull) return undefined;
      if (ofPush && (!pullRequest || (ofPull && areSame(ofPush, ofPull)))) return ask(name, ofPush);
      if (ofPull && !push) return ask(name, ofPull);
      // A push to any branch is one of a pull request as well, perhaps, and either may want it.
      if (pushed === undefined)
        return ofPush && ofPull
          ? anyOf([ask(`${name}-pushed`, ofPush), ask(`${name}-proposed`, ofPull)])
          : undefined;
      const other = `not (${pushed})`;
      if (!ofPull) return anyOf([other, ask(name, ofPush!)]);
      if (!ofPush) return anyOf([pushed, ask(name, ofPull)]);
      return anyOf([
        allOf([pushed, ask(`${name}-pushed`, ofPush)]),
        allOf([other, ask(`${name}-proposed`, ofPull)]),
      ]);
    },
    all: () => gates,
  };
}

/** True when changed files decide about a workflow. CircleCI reads no schedule of a continued configuration. */
export function needsSetup(outputs: readonly Output[], report: Report): boolean {
  const asking = outputs.find(({ triggers }) => hasPaths(triggers?.push) || hasPaths(triggers?.pullRequest));
  if (!asking) return false;
  if (!outputs.some(({ triggers }) => triggers && triggers.schedule.length > 0)) return true;
  const key = hasPaths(asking.triggers?.push) ? "push" : "pull_request";
  report.add(
    "CC020",
    ["on", key],
    "CircleCI reads no schedule in a configuration that a setup continues with, so that this file has none, and runs for changes of any file.",
    "Give the schedule a workflow in a file of its own, or set it as a trigger of the project.",
  );
  return false;
}

/** ".circleci/config.yml" is continued with ".circleci/continue.yml". */
export function fileNamed(path: string): string {
  return path.replace(/([^/]*?)(\.ya?ml)?$/, (_, base: string, end = ".yml") =>
    base === "config" ? `continue${end}` : `${base}-continue${end}`,
  );
}

type Filter = { readonly paths: readonly string[]; readonly pathsIgnore: readonly string[] };

function hasPaths(filter: Filter | undefined): boolean {
  return filter !== undefined && filter.paths.length + filter.pathsIgnore.length > 0;
}

function areSame(one: Filter, other: Filter): boolean {
  return JSON.stringify([one.paths, one.pathsIgnore]) === JSON.stringify([other.paths, other.pathsIgnore]);
}
