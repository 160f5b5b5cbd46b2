import type { PushTrigger, Triggers } from "cig/sdk";
import { block, type Code } from "../groovy/code.ts";
import { groovyString } from "../groovy/literal.ts";
import { below, type Scope } from "../scope.ts";
import { isName, refPattern } from "./ref-pattern.ts";

/**
 * The conditions of the whole pipeline. A project of Jenkins builds whatever branches, tags and pull requests it finds;
 * those that cig.toml does not mean are built without doing anything. Empty: all are meant.
 */
export function compileWanted(triggers: Triggers | undefined, scope: Scope): Code[] {
  if (!triggers) return [];
  const { push, pullRequest, mergeQueue, schedule, manual } = triggers;
  const ways: Code[][] = [
    ...(push ? pushWays(push, below(scope, "on", "push")) : []),
    ...(pullRequest ? pullWays(pullRequest.branches, below(scope, "on", "pull_request", "branches")) : []),
    ...(mergeQueue && !coversEverything(push)
      ? [[...ofBranch, branchLine("gh-readonly-queue/**", scope)]]
      : []),
  ];
  if (ways.length === 0 && !manual && schedule.length === 0)
    scope.report.add(
      "JK018",
      ["on"],
      "Nothing that Jenkins knows starts this pipeline.",
      "Add push, pull_request, schedule or manual to [on].",
    );
  const isAll =
    coversEverything(push) && push?.tags.length === 0 && pullRequest && pullRequest.branches.length === 0;
  // Without a word on branches and tags a push is any push.
  if (isAll && schedule.length === 0) return [];
  const branch = scope.output.project?.defaultBranch || "main";
  const pushed = ways.map(together);
  const others: Code[] = [
    ...(schedule.length > 0
      ? [together(["triggeredBy 'TimerTrigger'", branchLine(branch, scope), ...ofBranch])]
      : []),
    ...(manual ? [together(["triggeredBy cause: 'UserIdCause'", block("not", "changeRequest()")])] : []),
  ];
  // The clock starts builds of all branches, which a push of the same branch would cover.
  const byPeople =
    schedule.length > 0 && pushed.length > 0
      ? [block("allOf", block("not", "triggeredBy 'TimerTrigger'"), isAll ? [] : joined(pushed))]
      : pushed;
  const each = [...byPeople, ...others];
  return each.length === 1 ? flattened(each[0]!) : [block("anyOf", each)];
}

function together(way: readonly Code[]): Code {
  return way.length === 1 ? way[0]! : block("allOf", way);
}

/** `when` joins its conditions itself. */
function flattened(code: Code): Code[] {
  return typeof code !== "string" && code.head === "allOf" ? [...code.body] : [code];
}

const ofBranch: readonly Code[] = [block("not", "changeRequest()"), block("not", "buildingTag()")];

function pushWays(push: PushTrigger, scope: Scope): Code[][] {
  const isAnything = push.branches.length + push.branchesIgnore.length + push.tags.length === 0;
  if (isAnything) return [[block("not", "changeRequest()")]];
  const branches = splitPatterns(push.branches, push.branchesIgnore, below(scope, "branches"));
  const tags = splitPatterns(push.tags, [], below(scope, "tags"));
  return [
    ...(push.branches.length + push.branchesIgnore.length > 0
      ? [[...ofBranch, ...refLines("branch", branches, below(scope, "branches"))]]
      : []),
    ...(push.tags.length > 0 ? [["buildingTag()", ...refLines("tag", tags, below(scope, "tags"))]] : []),
  ];
}

function coversEverything(push: PushTrigger | undefined): boolean {
  if (!push) return false;
  if (push.branches.length + push.branchesIgnore.length + push.tags.length === 0) return true;
  return push.branches.includes("**") && push.branchesIgnore.length === 0 && !push.branches.some(isNegated);
}

function pullWays(branches: readonly string[], scope: Scope): Code[][] {
  if (branches.length === 0) return [["changeRequest()"]];
  const { only, ignore } = splitPatterns(branches, [], scope);
  const line = (pattern: string) =>
    isName(pattern)
      ? `changeRequest target: ${groovyString(pattern)}`
      : `changeRequest target: ${groovyString(refPattern(pattern, scope))}, comparator: 'REGEXP'`;
  return [
    ["changeRequest()", ...joined(only.map(line)), ...ignore.map((pattern) => block("not", line(pattern)))],
  ];
}

interface Patterns {
  readonly only: readonly string[];
  readonly ignore: readonly string[];
}

function splitPatterns(wanted: readonly string[], ignored: readonly string[], scope: Scope): Patterns {
  const only = wanted.filter((pattern) => !isNegated(pattern));
  const negative = wanted.filter(isNegated).map((pattern) => pattern.slice(1));
  if (only.length === 0 && negative.length > 0)
    scope.report.add(
      "JK007",
      scope.subject,
      'A list of only "!" patterns matches nothing.',
      'Begin it with what counts: "**".',
    );
  return { only, ignore: [...ignored, ...negative] };
}

function refLines(word: "branch" | "tag", { only, ignore }: Patterns, scope: Scope): Code[] {
  const line = (pattern: string) => refLine(word, pattern, scope);
  const wanted = only.includes("**") ? [] : only;
  return [...joined(wanted.map(line)), ...ignore.map((pattern) => block("not", line(pattern)))];
}

function branchLine(pattern: string, scope: Scope): Code {
  return refLine("branch", pattern, scope);
}

function refLine(word: "branch" | "tag", pattern: string, scope: Scope): string {
  if (isName(pattern)) {
    refPattern(pattern, scope);
    if (/^[\w./-]+$/.test(pattern)) return `${word} ${groovyString(pattern)}`;
    return `${word} pattern: ${groovyString(pattern)}, comparator: 'EQUALS'`;
  }
  return `${word} pattern: ${groovyString(refPattern(pattern, scope))}, comparator: 'REGEXP'`;
}

function joined(lines: readonly Code[]): Code[] {
  return lines.length > 1 ? [block("anyOf", lines)] : [...lines];
}

function isNegated(pattern: string): boolean {
  return pattern.startsWith("!");
}
