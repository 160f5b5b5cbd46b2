import { type FileIndex, type JsonNode, joinPath, jsonAt, jsonItems, jsonTextAt, parseJson } from "cig/sdk";
import { type Remark, remarkAt } from "./remarks.ts";

/** What the composer.json of a folder says. */
export interface Manifest {
  readonly directory: string;
  readonly file: string;
  readonly node: JsonNode;
  /** Packages that it asks for, in lower case, with their place; those for development too. */
  readonly packages: ReadonlyMap<string, Required>;
  /** Of the packages' programs, relative to the folder. */
  readonly binDirectory: string;
}

/** A package as a manifest requires it. */
export interface Required {
  readonly constraint: string;
  readonly line: number;
  readonly isDev: boolean;
}

/** The manifest of a folder; undefined when there is none, a remark when it is no JSON. */
export function readManifest(
  files: FileIndex,
  directory: string,
): { readonly manifest?: Manifest; readonly remarks: readonly Remark[] } {
  const file = joinPath(directory, "composer.json");
  const source = files.text(file);
  if (source === undefined) return { remarks: [] };
  const parsed = parseJson(source);
  if ("error" in parsed)
    return {
      remarks: [
        remarkAt(
          "PHP101",
          file,
          parsed.line,
          `"${file}" says nothing about the project, because it is not valid JSON: ${parsed.error}.`,
          "Correct the file, or leave it out with [detect] ignore in cig.toml.",
        ),
      ],
    };
  const { node } = parsed;
  return {
    manifest: {
      directory,
      file,
      node,
      packages: packagesOf(node),
      binDirectory: plainFolder(jsonTextAt(node, "config", "bin-dir")) ?? "vendor/bin",
    },
    remarks: [],
  };
}

function packagesOf(node: JsonNode): Map<string, Required> {
  const packages = new Map<string, Required>();
  for (const [section, isDev] of [
    ["require", false],
    ["require-dev", true],
  ] as const) {
    const entries = jsonAt(node, section)?.value;
    if (!(entries instanceof Map)) continue;
    for (const [name, { value, line }] of entries as ReadonlyMap<string, JsonNode>)
      if (typeof value === "string" && !packages.has(name.toLowerCase()))
        packages.set(name.toLowerCase(), { constraint: value, line, isDev });
  }
  return packages;
}

/** It reaches a command line. */
function plainFolder(path: string | undefined): string | undefined {
  return path !== undefined && /^\w[\w./-]*$/.test(path) ? path.replace(/\/+$/, "") : undefined;
}

/** A package as the lock file has it. */
export interface Locked {
  readonly name: string;
  readonly version: string;
  readonly line: number;
  /** What it asks of PHP. */
  readonly php?: string;
}

/** The packages of a lock file; none when it cannot be read, which Composer will say better. */
export function readLock(files: FileIndex, directory: string): Locked[] {
  const parsed = parseJson(files.text(joinPath(directory, "composer.lock")) ?? "");
  if ("error" in parsed) return [];
  return ["packages", "packages-dev"].flatMap((section) =>
    jsonItems(jsonAt(parsed.node, section)).flatMap((node) => {
      const name = jsonTextAt(node, "name");
      const version = jsonTextAt(node, "version");
      if (name === undefined || version === undefined) return [];
      const php = jsonTextAt(node, "require", "php");
      const line = jsonAt(node, "version")!.line;
      return [{ name: name.toLowerCase(), version, line, ...(php !== undefined && { php }) }];
    }),
  );
}
