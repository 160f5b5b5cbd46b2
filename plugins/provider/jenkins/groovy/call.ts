import { isYamlTable, type Yaml } from "cig/sdk";
import { groovyString } from "./literal.ts";

/** Named arguments and their Groovy expressions; those without a value are left out. */
export type Arguments = readonly (readonly [name: string, source: string | undefined])[];

/** A call with named arguments: `sh(label: 'Test', script: 'make')`. A single argument `script` stands without name. */
export function call(name: string, args: Arguments, alone = "script"): string {
  const given = args.filter((each): each is [string, string] => each[1] !== undefined);
  const [only] = given;
  if (given.length === 1 && only![0] === alone) return `${name}(${only![1]})`;
  return `${name}(${given.map(([key, source]) => `${keyOf(key)}: ${source}`).join(", ")})`;
}

/** A key of a map. */
export function keyOf(name: string): string {
  return isWord(name) ? name : groovyString(name);
}

/** True for what Groovy takes as a name. */
export function isWord(name: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !reserved.has(name);
}

/** A value of cig.toml as a Groovy literal. */
export function groovyValue(value: Yaml): string {
  if (typeof value === "string") return groovyString(value);
  if (isYamlTable(value)) {
    const entries = [...value].map(([key, inner]) => `${keyOf(key)}: ${groovyValue(inner)}`);
    return entries.length > 0 ? `[${entries.join(", ")}]` : "[:]";
  }
  if (Array.isArray(value)) return `[${value.map(groovyValue).join(", ")}]`;
  return String(value);
}

/**
 * A setting of cig.toml as a call: `true` has no arguments, a table named ones, a list several. A table whose only entry
 * is a table is a call in a call: `{ logRotator = { numToKeepStr = "5" } }`.
 */
export function callOf(name: string, value: Yaml): string {
  if (value === true) return `${name}()`;
  const inner = innerCall(value);
  if (inner) return `${name}(${callOf(...inner)})`;
  if (isYamlTable(value))
    return call(
      name,
      [...value].map(([key, inner]) => [key, groovyValue(inner)] as const),
      "",
    );
  if (Array.isArray(value)) return `${name}(${value.map(groovyValue).join(", ")})`;
  return `${name}(${groovyValue(value)})`;
}

/** The same for an argument: a table whose only entry is a table is a call, also in a list. */
export function argumentSource(value: Yaml): string {
  const inner = innerCall(value);
  if (inner) return callOf(...inner);
  return Array.isArray(value) ? `[${value.map(argumentSource).join(", ")}]` : groovyValue(value);
}

function innerCall(value: Yaml): readonly [string, Yaml] | undefined {
  if (!isYamlTable(value) || value.size !== 1) return undefined;
  const [[name, inner]] = value as unknown as [[string, Yaml]];
  return isYamlTable(inner) && isWord(name) ? [name, inner] : undefined;
}

const reserved = new Set(
  (
    "abstract as assert boolean break byte case catch char class const continue def default do double else enum " +
    "extends false final finally float for goto if implements import in instanceof int interface long native new " +
    "null package private protected public return short static strictfp super switch synchronized this threadsafe " +
    "throw throws trait transient true try var void volatile while"
  ).split(" "),
);
