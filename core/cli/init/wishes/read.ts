import { type Diagnostic, hasErrors } from "../../../diagnostic/diagnostic.ts";
import { type Arguments, Refusal } from "../../invocation.ts";
import { parseLevel, parseService, parseVersions } from "./parse.ts";
import type { Wishes } from "./wishes.ts";
import { wrongWish } from "./wrong.ts";

/** Options that say what a cig.toml made anew holds; an import has it from the files. */
export const drafting = [
  "job",
  "level",
  "matrix",
  "no-services",
  "provider",
  "runner",
  "service",
  "skip",
  "without",
];

/**
 * Takes the wishes from the options. What cannot be read at all is refused here; whether the repository has what they
 * name, `checkWishes` says.
 */
export function readWishes(given: Arguments): Wishes {
  const problems: Diagnostic[] = [...contradictions(given)];
  const pairs = <Value>(option: string, parse: (text: string) => readonly [string, Value] | string) =>
    new Map(
      given.all(option).flatMap((text) => {
        const parsed = parse(text);
        if (typeof parsed !== "string") return [parsed];
        problems.push(wrongWish(`--${option} cannot be "${text}".`, parsed));
        return [];
      }),
    );
  const runner = given.one("runner");
  const wishes: Wishes = {
    providers: unique(given.all("provider")),
    jobs: unique(given.all("job")),
    without: unique(given.all("without")),
    ...(runner !== undefined && { runner }),
    ...((given.has("service") || given.has("no-services")) && { services: pairs("service", parseService) }),
    matrix: pairs("matrix", parseVersions),
    skip: given.has("skip"),
    levels: pairs("level", parseLevel),
  };
  if (hasErrors(problems)) throw new Refusal(problems);
  return wishes;
}

function contradictions(given: Arguments): Diagnostic[] {
  const other = given.has("import") ? drafting.find((option) => given.has(option)) : undefined;
  const both = given.all("job").find((job) => given.all("without").includes(job));
  return [
    ...(other === undefined
      ? []
      : [
          wrongWish(
            `--import and --${other} contradict each other: an import takes the CI as it is.`,
            `Import first and edit cig.toml then, or start anew:\n  cig init --no-import --${other} …`,
          ),
        ]),
    ...(both === undefined
      ? []
      : [wrongWish(`The job "${both}" is asked for and left out.`, "Keep --job or --without.")]),
  ];
}

function unique(words: readonly string[]): string[] {
  return [...new Set(words)];
}
