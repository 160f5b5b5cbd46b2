import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

interface Node {
  readonly $ref?: string;
  readonly anyOf?: readonly Node[];
  readonly allOf?: readonly Node[];
  readonly oneOf?: readonly Node[];
  readonly items?: Node;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly additionalProperties?: Node | boolean;
}

type Schema = Node & { readonly definitions: Readonly<Record<string, Node>> };

const file = fileURLToPath(new URL("../../cig.schema.json", import.meta.url));
const schema = JSON.parse(readFileSync(file, "utf8")) as Schema;

/** Every key that the language has a word for, as "Job.matrix" or "Checkout.depth", with "" for the top. */
export function keysOfLanguage(): string[] {
  const found = new Set<string>();
  const collect = (node: Node, place: string): void => {
    for (const [key, below] of Object.entries(node.properties ?? {})) {
      found.add(`${place}.${key}`);
      collect(below, `${place}.${key}`);
    }
    for (const below of branchesOf(node)) collect(below, place);
    for (const below of [node.items, node.additionalProperties])
      if (typeof below === "object") collect(below, place);
  };
  collect(schema, "");
  for (const [name, node] of Object.entries(schema.definitions)) collect(node, name);
  return [...found].sort();
}

/** Those that a value uses. */
export function keysUsed(value: unknown): Set<string> {
  const found = new Set<string>();
  visit(schema, "", value, found);
  return found;
}

function visit(node: Node, place: string, value: unknown, found: Set<string>): void {
  if (node.$ref) {
    const name = node.$ref.replace("#/definitions/", "");
    visit(schema.definitions[name]!, name, value, found);
  }
  for (const below of branchesOf(node)) visit(below, place, value, found);
  if (Array.isArray(value)) {
    if (node.items) for (const item of value) visit(node.items, place, item, found);
    return;
  }
  if (typeof value !== "object" || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    const known = node.properties?.[key];
    if (known) {
      found.add(`${place}.${key}`);
      visit(known, `${place}.${key}`, inner, found);
    } else if (typeof node.additionalProperties === "object")
      visit(node.additionalProperties, place, inner, found);
  }
}

function branchesOf({ anyOf = [], allOf = [], oneOf = [] }: Node): readonly Node[] {
  return [...anyOf, ...allOf, ...oneOf];
}
