import type { DependencyLine } from "./dependencies.ts";
import { lineAt } from "./file.ts";

/**
 * Names under `dependencies` and `devDependencies` of a package.json; none when it is not valid JSON. What only its
 * developers need is marked: an adapter there is tried out, often against a stand-in.
 */
export function nodeDependencies(text: string): DependencyLine[] {
  const manifest = parse(text);
  return ["dependencies", "devDependencies"].flatMap((section) => {
    const names = manifest[section];
    if (!isTable(names)) return [];
    const start = offsetOfKey(text, section, 0);
    return Object.keys(names).map((name) => ({
      name,
      line: lineAt(text, offsetOfKey(text, name, start)),
      ...(section === "devDependencies" && { isDev: true }),
    }));
  });
}

function parse(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return isTable(value) ? value : {};
  } catch {
    return {};
  }
}

function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Where `"key":` stands from `start` on; a string of the same text that is no key does not count. */
function offsetOfKey(text: string, key: string, start: number): number {
  const quoted = JSON.stringify(key);
  for (let at = text.indexOf(quoted, start); at !== -1; at = text.indexOf(quoted, at + 1))
    if (/^\s*:/.test(text.slice(at + quoted.length, at + quoted.length + 40))) return at;
  return start;
}
