import type { TomlValue } from "../../../../sdk/import/imported.ts";
import { scan } from "../../../config/positions/scan.ts";
import { tomlKey } from "../../init/toml.ts";
import type { Path } from "../compare-workflow.ts";
import { type Statement, statementsOf } from "./statements.ts";
import { entryText } from "./value-text.ts";

/** A key in the section of the longest header that is a part of its path; a section comes into being where none is. */
export function addToHeader(source: string, path: Path, known: number, value: TomlValue): string | undefined {
  const statements = statementsOf(source);
  const names = headerPaths(source, statements);
  const [own, length] = longest(names, path);
  if (length === 0 && path.length > 1) return addSection(source, path, value);
  const first = own ? statements.indexOf(own) : -1;
  const after = statements.slice(first + 1);
  const next = after.findIndex(({ kind }) => kind === "header");
  const body = next < 0 ? after : after.slice(0, next);
  const at = (body.at(-1) ?? own)?.end ?? 0;
  // A table that dotted keys made can only get more of these.
  const dots = path
    .slice(length, known)
    .map((key) => `${tomlKey(String(key))}.`)
    .join("");
  const keys = path.slice(Math.max(length, known)).map(String);
  const line = `${dots}${entryText(keys, value)}\n`;
  const before = source.slice(0, at);
  return `${before}${before === "" || before.endsWith("\n") ? "" : "\n"}${line}${source.slice(at)}`;
}

function addSection(source: string, path: Path, value: TomlValue): string | undefined {
  if (path.some((key) => typeof key === "number")) return undefined;
  const isWhole =
    path.length === 2 && families.has(String(path[0])) && typeof value === "object" && !Array.isArray(value);
  if (isWhole) {
    const lines = Object.entries(value).map(([key, each]) => `${entryText([key], each)}\n`);
    return `${ended(source)}\n[${path.map((key) => tomlKey(String(key))).join(".")}]\n${lines.join("")}`;
  }
  const depth = Math.min(families.has(String(path[0])) ? 2 : 1, path.length - 1);
  const header = path
    .slice(0, depth)
    .map((key) => tomlKey(String(key)))
    .join(".");
  return `${ended(source)}\n[${header}]\n${entryText(path.slice(depth).map(String), value)}\n`;
}

/** Tables whose every key has a section of its own. */
const families: ReadonlySet<string> = new Set(["jobs", "workflows", "provider", "runners"]);

function ended(source: string): string {
  return source === "" || source.endsWith("\n") ? source : `${source}\n`;
}

function longest(names: ReadonlyMap<Statement, Path>, path: Path): [Statement | undefined, number] {
  let found: [Statement | undefined, number] = [undefined, 0];
  for (const [statement, name] of names) {
    const isPart =
      name.length < path.length && name.every((key, index) => String(key) === String(path[index]));
    if (isPart && name.length > found[1]) found = [statement, name.length];
  }
  return found;
}

/** What each header names; an element of an array of tables with its index. */
function headerPaths(source: string, statements: readonly Statement[]): Map<Statement, Path> {
  const found = new Map<Statement, Path>();
  const counts = new Map<string, number>();
  for (const statement of statements) {
    if (statement.kind !== "header") continue;
    const keys = keysOf(source.slice(statement.start, statement.end));
    const path: (string | number)[] = [];
    for (const [index, key] of keys.entries()) {
      path.push(key);
      const name = JSON.stringify(path);
      const isOwn = index === keys.length - 1 && /^\s*\[\[/.test(source.slice(statement.start));
      if (isOwn) counts.set(name, (counts.get(name) ?? -1) + 1);
      if (counts.has(name)) path.push(counts.get(name)!);
    }
    found.set(statement, path);
  }
  return found;
}

function keysOf(header: string): string[] {
  const keys: string[] = [];
  // A header of one table alone is a tree of one branch.
  for (let node = scan(header); node.children?.size; ) {
    const [[key, inner]] = [...node.children] as [[string, typeof node]];
    if (!(node.isTables && key === "0")) keys.push(key);
    node = inner;
  }
  return keys;
}
