import * as z from "zod/mini";
import { type Fault, list, rule } from "./strict.ts";

const idRule = "an id of letters, digits, - and _ that does not begin with a digit or -";

/** The id of a job, step, template, variable or output: part of the names that `{{ }}` reads. */
export const id = named(/^[A-Za-z_][A-Za-z0-9_-]{0,99}$/, idRule);

/** A job that another one waits for; `//` in front means the root's in a member of a workspace. */
export const jobReference = named(/^(?:\/\/)?[A-Za-z_][A-Za-z0-9_-]{0,99}$/, idRule);

/** The id of a runner, cache, service or artifact, which is often a version or a label. */
export const looseId = named(
  /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}$/,
  "a name of letters, digits, - _ and . that begins with a letter or a digit",
);

/** The name of an environment variable or a secret. */
export const variableName = named(
  /^[A-Za-z_][A-Za-z0-9_]{0,254}$/,
  "a name of letters, digits and _ that does not begin with a digit",
);

/** The name of a variable inside a container, where no shell has to read it. */
export const containerVariableName = named(
  /^[A-Za-z_][A-Za-z0-9_.-]{0,254}$/,
  "a name of letters, digits, _ - and . that begins with a letter or _",
);

/** The name of a plugin or module. */
export const pluginName = named(
  /^[a-z0-9][a-z0-9-]*\/[a-z0-9][a-z0-9._-]*$/,
  'a plugin\'s name such as "lang/ruby"',
);

/** The name of a provider, such as github. */
export const providerName = named(
  /^[a-z][a-z0-9_-]*$/,
  'the name of a provider, such as "github", in lower case',
);

/** Words that are not empty. */
export const word = (expected: string) =>
  z.string(expected).check(z.regex(/\S/, expected), z.regex(/^[^\0-\x1f\x7f]*$/, `${expected}, on one line`));

/** A glob of files of the repository; a leading `!` takes files out again. */
export const glob = word('a pattern of files, such as "app/**"');

/** A list of globs. */
export const globs = list('a list of patterns, such as ["app/**"]', glob);

/** Each entry once; `nameOf` says what must differ. */
export function distinct<Item>(what: string, nameOf: (item: Item) => string | undefined) {
  return rule<Item[]>((items) => repeated(items, what, nameOf));
}

function* repeated<Item>(items: Item[], what: string, nameOf: (item: Item) => string | undefined) {
  const seen = new Set<string>();
  for (const [index, item] of items.entries()) {
    const name = nameOf(item);
    if (name !== undefined && seen.has(name))
      yield {
        code: "CIG405",
        message: `The ${what} "${name}" is listed twice.`,
        hint: "Remove one of the two.",
        path: [index],
      } satisfies Fault;
    if (name !== undefined) seen.add(name);
  }
}

function named(pattern: RegExp, expected: string) {
  return z.string(expected).check(z.regex(pattern, expected));
}
