import {
  type Document,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
import { diagnose } from "../diagnostic/codes.ts";
import type { Diagnostic, Result } from "../diagnostic/diagnostic.ts";
import type { MergedFile, OwnedFragment } from "./merge.ts";
import { ownersOf } from "./owners.ts";
import { joinComments, nodesEqual, parseFragment, pathText, walkNodes, type YamlPath } from "./yaml.ts";

/**
 * Joins fragments on the YAML tree, in the given order. Maps are united, keys in the order in which they first appear;
 * a list gets the items that it does not have yet; anything else must be equal. Comments stay with their nodes.
 */
export function deepMerge(path: string, parts: readonly OwnedFragment[]): Result<MergedFile> {
  const diagnostics: Diagnostic[] = [];
  const documents: { plugin: string; document: Document }[] = [];
  for (const { plugin, fragment } of parts) {
    const document = parseFragment(fragment.content);
    if (typeof document === "string") diagnostics.push(notYaml(path, plugin, document));
    else documents.push({ plugin, document });
  }
  if (diagnostics.length > 0) return { diagnostics };
  const [first, ...others] = documents;
  const state: State = { path, origins: new Map(), diagnostics };
  noteOrigin(state, first!.document.contents, first!.plugin);
  for (const { plugin, document } of others) mergeDocument(state, first!.document, document, plugin);
  if (diagnostics.length > 0) return { diagnostics };
  const isAlone = parts.length === 1;
  const content = isAlone ? parts[0]!.fragment.content : first!.document.toString({ lineWidth: 0 });
  const origins = originsByPath(state, first!.document.contents);
  return { value: { path, content, owners: ownersOf(parts), origins }, diagnostics };
}

interface State {
  readonly path: string;
  /** The plugin that each node of the result comes from. */
  readonly origins: Map<Node, string>;
  readonly diagnostics: Diagnostic[];
}

function notYaml(path: string, plugin: string, reason: string): Diagnostic {
  const message = `"${plugin}" wrote a fragment of "${path}" that is not one valid YAML document: ${reason}`;
  return diagnose("CIG504", message, { plugin, hint: "Report this to the plugin's author." });
}

function noteOrigin(state: State, node: unknown, plugin: string): void {
  walkNodes(node, [], (inner) => {
    if (!state.origins.has(inner)) state.origins.set(inner, plugin);
  });
}

function mergeDocument(state: State, into: Document, from: Document, plugin: string): void {
  joinComments(into, from);
  const contents = mergeNode(state, into.contents, from.contents, [], plugin);
  into.contents = contents as Document["contents"];
}

/** The node that takes the place of `into`. */
function mergeNode(state: State, into: unknown, from: unknown, at: YamlPath, plugin: string): unknown {
  if (isNothing(from) && at.length === 0) return into;
  if (isNothing(into) && at.length === 0) {
    noteOrigin(state, from, plugin);
    return from;
  }
  if (isMap(into) && isMap(from)) mergeMap(state, into, from, at, plugin);
  else if (isSeq(into) && isSeq(from)) mergeList(state, into, from, plugin);
  else if (!nodesEqual(into, from)) state.diagnostics.push(conflict(state, into, from, at, plugin));
  joinComments(into, from);
  return into;
}

/** An empty fragment has nothing to say. */
function isNothing(node: unknown): boolean {
  return node === null || node === undefined || (isScalar(node) && node.value === null);
}

function mergeMap(state: State, into: YAMLMap, from: YAMLMap, at: YamlPath, plugin: string): void {
  if (!from.flow) into.flow = false;
  for (const pair of from.items) {
    const same = into.items.find((candidate) => nodesEqual(candidate.key, pair.key));
    if (same === undefined) {
      into.items.push(pair);
      noteOrigin(state, pair.key, plugin);
      noteOrigin(state, pair.value, plugin);
    } else {
      joinComments(same.key, pair.key);
      (same as Pair).value = mergeNode(state, same.value, pair.value, [...at, keyText(pair.key)], plugin);
    }
  }
}

function mergeList(state: State, into: YAMLSeq, from: YAMLSeq, plugin: string): void {
  if (!from.flow) into.flow = false;
  const before = [...into.items];
  for (const item of from.items) {
    if (before.some((known) => nodesEqual(known, item))) continue;
    into.items.push(item);
    noteOrigin(state, item, plugin);
  }
}

function conflict(state: State, into: unknown, from: unknown, at: YamlPath, plugin: string): Diagnostic {
  const other = state.origins.get(into as Node) ?? plugin;
  const place = at.length === 0 ? "the top level" : `\`${pathText(at)}\``;
  const message = `"${other}" and "${plugin}" contradict each other about ${place} in "${state.path}": ${describe(into)} against ${describe(from)}.`;
  return diagnose("CIG503", message, { hint: "Leave the value to one of the two plugins." });
}

function describe(node: unknown): string {
  if (isMap(node)) return "a map";
  if (isSeq(node)) return "a list";
  const value = isScalar(node) ? node.value : null;
  return typeof value === "bigint" ? String(value) : JSON.stringify(value);
}

function keyText(key: unknown): string {
  return String(isScalar(key) ? key.value : key);
}

function originsByPath(state: State, contents: unknown): ReadonlyMap<string, string> {
  const byPath = new Map<string, string>();
  walkNodes(contents, [], (node, at) => {
    const plugin = state.origins.get(node);
    if (plugin !== undefined && at.length > 0) byPath.set(pathText(at), plugin);
  });
  return byPath;
}
