import { parseDocument } from "yaml";
import { isRecord, type Raw } from "./raw.ts";

/** The configurations of a repository. */
export interface Configs {
  readonly all: readonly Raw[];
  /** Parameters that a configuration before decides, and nobody else, with the patterns of paths that it asks about. */
  readonly decided: ReadonlyMap<string, readonly string[]>;
}

/**
 * The configurations among the files. One that only decides how to go on (`setup: true`) is left out where the one that
 * it continues with is there. Throws with the path where a text is no YAML.
 */
export function openConfigs(files: ReadonlyMap<string, string>): Configs {
  const configs = [...files]
    .filter(([path]) => /\.ya?ml$/.test(path))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([path, text]) => parse(path, text))
    .filter((config) => config.jobs !== undefined || config.workflows !== undefined);
  const continued = configs.filter(({ setup }) => setup !== true);
  if (continued.length === 0) return { all: configs, decided: new Map() };
  const decided = configs.filter(({ setup }) => setup === true).flatMap(questionsIn);
  return { all: continued, decided: new Map(decided) };
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

/** Pathspecs of git as the patterns that they were made of: `:(exclude,top,glob)docs/**` is `!docs/**`. */
function patternsIn(question: string): string[] {
  const specs = [...question.matchAll(/:\(([a-z,]+)\)((?:[^' \\]|'\\'')*)/g)];
  const patterns = specs.map(([, magic = "", path = ""]) => (magic.includes("exclude") ? `!${path}` : path));
  return [...new Set(patterns)];
}

function parse(path: string, text: string): Raw[] {
  const document = parseDocument(text, { merge: true });
  const [error] = document.errors;
  if (error) throw new Error(`${path} is no YAML: ${error.message}`, { cause: error });
  const value: unknown = document.toJS({ maxAliasCount: 10_000 });
  return isRecord(value) ? [value] : [];
}
