import * as z from "zod/mini";
import { nearest } from "../../diagnostic/nearest.ts";
import { faultsOfCron } from "./cron.ts";
import { distinct, globs, id, word } from "./names.ts";
import { docs, either, type Fault, key, list, requiredKey, rule, table } from "./strict.ts";
import { anything } from "./text.ts";

// An empty list would mean nothing to one provider, and everything to another.
const branches = list(
  'a list of branches, such as ["main"]',
  word("a branch, or a pattern of branches"),
).check(z.minLength(1, 'a list of at least one branch, such as ["main"], or true for all'));
const tags = list('a list of tags, such as ["v*"]', word("a tag, or a pattern of tags")).check(
  z.minLength(1, 'a list of at least one tag, such as ["v*"]'),
);
const words = (expected: string) =>
  list(expected, word("a word")).check(z.minLength(1, `${expected}, with at least one word`));

const push = either('true, a list of branches, or a table such as { branches = ["main"] }', [
  z.boolean(),
  branches,
  table("a table { branches, branches_ignore, tags, paths, paths_ignore }", {
    branches: key(branches, "Only these branches."),
    branches_ignore: key(branches, "All branches but these."),
    tags: key(tags, "Tags, too."),
    paths: key(globs, "Only when one of these files changed."),
    paths_ignore: key(globs, "Not when only these files changed."),
  }),
]);

const pullRequest = either('true, a list of target branches, or a table such as { branches = ["main"] }', [
  z.boolean(),
  branches,
  table("a table { types, branches, paths, paths_ignore }", {
    types: key(words('a list such as ["opened", "synchronize"]'), "What happened to the pull request."),
    branches: key(branches, "Only for these target branches."),
    paths: key(globs, "Only when one of these files changed."),
    paths_ignore: key(globs, "Not when only these files changed."),
  }),
]);

const zoneForm = /^[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+)*$/;

const schedule = list(
  'a list of tables, such as [{ cron = "0 3 * * 1" }]',
  table('a table such as { cron = "0 3 * * 1" }', {
    cron: requiredKey(
      z.string('five fields, such as "0 3 * * 1"').check(rule(faultsOfCron)),
      "Minute, hour, day of the month, month, day of the week.",
    ),
    timezone: key(
      z
        .string('a time zone such as "Europe/Berlin"')
        .check(z.regex(zoneForm, 'a time zone such as "Europe/Berlin"'), rule(faultsOfZone)),
      "An IANA time zone. Default: UTC.",
    ),
  }),
);

const manualInput = table('a table such as { description = "…", type = "string" }', {
  description: key(z.string("text"), "What the person is asked."),
  type: key(
    z.enum(["string", "boolean", "choice", "number"], '"string", "boolean", "choice" or "number"'),
    'Default: "string".',
  ),
  default: key(anything, "What is taken when the person says nothing."),
  required: key(z.boolean("true or false"), "Default: false."),
  options: key(
    words('a list such as ["staging", "production"]').check(distinct("option", (name: string) => name)),
    'The choices of type "choice".',
  ),
}).check(rule(faultsOfInput));

const manual = either("true, or a table { inputs = { … } }", [
  z.boolean(),
  table("a table { inputs }", {
    inputs: key(
      z.record(id, manualInput, "a table of inputs"),
      "Questions to the person who starts the run.",
    ),
  }),
]);

const release = either('true, a list such as ["published"], or a table { types = ["published"] }', [
  z.boolean(),
  words("a list of words"),
  table("a table { types }", {
    types: key(words('a list such as ["published"]'), 'Default: ["published"].'),
  }),
]);

const names = ["push", "pull_request", "merge_queue", "manual", "release", "tag"] as const;

/** `[on]`: when the workflow runs. Default: pushes to the default branch, pull requests and the merge queue. */
export const triggers = either(
  'a table such as { push = ["main"], pull_request = true }, or a list of names',
  [
    list("a list of names", z.enum(names, `one of ${names.map((name) => `"${name}"`).join(", ")}`)),
    table("a table { push, pull_request, merge_queue, schedule, manual, release, tag }", {
      push: key(push, "Pushes of branches."),
      pull_request: key(pullRequest, "Changes of pull requests."),
      merge_queue: key(z.boolean("true or false"), "The merge queue."),
      schedule: key(schedule, "Set times."),
      manual: key(manual, "A person asks for a run."),
      release: key(release, "Releases."),
      tag: key(
        either('true, or a list of tags such as ["v*"]', [z.boolean(), tags]),
        "Pushes of tags; true means any tag.",
      ),
    }),
  ],
);
docs.add(triggers, { id: "Triggers" });

/** Many words have the form of a zone; what is no form of one is told by the pattern. */
function faultsOfZone(zone: string): Fault[] {
  if (!zoneForm.test(zone)) return [];
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return [];
  } catch {
    const near = nearest(zone, Intl.supportedValuesOf("timeZone"));
    return [
      {
        message: `There is no time zone "${zone}".`,
        hint: near ? `Did you mean "${near}"?` : 'Write its IANA name, such as "Europe/Berlin".',
      },
    ];
  }
}

/** Says where the default or the options of an input do not fit its type. */
export function* faultsOfInput(input: {
  type?: string | undefined;
  options?: string[] | undefined;
  default?: unknown;
}): Iterable<Fault> {
  const type = input.type ?? "string";
  if (type === "choice" && (input.options?.length ?? 0) === 0)
    yield { message: 'An input of type "choice" needs options.', hint: 'Add options = ["…", "…"].' };
  if (type !== "choice" && input.options !== undefined)
    yield { message: 'Only an input of type "choice" has options.', path: ["options"], onKey: true };
  if (input.default === undefined) return;
  const wanted = type === "choice" ? "string" : type;
  if (typeof input.default !== wanted)
    yield { message: `The default of this input is not of its type, "${type}".`, path: ["default"] };
  else if (type === "choice" && input.options && !input.options.includes(input.default as string))
    yield { message: "The default is not one of the options.", path: ["default"] };
}
