import { type Draft, tomlOf } from "cig/sdk/import";
import { isRecord, listOf, type Raw, recordOf, textsOf } from "../reader/raw.ts";
import { portableCron } from "../triggers/cron.ts";
import { filtersFor } from "./conditions.ts";
import type { PlacedWorkflow } from "./place.ts";

/** What starts a workflow, and what its jobs have to say for themselves. */
export interface Start {
  readonly on: Draft;
  /** Keys of the workflow for the escape hatch, each with whether CircleCI knows it. */
  readonly hatch: Draft;
  readonly hatched: readonly (readonly [key: string, isKnown: boolean])[];
  /** True where some job of the workflow runs on tags, so that all others have to say that they do not. */
  readonly hasTags: boolean;
  /**
   * Who says on which branches and tags the jobs run: the workflow, for all; each job, in the words of cig.toml; or each
   * job in its escape hatch, where one of them has no words for it: what is said in both would be joined.
   */
  readonly filters: "workflow" | "jobs" | "hatch";
}

const knownKeys = new Set(["when", "unless", "max_auto_reruns", "triggers"]);

export function startOf({ value, jobs }: PlacedWorkflow, defaultBranch: string, hasLiteral: boolean): Start {
  const { jobs: _, triggers, version: __, ...rest } = value;
  const hatch: Draft = {};
  const hatched: [string, boolean][] = [];
  for (const [key, each] of Object.entries(rest))
    if (each !== null && each !== undefined) {
      hatch[key] = tomlOf(each);
      hatched.push([key, knownKeys.has(key)]);
    }
  const filters = jobs.map(({ invocation }) => invocation.given.filters ?? undefined);
  const areAlike = new Set(filters.map((each) => JSON.stringify(each ?? null))).size <= 1;
  const own = areAlike ? refsFor(filters[0]) : undefined;
  const isPlain = filters.every((each) => each === undefined);
  const areSayable = !hasLiteral && filters.every((each) => filtersFor(each) !== undefined);
  if (triggers !== undefined && triggers !== null) {
    const schedule = schedulesOf(triggers, defaultBranch);
    if (!schedule) {
      hatch.triggers = tomlOf(triggers);
      hatched.push(["triggers", true]);
    }
    return {
      on: { schedule: schedule ?? [{ cron: "0 0 * * *" }] },
      hatch,
      hatched,
      hasTags: false,
      filters: isPlain ? "workflow" : areSayable ? "jobs" : "hatch",
    };
  }
  if (isPlain || (own && areSayable))
    return { on: { push: own ?? { branches: ["**"] } }, hatch, hatched, hasTags: false, filters: "workflow" };
  if (!areSayable)
    return { on: { push: { branches: ["**"] } }, hatch, hatched, hasTags: false, filters: "hatch" };
  const hasTags = filters.some((each) => isRecord(each) && each.tags !== undefined);
  const everything = { branches: ["**"], ...(hasTags && { tags: ["**"] }) };
  return { on: { push: everything }, hatch, hatched, hasTags, filters: "jobs" };
}

/** `on.push` for filters that all jobs have; undefined where its patterns cannot say them. */
function refsFor(filters: unknown): Draft | undefined {
  if (filters === undefined) return { branches: ["**"] };
  const asked = filtersFor(filters);
  if (!asked) return undefined;
  const { branches, tags } = recordOf(filters);
  const ofBranches = asked.branches === undefined ? ["**"] : asked.branches === "" ? [] : globsFor(branches);
  const ofTags = asked.tags === "any" ? ["**"] : asked.tags === "" ? [] : globsFor(tags);
  if (!ofBranches || !ofTags || ofBranches.length + ofTags.length === 0) return undefined;
  return {
    ...(ofBranches.length > 0 && { branches: ofBranches }),
    ...(ofTags.length > 0 && { tags: ofTags }),
  };
}

/** Names, and patterns that only ask how a name begins. */
function globsFor(filter: unknown): string[] | undefined {
  const wanted = textsOf(isRecord(filter) ? filter.only : filter);
  const globs = wanted.map((specifier) => {
    const pattern = /^\/(.*)\/$/s.exec(specifier)?.[1];
    if (pattern === undefined)
      return /^[\w./-]+$/.test(specifier) && !specifier.startsWith("refs/") ? specifier : undefined;
    const prefix = /^\^?([\w-]+)(?:\.\*)\$?$/.exec(pattern)?.[1];
    return prefix === undefined ? undefined : `${prefix}**`;
  });
  return globs.every((each) => each !== undefined) ? globs : undefined;
}

/** Schedules of the default branch, as cig.toml has them; undefined for any other. */
function schedulesOf(triggers: unknown, defaultBranch: string): Draft[] | undefined {
  const all = listOf(triggers).map((trigger) => scheduleOf(trigger, defaultBranch));
  return all.length > 0 && all.every((each) => each !== undefined) ? all : undefined;
}

function scheduleOf(trigger: unknown, defaultBranch: string): Draft | undefined {
  const { cron, filters, ...other }: Raw = recordOf(recordOf(trigger).schedule);
  const { branches, ...more } = recordOf(filters);
  const { only, ...rest } = isRecord(branches) ? branches : { only: branches };
  const isUsual =
    typeof cron === "string" &&
    portableCron(cron).fault === undefined &&
    textsOf(only).join("\n") === defaultBranch &&
    [other, more, rest].every((each) => Object.keys(each).length === 0);
  return isUsual ? { cron: cron.trim() } : undefined;
}
