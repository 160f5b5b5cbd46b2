import { type Expression, Function as Fn } from "../../../../proto/gen/cig/plugin/v1/value_pb.ts";
import { allOf, anyOf, apply, constant, reference } from "../../../config/expressions.ts";
import type { JobToml } from "../../../config/schema.ts";
import { fitsPattern, patternExpression } from "./ref-pattern.ts";

/** `on` of a job. */
export type JobOn = NonNullable<JobToml["on"]>;

/** What a job's `on` asks for, with every event in one form. Absent: not on this event. */
export interface WantedEvents {
  /** Pushes of branches. Absent patterns: every branch. */
  readonly push?: { readonly branches?: readonly string[]; readonly ignored?: readonly string[] };
  /** Pushes of tags. Absent patterns: every tag. */
  readonly tag?: { readonly tags?: readonly string[] };
  /** Absent patterns: whatever the target. */
  readonly pull_request?: { readonly branches?: readonly string[] };
  readonly merge_queue?: object;
  readonly schedule?: object;
  readonly manual?: object;
  readonly release?: object;
}

/** Reads both forms of a job's `on`. */
export function wantedEvents(on: JobOn): WantedEvents {
  const table: Exclude<JobOn, readonly unknown[]> = Array.isArray(on)
    ? Object.fromEntries(on.map((event) => [event, true as const]))
    : on;
  const push = settings(table.push, (branches) => ({ branches }));
  const pull = settings(table.pull_request, (branches) => ({ branches }));
  // As in [on]: a push that speaks of tags alone means no branch.
  const isOfBranches = push && (push.branches || push.branches_ignore || !push.tags);
  const tags = [...(push?.tags ?? []), ...(Array.isArray(table.tag) ? table.tag : [])];
  return {
    ...(isOfBranches && {
      push: {
        ...(push.branches && { branches: push.branches }),
        ...(push.branches_ignore && { ignored: push.branches_ignore }),
      },
    }),
    ...((table.tag || push?.tags) && { tag: table.tag === true ? {} : { tags } }),
    ...(pull && { pull_request: pull.branches ? { branches: pull.branches } : {} }),
    ...(table.merge_queue && { merge_queue: {} }),
    ...(table.schedule && { schedule: {} }),
    ...(table.manual && { manual: {} }),
    ...(table.release && { release: {} }),
  };
}

/** The condition that a job's `on` stands for: one of the events, each with its branches or tags. */
export function conditionOfEvents(wanted: WantedEvents): Expression | undefined {
  const { push, tag, pull_request: pull } = wanted;
  const others = (["merge_queue", "schedule", "manual", "release"] as const).filter((event) => wanted[event]);
  return anyOf([
    push && ofBranches(push),
    tag && ofTags(tag),
    pull && allOf([isEvent("pull_request"), pull.branches && fitsAny("pr.base_branch", pull.branches)]),
    ...others.map(isEvent),
  ]);
}

function ofBranches({ branches, ignored }: NonNullable<WantedEvents["push"]>): Expression {
  const wanted = branches?.length === 1 && branches[0] === "**" ? undefined : branches;
  // A tag has no branch, and so fits what is only not some branch.
  return allOf([
    isEvent("push"),
    wanted?.every(needsCharacters) ? undefined : hasTag(Fn.EQUAL),
    wanted && fitsAny("git.branch", wanted),
    ignored && not(fitsAny("git.branch", ignored)),
  ])!;
}

function ofTags({ tags }: NonNullable<WantedEvents["tag"]>): Expression {
  return allOf([
    isEvent("push"),
    tags?.every(needsCharacters) ? undefined : hasTag(Fn.NOT_EQUAL),
    tags && fitsAny("git.tag", tags),
  ])!;
}

/** No empty name fits it. */
function needsCharacters(pattern: string): boolean {
  return !pattern.startsWith("!") && !new RegExp(patternExpression(pattern)).test("");
}

/** The last pattern that fits decides; a `!` takes away. */
function fitsAny(name: string, patterns: readonly string[]): Expression {
  let fits: Expression | undefined;
  for (const pattern of patterns) {
    if (!pattern.startsWith("!")) fits = anyOf([fits, fitsPattern(reference(name), pattern)]);
    // What is taken away from nothing is nothing.
    else if (fits) fits = allOf([fits, not(fitsPattern(reference(name), pattern.slice(1)))]);
  }
  return fits ?? apply(Fn.EQUAL, reference(name), constant(""));
}

function not(expression: Expression): Expression {
  const { kind } = expression;
  return kind.case === "call" && kind.value.function === Fn.EQUAL
    ? apply(Fn.NOT_EQUAL, ...kind.value.arguments)
    : apply(Fn.NOT, expression);
}

function isEvent(event: string): Expression {
  return apply(Fn.EQUAL, reference("run.event"), constant(event));
}

function hasTag(comparison: Fn): Expression {
  return apply(comparison, reference("git.tag"), constant(""));
}

function settings<Settings extends object>(
  value: boolean | string[] | Settings | undefined,
  ofList: (list: string[]) => Partial<Settings>,
): Partial<Settings> | undefined {
  if (value === undefined || value === false) return undefined;
  if (value === true) return {};
  return Array.isArray(value) ? ofList(value) : value;
}
