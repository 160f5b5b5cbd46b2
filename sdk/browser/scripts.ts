import type { RepositoryFile } from "../../proto/gen/cig/plugin/v1/fact_pb.ts";
import { isMaterial, isTestSuite, nameOf, textOfFile } from "../evidence/file.ts";
import { jsonAt, parseJson } from "../evidence/json.ts";

/** A script of a package.json. */
export interface ToolScript {
  readonly name: string;
  readonly file: string;
  readonly line: number;
}

/** The scripts that look so, in the order of the files and of their lines; none of a package.json that is not valid. */
export function toolScripts(files: readonly RepositoryFile[], pattern: RegExp | undefined): ToolScript[] {
  if (!pattern) return [];
  return files
    .filter(({ path }) => nameOf(path) === "package.json" && (!isMaterial(path) || isTestSuite(path)))
    .flatMap((file) => {
      const parsed = parseJson(textOfFile(file) ?? "");
      const scripts = "node" in parsed ? jsonAt(parsed.node, "scripts")?.value : undefined;
      if (!(scripts instanceof Map)) return [];
      return [...scripts].flatMap(([name, { line, value }]) =>
        typeof value === "string" && pattern.test(value) ? [{ name, file: file.path, line }] : [],
      );
    });
}
