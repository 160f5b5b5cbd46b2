import {
  type FileIndex,
  type JsonNode,
  joinPath,
  jsonAt,
  jsonItems,
  jsonTextAt,
  type ToolStatement,
  toolStatements,
  versionFile,
} from "cig/sdk";
import type { Manifest } from "./manifest.ts";
import { type Remark, remarkAt } from "./remarks.ts";
import { agree, type Meaning, readRange, readVersion, satisfies } from "./version.ts";

/** The Node version that a folder states: the first of each kind wins, the others are its witnesses. */
export interface NodeVersion {
  readonly version?: readonly Found[];
  readonly constraint?: readonly Found[];
  readonly remarks: readonly Remark[];
}

/** A statement with its meaning. The value of the first in a list is the fact. */
export interface Found extends ToolStatement {
  readonly isRange: boolean;
}

/**
 * Reads, in the order in which they win: .tool-versions, mise.toml, .nvmrc, .node-version, volta,
 * devEngines.runtime, engines. A file that says something else than the winner earns a warning.
 */
export function readNodeVersion(files: FileIndex, directory: string, manifest?: Manifest): NodeVersion {
  const remarks: Remark[] = [];
  const found = statements(files, directory, manifest).flatMap(({ statement, meaning }) => {
    if (meaning.kind === "invalid") remarks.push(notAVersion(statement));
    if (meaning.kind === "invalid" || meaning.kind === "none") return [];
    return [{ ...statement, value: meaning.value, isRange: meaning.kind === "constraint" }];
  });
  const versions = found.filter(({ isRange }) => !isRange);
  const constraints = found.filter(({ isRange }) => isRange);
  remarks.push(...disagreements(versions, constraints));
  const [version, constraint] = [witnesses(versions), witnesses(constraints)];
  return { ...(version && { version }), ...(constraint && { constraint }), remarks };
}

interface Read {
  readonly statement: ToolStatement;
  readonly meaning: Meaning;
}

function statements(files: FileIndex, directory: string, manifest: Manifest | undefined): Read[] {
  const exact = [
    ...toolStatements(files, directory, ["nodejs", "node", "core:node"]),
    ...versionFile(files, joinPath(directory, ".nvmrc")).slice(0, 1),
    ...versionFile(files, joinPath(directory, ".node-version")).slice(0, 1),
    ...inManifest(manifest, jsonAt(manifest?.node, "volta", "node")),
  ];
  const ranges = [
    ...runtimes(manifest).flatMap((node) => inManifest(manifest, node)),
    ...inManifest(manifest, jsonAt(manifest?.node, "engines", "node")),
  ];
  return [
    ...exact.map((statement) => ({ statement, meaning: readVersion(statement.value) })),
    ...ranges.map((statement) => ({ statement, meaning: readRange(statement.value) })),
  ];
}

function inManifest(manifest: Manifest | undefined, node: JsonNode | undefined): ToolStatement[] {
  const value = jsonTextAt(node);
  return manifest && node && value !== undefined ? [{ value, file: manifest.file, line: node.line }] : [];
}

/** `devEngines.runtime` is one table or a list of them; only the one for Node counts. */
function runtimes(manifest: Manifest | undefined): JsonNode[] {
  const stated = jsonAt(manifest?.node, "devEngines", "runtime");
  const entries = stated?.value instanceof Map ? [stated] : jsonItems(stated);
  return entries
    .filter((entry) => jsonTextAt(entry, "name")?.toLowerCase() === "node")
    .flatMap((entry) => jsonAt(entry, "version") ?? []);
}

function witnesses(found: readonly Found[]): readonly Found[] | undefined {
  const first = found[0];
  return (
    first &&
    found.filter(({ value, isRange }) => (isRange ? value === first.value : agree(value, first.value)))
  );
}

function disagreements(versions: readonly Found[], constraints: readonly Found[]): Remark[] {
  const winner = versions[0];
  if (!winner) return [];
  const others = versions.slice(1).filter(({ value }) => !agree(value, winner.value));
  const broken = constraints.filter(({ value }) => !satisfies(winner.value, value));
  return [
    ...others.map((other) => disagreement(other, winner, `asks for Node ${other.value}`)),
    ...broken.map((other) => disagreement(other, winner, `allows only Node ${other.value}`)),
  ];
}

function disagreement(other: ToolStatement, winner: ToolStatement, what: string): Remark {
  return remarkAt(
    "NODE102",
    other.file,
    other.line,
    `"${other.file}" ${what}, but "${winner.file}" line ${winner.line} says ${winner.value}, which wins.`,
    "Let both say the same, or remove one of them.",
  );
}

function notAVersion({ file, line, value }: ToolStatement): Remark {
  return remarkAt(
    "NODE104",
    file,
    line,
    `"${file}" says "${value.slice(0, 60)}" where a Node version stands, and that is none, so it does not count.`,
    'Write a version such as "22", "22.11.0" or "lts/*".',
  );
}
