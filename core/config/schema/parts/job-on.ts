import * as z from "zod/mini";
import { distinct, word } from "../names.ts";
import { docs, either, type Fault, key, list, rule, table } from "../strict.ts";

/** What can start a run, as a job can ask for it; a tag is a push of its own kind. */
export const events = [
  "push",
  "pull_request",
  "merge_queue",
  "schedule",
  "manual",
  "release",
  "tag",
] as const;

const names = (what: string, expected: string) =>
  list(expected, word(`a ${what}, or a pattern of them`)).check(
    z.minLength(1, `${expected}, with at least one`),
    distinct(what, (name: string) => name),
    rule((patterns: string[]) => faultsOfPatterns(patterns, what)),
  );

const branches = names("branch", 'a list of branches, such as ["main"]');
const tags = names("tag", 'a list of tags, such as ["v*"]');
const truth = z.boolean("true or false");

const push = either('true, a list of branches, or a table such as { branches = ["main"] }', [
  truth,
  branches,
  table("a table { branches, branches_ignore, tags }", {
    branches: key(branches, "Only these branches."),
    branches_ignore: key(branches, "All branches but these."),
    tags: key(tags, "Tags, too."),
  }),
]);

const pullRequest = either('true, a list of target branches, or a table such as { branches = ["main"] }', [
  truth,
  branches,
  table("a table { branches }", { branches: key(branches, "Only for these target branches.") }),
]);

/** `on` of a job: of the events that start the workflow, those on which the job runs. */
export const jobOn = either('a list of events such as ["push"], or a table such as { push = ["main"] }', [
  list("a list of events", z.enum(events, `one of ${events.map((each) => `"${each}"`).join(", ")}`)).check(
    z.minLength(1, "a list of at least one event"),
    distinct("event", (name: string) => name),
  ),
  table(`a table { ${events.join(", ")} }`, {
    push: key(push, "Pushes of branches."),
    pull_request: key(pullRequest, "Changes of pull requests."),
    merge_queue: key(truth, "The merge queue."),
    schedule: key(truth, "The set times of [on]."),
    manual: key(truth, "A person asked for the run."),
    release: key(truth, "Releases."),
    tag: key(
      either('true, or a list of tags such as ["v*"]', [truth, tags]),
      "Pushes of tags; true means any tag.",
    ),
  }).check(rule(faultsOfEvents)),
]);

docs.add(jobOn, { id: "JobOn" });

function faultsOfEvents(value: Record<string, unknown>): Fault[] {
  if (Object.values(value).some((each) => each !== undefined && each !== false)) return [];
  return [
    {
      message: "No event is left on which this job runs.",
      hint: "Name one, such as push = true, or remove on: then the job runs whenever its workflow does.",
    },
  ];
}

function* faultsOfPatterns(patterns: string[], what: string): Iterable<Fault> {
  for (const [index, pattern] of patterns.entries()) {
    const fault = faultOf(pattern);
    if (fault)
      yield {
        message: `The pattern "${pattern}" can fit no ${what}: ${fault}.`,
        hint: 'Write patterns such as "main", "release/**" or "v*".',
        path: [index],
      };
  }
  if (patterns.length > 0 && patterns.every((pattern) => pattern.startsWith("!")))
    yield {
      message: `These patterns only take away, so that no ${what} is left.`,
      hint:
        what === "branch"
          ? 'Write branches_ignore, or begin with "**".'
          : 'Begin with a pattern of what to take, such as "**".',
    };
}

/** Why a pattern means nothing: `*` and `**` are wildcards, `?` and `+` repeat the character before, `[…]` is one of several. */
function faultOf(pattern: string): string | undefined {
  const body = pattern.replace(/^!/, "");
  if (body === "") return "it is empty";
  if (body.startsWith("!")) return '"!" stands once, at the beginning';
  if (/[\s~^:]/.test(body)) return "no name of a branch or tag has such a character";
  if (body.startsWith("refs/")) return "branches and tags are named without refs/";
  if (/^[?+]/.test(body)) return `"${body[0]}" has nothing before it to repeat`;
  if (/\*\*\*|[*?+]\?|[*?]\+|\+\+/.test(body)) return "two operators stand side by side";
  if (/(?<!\\)(?:\\\\)*\\$/.test(body)) return 'it ends with "\\"';
  const rest = body.replace(/\\./gs, "").replace(/\[[\w./-]+\]/g, "");
  if (/[[\]]/.test(rest)) return 'a "[" is not closed, or what it holds is no plain range';
  return hasEmptyRange(body) ? "the range in its brackets runs backwards" : undefined;
}

function hasEmptyRange(body: string): boolean {
  return [...body.replace(/\\./gs, "").matchAll(/\[[^\]]*\]/g)].some(([characters]) => {
    try {
      return !new RegExp(characters);
    } catch {
      return true;
    }
  });
}
