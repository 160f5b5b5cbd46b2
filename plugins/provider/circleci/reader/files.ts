import { parseDocument } from "yaml";
import { isRecord, type Raw } from "./raw.ts";

/**
 * The configurations among the files. One that only decides how to go on (`setup: true`) is left out where the one that
 * goes on is there. Throws with the path where a text is no YAML.
 */
export function openConfigs(files: ReadonlyMap<string, string>): Raw[] {
  const configs = [...files]
    .filter(([path]) => /\.ya?ml$/.test(path))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([path, text]) => parse(path, text))
    .filter((config) => config.jobs !== undefined || config.workflows !== undefined);
  const continued = configs.filter(({ setup }) => setup !== true);
  return continued.length > 0 ? continued : configs;
}

function parse(path: string, text: string): Raw[] {
  const document = parseDocument(text, { merge: true });
  const [error] = document.errors;
  if (error) throw new Error(`${path} is no YAML: ${error.message}`, { cause: error });
  const value: unknown = document.toJS({ maxAliasCount: 10_000 });
  return isRecord(value) ? [value] : [];
}
