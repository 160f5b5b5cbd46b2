import { parseDocument } from "yaml";
import { isRecord, type Raw } from "./raw.ts";

/** The files of a repository that workflows are made of, parsed once each. */
export interface Files {
  /** Paths of workflows, sorted. */
  readonly workflows: readonly string[];
  /** The table in a file; undefined where there is none. Throws with the path where the text is no YAML. */
  table(path: string): Raw | undefined;
  /** The composite action in a folder of the repository. */
  action(folder: string): Raw | undefined;
}

/** `unreadable` takes a file that is no YAML, and the others are read; without it that is thrown. */
export function openFiles(
  files: ReadonlyMap<string, string>,
  unreadable?: (path: string, reason: string) => void,
): Files {
  const parsed = new Map<string, Raw | undefined>();
  const parseOrTell = (path: string) => {
    try {
      return parse(path, files.get(path));
    } catch (error) {
      if (!unreadable) throw error;
      unreadable(path, error instanceof Error ? error.message : String(error));
      return undefined;
    }
  };
  const table = (path: string) => {
    if (!parsed.has(path)) parsed.set(path, parseOrTell(path));
    return parsed.get(path);
  };
  return {
    workflows: [...files.keys()]
      .filter((path) => /\.ya?ml$/.test(path) && !/(?:^|\/)action\.ya?ml$/.test(path))
      .sort(),
    table,
    action: (folder) => {
      const root = folder.replace(/^(?:\.\/)+|\/+$/g, "");
      return table(`${root}/action.yml`) ?? table(`${root}/action.yaml`);
    },
  };
}

function parse(path: string, text: string | undefined): Raw | undefined {
  if (text === undefined) return undefined;
  const document = parseDocument(text, { merge: true });
  const [error] = document.errors;
  if (error) throw new Error(`${path} is no YAML: ${error.message}`, { cause: error });
  const value: unknown = document.toJS({ maxAliasCount: 10_000 });
  return isRecord(value) ? value : undefined;
}
