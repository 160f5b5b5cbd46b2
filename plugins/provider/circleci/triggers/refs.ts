import { type PullRequestTrigger, type PushTrigger, type Table, table, type Yaml } from "cig/sdk";
import { below, type Scope } from "../scope.ts";
import { escaped } from "../value/characters.ts";
import { allOf, anyOf } from "../value/filter.ts";
import { betweenSlashes, escapePattern } from "../value/pattern.ts";
import { isName, refPattern } from "./ref-pattern.ts";

/** Patterns of names that count, less those that do not. */
interface Names {
  readonly only: readonly Specifier[];
  readonly ignore: readonly Specifier[];
}

/** A name, or a regular expression of one. */
interface Specifier {
  readonly name?: string;
  readonly pattern: string;
}

/** Which branches and tags run a workflow. */
export interface Refs {
  readonly branches: "all" | "none" | Names;
  readonly tags: "none" | Names;
}

/** Every branch and no tag, which is what CircleCI runs when nothing is said. */
export const allBranches: Refs = { branches: "all", tags: "none" };

/** The branches and tags that events come to, as CircleCI sees them: all are pushes, a release that of its tag. */
export function refsOf(
  push: PushTrigger | undefined,
  pullRequest: PullRequestTrigger | undefined,
  hasMergeQueue: boolean,
  hasRelease: boolean,
  top: Scope,
): Refs {
  const scope = below(top, "on", "push");
  const tags = namesOf(push?.tags ?? [], [], below(scope, "tags"));
  const branches = branchesOf(push, hasMergeQueue, scope);
  return {
    branches: pullRequest ? withProposed(branches, top.output.project?.defaultBranch || "main") : branches,
    tags: tags.only.length > 0 || isAnything(push) || hasRelease ? orAll(tags) : "none",
  };
}

/** Any branch may have a pull request, but for the one that they are made to, unless pushes to it count. */
function withProposed(branches: Refs["branches"], target: string): Refs["branches"] {
  const fits = ({ pattern }: Specifier) => new RegExp(`^(?:${pattern})$`).test(target);
  const isPushed =
    branches !== "none" &&
    (branches === "all" ||
      ((branches.only.length === 0 || branches.only.some(fits)) && !branches.ignore.some(fits)));
  return isPushed ? "all" : { only: [], ignore: [{ name: target, pattern: escapePattern(target) }] };
}

function branchesOf(push: PushTrigger | undefined, hasMergeQueue: boolean, scope: Scope): Refs["branches"] {
  const queue = hasMergeQueue ? ["gh-readonly-queue/**"] : [];
  if (!push) return queue.length > 0 ? namesOf(queue, [], scope) : "none";
  if (push.branches.length === 0 && push.branchesIgnore.length === 0)
    return push.tags.length > 0 ? (queue.length > 0 ? namesOf(queue, [], scope) : "none") : "all";
  const names = namesOf(
    push.branches.length > 0 ? [...push.branches, ...queue] : [],
    push.branchesIgnore,
    below(scope, "branches"),
  );
  return names.only.some(({ pattern }) => pattern === ".*") && names.ignore.length === 0 ? "all" : names;
}

/** A push without a word on branches or tags is any push. */
function isAnything(push: PushTrigger | undefined): boolean {
  return push !== undefined && push.branches.length + push.branchesIgnore.length + push.tags.length === 0;
}

function orAll(names: Names): Names {
  return names.only.length > 0 ? names : { only: [{ pattern: ".*" }], ignore: names.ignore };
}

function namesOf(wanted: readonly string[], ignored: readonly string[], scope: Scope): Names {
  const positive = wanted.filter((pattern) => !pattern.startsWith("!"));
  const negative = wanted.filter((pattern) => pattern.startsWith("!")).map((pattern) => pattern.slice(1));
  if (positive.length === 0 && negative.length > 0)
    scope.report.add(
      "CC007",
      scope.subject,
      'A list of only "!" patterns matches nothing.',
      'Begin it with what counts: "**".',
    );
  const specifier = (pattern: string): Specifier => ({
    pattern: refPattern(pattern, scope),
    ...(isName(pattern) && { name: pattern }),
  });
  return { only: positive.map(specifier), ignore: [...ignored, ...negative].map(specifier) };
}

/** The value of `filters` for every job; undefined where CircleCI does so unasked. */
export function filtersFor({ branches, tags }: Refs): Table | undefined {
  const node = table(
    [
      "branches",
      branches === "all" ? undefined : branches === "none" ? table(["ignore", "/.*/"]) : filterOf(branches),
    ],
    ["tags", tags === "none" ? undefined : filterOf(tags)],
  );
  return node.size > 0 ? node : undefined;
}

function filterOf({ only, ignore }: Names): Table {
  // CircleCI looks at `only` first, so that what is taken away from it has to be a part of the pattern.
  if (only.length > 0 && ignore.length > 0) {
    const wanted = only.map(({ pattern }) => pattern).join("|");
    const unwanted = ignore.map(({ pattern }) => pattern).join("|");
    return table(["only", escaped(betweenSlashes(`(?!(?:${unwanted})$)(?:${wanted})`))]);
  }
  return table(["only", listOf(only)], ["ignore", listOf(ignore)]);
}

function listOf(specifiers: readonly Specifier[]): Yaml | undefined {
  const list = specifiers.map(({ name, pattern }) => escaped(name ?? betweenSlashes(pattern)));
  return list.length === 0 ? undefined : list.length === 1 ? list[0]! : list;
}

/** The same as an expression, for a job that has a condition of its own beside it; undefined for no limit. */
export function refsExpression({ branches, tags }: Refs): string | undefined {
  if (branches === "all" && tags !== "none" && isEverything(tags)) return undefined;
  const ofBranches =
    branches === "none"
      ? undefined
      : branches === "all"
        ? 'pipeline.git.tag == ""'
        : expressionOf("pipeline.git.branch", branches);
  const ofTags = tags === "none" ? undefined : expressionOf("pipeline.git.tag", tags);
  return anyOf([ofBranches, ofTags].filter((each) => each !== undefined));
}

function isEverything({ only, ignore }: Names): boolean {
  return ignore.length === 0 && only.some(({ pattern }) => pattern === ".*");
}

function expressionOf(subject: string, { only, ignore }: Names): string {
  const one = ({ name, pattern }: Specifier) =>
    name !== undefined && !name.includes('"')
      ? `${subject} == "${name}"`
      : `${subject} matches ${betweenSlashes(`^${pattern}$`)}`;
  const wanted = only.filter(({ pattern }) => pattern !== ".*");
  const positive = wanted.length === only.length ? wanted.map(one) : [];
  const some = positive.length > 0 ? [anyOf(positive)] : [`${subject} != ""`];
  return allOf([...some, ...ignore.map((each) => `not (${one(each)})`)]);
}
