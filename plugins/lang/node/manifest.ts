import type { FileIndex } from "cig/sdk";
import { type JsonNode, parseJson } from "cig/sdk";
import { type Remark, remarkAt } from "./remarks.ts";

/** A package.json that could be read: `node` is an object. */
export interface Manifest {
  readonly file: string;
  readonly node: JsonNode;
}

/** Reads a package.json. One that is absent gives nothing, one that is no JSON object a remark. */
export function readManifest(files: FileIndex, file: string): { manifest?: Manifest; remarks: Remark[] } {
  const source = files.text(file);
  if (source === undefined) return { remarks: [] };
  const parsed = parseJson(source);
  if ("error" in parsed) {
    const place = `line ${parsed.line}, column ${parsed.column}`;
    return { remarks: [unreadable(file, parsed.line, `it is not valid JSON at ${place}: ${parsed.error}`)] };
  }
  if (!(parsed.node.value instanceof Map))
    return { remarks: [unreadable(file, parsed.node.line, "it does not hold an object")] };
  return { manifest: { file, node: parsed.node }, remarks: [] };
}

function unreadable(file: string, line: number, why: string): Remark {
  return remarkAt(
    "NODE101",
    file,
    line,
    `"${file}" says nothing about the project, because ${why}.`,
    "Correct the file, or leave it out with [detect] ignore in cig.toml.",
  );
}
