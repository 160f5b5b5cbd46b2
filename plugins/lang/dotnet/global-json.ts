import { directoryOf, type FileIndex, type JsonNode, joinPath, jsonAt, jsonTextAt, parseJson } from "cig/sdk";

/** A global.json. */
export interface GlobalJson {
  readonly file: string;
  /** `sdk.version`, as written. */
  readonly version?: { readonly value: string; readonly line: number };
  /** `sdk.rollForward` in lower case. */
  readonly rollForward?: string;
  /** True where `dotnet test` starts Microsoft.Testing.Platform, which takes names of solutions as options. */
  readonly hasTestingPlatform: boolean;
  /** Why it cannot be read. */
  readonly broken?: { readonly line: number; readonly reason: string };
}

/** The global.json of a folder or, below the top, of the nearest folder above it that is not the top. */
export function readGlobalJson(files: FileIndex, directory: string): GlobalJson | undefined {
  for (let folder = directory; ; folder = directoryOf(folder)) {
    const file = joinPath(folder, "global.json");
    const text = files.text(file);
    if (text !== undefined) return parsed(file, text);
    if (folder === "." || directoryOf(folder) === ".") return undefined;
  }
}

function parsed(file: string, text: string): GlobalJson {
  const json = parseJson(withoutComments(text));
  if ("error" in json)
    return { file, hasTestingPlatform: false, broken: { line: json.line, reason: json.error } };
  const version = jsonTextAt(json.node, "sdk", "version");
  const rollForward = jsonTextAt(json.node, "sdk", "rollForward")?.toLowerCase();
  return {
    file,
    ...(version !== undefined && { version: { value: version, line: lineOf(json.node) } }),
    ...(rollForward !== undefined && { rollForward }),
    hasTestingPlatform: jsonTextAt(json.node, "test", "runner") === "Microsoft.Testing.Platform",
  };
}

function lineOf(node: JsonNode): number {
  return jsonAt(node, "sdk", "version")!.line;
}

/** .NET allows comments in its JSON. They become blanks, so that lines stay what they are. */
export function withoutComments(text: string): string {
  return text.replace(/"(?:\\.|[^"\\\n])*"|\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/g, (found) =>
    found.startsWith('"') ? found : found.replace(/[^\n]/g, " "),
  );
}
