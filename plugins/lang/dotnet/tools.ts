import { type FileIndex, joinPath, jsonAt, parseJson } from "cig/sdk";
import { withoutComments } from "./global-json.ts";

/** The tools that `dotnet tool restore` installs. */
export interface Tools {
  readonly file: string;
  /** In lower case → version and where it stands. */
  readonly tools: ReadonlyMap<string, { readonly version: string; readonly line: number }>;
}

export function readTools(files: FileIndex, directory: string): Tools | undefined {
  const file = [".config/dotnet-tools.json", "dotnet-tools.json"]
    .map((name) => joinPath(directory, name))
    .find((path) => files.text(path) !== undefined);
  if (file === undefined) return undefined;
  const json = parseJson(withoutComments(files.text(file)!));
  const stated = "node" in json ? jsonAt(json.node, "tools")?.value : undefined;
  if (!(stated instanceof Map) || stated.size === 0) return undefined;
  const tools = [...stated].map(([name, node]) => {
    const version = jsonAt(node, "version")?.value;
    return [
      name.toLowerCase(),
      { version: typeof version === "string" ? version : "", line: node.line },
    ] as const;
  });
  return { file, tools: new Map(tools) };
}
