import { parseDocument } from "yaml";
import { isRecord, type Raw } from "./raw.ts";

/** The configurations of a repository. */
export interface Configs {
  readonly all: readonly Raw[];
  /** Parameters that a configuration before decides, and nobody else. */
  readonly decided: ReadonlySet<string>;
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
  if (continued.length === 0) return { all: configs, decided: new Set() };
  const deciding = configs.filter(({ setup }) => setup === true).map((config) => JSON.stringify(config));
  const decided = deciding.flatMap((text) => [...text.matchAll(/\banswer ([\w-]+) (?:true|false)\b/g)]);
  return { all: continued, decided: new Set(decided.map(([, name]) => name!)) };
}

function parse(path: string, text: string): Raw[] {
  const document = parseDocument(text, { merge: true });
  const [error] = document.errors;
  if (error) throw new Error(`${path} is no YAML: ${error.message}`, { cause: error });
  const value: unknown = document.toJS({ maxAliasCount: 10_000 });
  return isRecord(value) ? [value] : [];
}
