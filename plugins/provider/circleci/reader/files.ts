import type { ReadOptions } from "cig/sdk/table";
import { parseDocument } from "yaml";
import { isRecord, type Raw, recordOf } from "./raw.ts";

/** The configurations of a repository. */
export interface Configs {
  readonly all: readonly Raw[];
  /** Parameters that a configuration before decides, and nobody else, with the patterns of paths that it asks about. */
  readonly decided: ReadonlyMap<string, readonly string[]>;
  /** Variants that a configuration before leaves out where they have passed already. */
  readonly skippable: ReadonlySet<string>;
}

/**
 * The configurations among the files. One that only decides how to go on (`setup: true`) is left out where the one that
 * it continues with is there. A text that is no YAML is told to `unreadable`, or else thrown with its path.
 */
export function openConfigs(
  files: ReadonlyMap<string, string>,
  unreadable?: ReadOptions["unreadable"],
): Configs {
  const configs = [...files]
    .filter(([path]) => isConfigPath(path))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([path, text]) => parse(path, text, unreadable))
    .filter((config) => config.jobs !== undefined || config.workflows !== undefined);
  const continued = configs.filter(({ setup }) => setup !== true);
  if (continued.length === 0) return { all: configs, decided: new Map(), skippable: new Set() };
  const setups = configs.filter(({ setup }) => setup === true);
  return {
    all: continued,
    decided: new Map(setups.flatMap(questionsIn)),
    skippable: new Set(setups.flatMap(leftOutBy)),
  };
}

/** CircleCI keeps what its test runner is told beside the configurations, in a file of its own. */
export function isConfigPath(path: string): boolean {
  return /\.ya?ml$/.test(path) && !/(?:^|\/)test-suites\.ya?ml$/.test(path);
}

/** `if changes PATHSPEC…; then answer NAME true; …` in some script, whoever has written it. */
function questionsIn(value: unknown): [string, readonly string[]][] {
  if (typeof value === "string")
    return [...value.matchAll(/^(.*)\banswer ([\w-]+) true\b/gm)].map(([, question = "", name = ""]) => [
      name,
      patternsIn(question),
    ]);
  return Array.isArray(value) || isRecord(value) ? Object.values(value).flatMap(questionsIn) : [];
}

/** The job that decides says in its description what it may leave out. */
function leftOutBy({ jobs }: Raw): string[] {
  return Object.values(recordOf(jobs)).flatMap((job) => {
    const list = /^Leaves out what has passed already: (.*)$/.exec(
      String(recordOf(job).description ?? ""),
    )?.[1];
    return list?.split(", ") ?? [];
  });
}

/** Pathspecs of git as the patterns that they were made of: `:(exclude,top,glob)docs/**` is `!docs/**`. */
function patternsIn(question: string): string[] {
  const specs = [...question.matchAll(/:\(([a-z,]+)\)((?:[^' \\]|'\\'')*)/g)];
  const patterns = specs.map(([, magic = "", path = ""]) => (magic.includes("exclude") ? `!${path}` : path));
  return [...new Set(patterns)];
}

function parse(path: string, text: string, unreadable: ReadOptions["unreadable"]): Raw[] {
  try {
    const document = parseDocument(text, { merge: true });
    const [error] = document.errors;
    if (error) throw new Error(`is no YAML: ${error.message}`, { cause: error });
    const value: unknown = document.toJS({ maxAliasCount: 10_000 });
    return isRecord(value) ? [value] : [];
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    if (!unreadable) throw new Error(`${path} ${reason}`, { cause });
    unreadable(path, `It ${reason}`);
    return [];
  }
}
