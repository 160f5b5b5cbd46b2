import type { PushTrigger, Triggers } from "../../../../proto/gen/cig/plugin/v1/project_pb.ts";
import { diagnose } from "../../../diagnostic/codes.ts";
import type { Context } from "../../context.ts";
import { type JobOn, type WantedEvents, wantedEvents } from "./job-on.ts";
import { isName, patternExpression } from "./ref-pattern.ts";

/**
 * Warns of an event, a branch or a tag that a job's `on` names and that never starts its workflow: the job would wait
 * for it for ever. `[provider.X] on` may start it by other means, and then nothing is said.
 */
export function reportForeignEvents(context: Context, id: string, on: JobOn, triggers: Triggers): void {
  const hatches = Object.values(context.schema.provider ?? {});
  if (hatches.some((hatch) => Object.hasOwn(hatch, "on"))) return;
  const wanted = wantedEvents(on);
  const started = startedBy(triggers);
  for (const event of Object.keys(wanted) as (keyof WantedEvents)[])
    if (!started.includes(event)) context.report(foreignEvent(id, on, event, started));
  for (const { kind, name, path } of namesIn(on))
    if (started.includes(kind === "target" ? "pull_request" : kind) && !starts(kind, name, triggers))
      context.report(foreignName(id, kind === "tag" ? "tag" : "branch", name, ["jobs", id, "on", ...path]));
}

function startedBy({ push, pullRequest, mergeQueue, schedule, manual, release }: Triggers): string[] {
  const isOfBranches =
    push && (push.branches.length > 0 || push.branchesIgnore.length > 0 || push.tags.length === 0);
  return [
    ...(isOfBranches ? ["push"] : []),
    ...(push && push.tags.length > 0 ? ["tag"] : []),
    ...(pullRequest ? ["pull_request"] : []),
    ...(mergeQueue ? ["merge_queue"] : []),
    ...(schedule.length > 0 ? ["schedule"] : []),
    ...(manual ? ["manual"] : []),
    ...(release ? ["release"] : []),
  ];
}

interface NamePlace {
  readonly kind: "push" | "tag" | "target";
  readonly name: string;
  readonly path: readonly string[];
}

/** Branches and tags that are no patterns, with their places below `on`. */
function namesIn(on: JobOn): NamePlace[] {
  if (Array.isArray(on)) return [];
  const { push, pull_request: pull, tag } = on;
  const of = (kind: NamePlace["kind"], list: unknown, ...path: string[]): NamePlace[] =>
    Array.isArray(list)
      ? (list as string[]).flatMap((name, index) =>
          isName(name) && !name.startsWith("!") ? { kind, name, path: [...path, String(index)] } : [],
        )
      : [];
  const field = (table: unknown, key: string): unknown =>
    typeof table === "object" ? (table as Record<string, unknown>)[key] : undefined;
  return [
    ...of("push", push, "push"),
    ...of("push", field(push, "branches"), "push", "branches"),
    ...of("tag", field(push, "tags"), "push", "tags"),
    ...of("tag", tag, "tag"),
    ...of("target", pull, "pull_request"),
    ...of("target", field(pull, "branches"), "pull_request", "branches"),
  ];
}

function starts(kind: NamePlace["kind"], name: string, { push, pullRequest }: Triggers): boolean {
  if (kind === "tag") return fitsAny(name, push?.tags ?? []);
  if (kind === "target")
    return pullRequest?.branches.length === 0 || fitsAny(name, pullRequest?.branches ?? []);
  return startsOnBranch(name, push!);
}

function startsOnBranch(name: string, { branches, branchesIgnore }: PushTrigger): boolean {
  return (branches.length === 0 || fitsAny(name, branches)) && !fitsAny(name, branchesIgnore);
}

/** As [on] has it: the last pattern that fits decides. What cannot be read is left to the provider's words. */
function fitsAny(name: string, patterns: readonly string[]): boolean {
  try {
    return patterns.reduce((fits, pattern) => {
      const body = pattern.replace(/^!/, "");
      return new RegExp(patternExpression(body), "s").test(name) ? body === pattern : fits;
    }, false);
  } catch {
    return true;
  }
}

function foreignEvent(id: string, on: JobOn, event: keyof WantedEvents, started: readonly string[]) {
  const key = Array.isArray(on) ? String(on.indexOf(event)) : keyOf(on, event);
  const words = event === "tag" ? "a tag" : `"${event}"`;
  return diagnose(
    "CIG414",
    `Nothing starts the workflow on ${words}, so that the job "${id}" never runs on it.`,
    {
      hint: `Add it to [on], or remove it here. The workflow is started by ${started.join(", ") || "nothing"}.`,
      subject: ["jobs", id, "on", ...key.split(".")],
    },
  );
}

/** A tag may be asked for below `push`. */
function keyOf(on: Exclude<JobOn, readonly unknown[]>, event: keyof WantedEvents): string {
  return event === "tag" && !on.tag ? "push.tags" : event;
}

function foreignName(id: string, what: string, name: string, subject: readonly string[]) {
  return diagnose(
    "CIG414",
    `The ${what} "${name}" never starts the workflow, so that the job "${id}" never runs on it.`,
    { hint: `Add it to [on], or remove it here.`, subject },
  );
}
