import { factsOn, type Occasion, type OccasionFacts, occasionsWhere } from "cig/sdk/table";
import { eventNames } from "./expression/context.ts";
import { isRecord, listOf, type Raw, textsOf } from "./raw.ts";
import { takes } from "./ref-filter.ts";

/** What starts a workflow. */
export interface Starts {
  readonly startsOn: readonly Occasion[];
  readonly schedules: readonly string[];
  readonly inputs: readonly string[];
  readonly paths: readonly string[];
}

/** Reads `on`: a word, a list, or a table. Paths stand for themselves, as no occasion names files. */
export function readTriggers(on: unknown, defaultBranch: string): Starts {
  const events = eventsOf(on);
  const manual = events.get("workflow_dispatch");
  return {
    startsOn: occasionsWhere((occasion) => starts(events, factsOn(occasion, defaultBranch))),
    schedules: listOf(events.get("schedule"))
      .filter(isRecord)
      .map(({ cron, timezone }) => `${String(cron).trim()} ${timezone ? String(timezone) : "UTC"}`),
    inputs: isRecord(manual) && isRecord(manual.inputs) ? Object.keys(manual.inputs).sort() : [],
    paths: [
      ...pathsOf("push", events.get("push")),
      ...pathsOf("pull request", events.get("pull_request") ?? events.get("pull_request_target")),
    ],
  };
}

function eventsOf(on: unknown): ReadonlyMap<string, unknown> {
  if (isRecord(on)) return new Map(Object.entries(on));
  return new Map(textsOf(on).map((name) => [name, null]));
}

function starts(events: ReadonlyMap<string, unknown>, facts: OccasionFacts): boolean {
  const name = eventNames[facts.event];
  if (facts.isPullRequest)
    return ["pull_request", "pull_request_target"].some(
      (each) => events.has(each) && startsPull(filtersOf(events.get(each)), facts.baseBranch),
    );
  if (!events.has(name)) return false;
  const filters = filtersOf(events.get(name));
  if (name === "push") return startsPush(filters, facts.branch, facts.tag);
  if (name !== "release") return true;
  const types = textsOf(filters.types);
  return types.length === 0 || types.some((type) => ["published", "released", "created"].includes(type));
}

function startsPush(filters: Raw, branch: string, tag: string): boolean {
  const [own, other] = tag === "" ? (["branches", "tags"] as const) : (["tags", "branches"] as const);
  const has = (kind: string) => kind in filters || `${kind}-ignore` in filters;
  // Whoever names branches alone means no tags, and the other way round.
  if (!has(own)) return !has(other);
  return fits(filters, own, tag || branch);
}

function startsPull(filters: Raw, baseBranch: string): boolean {
  const types = textsOf(filters.types);
  const isUsual =
    types.length === 0 || types.some((type) => ["opened", "synchronize", "reopened"].includes(type));
  return isUsual && fits(filters, "branches", baseBranch);
}

function fits(filters: Raw, kind: string, name: string): boolean {
  const wanted = textsOf(filters[kind]);
  const ignored = textsOf(filters[`${kind}-ignore`]);
  return (!(kind in filters) || takes(wanted, name)) && !takes(ignored, name);
}

function pathsOf(event: string, value: unknown): string[] {
  const { paths, "paths-ignore": ignored } = filtersOf(value);
  return [...textsOf(paths), ...textsOf(ignored).map((path) => `!${path}`)].map((path) => `${event} ${path}`);
}

function filtersOf(value: unknown): Raw {
  return isRecord(value) ? value : {};
}
