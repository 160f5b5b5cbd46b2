import { isMap, isPair, isScalar, parseDocument, visit } from "yaml";

/** A rendered file as data. */
export interface ReadYaml {
  readonly value: unknown;
  /** By the value of each `uses`: the comment behind it, where versions stand. */
  readonly remarks: ReadonlyMap<string, string>;
}

/** Reads a file that may have been edited; a text says why it cannot be read. Pure. */
export function readYaml(text: string): ReadYaml | string {
  const document = parseDocument(text);
  if (document.errors[0]) return `It is no YAML any more: ${document.errors[0].message.split("\n")[0]}`;
  if (!isMap(document.contents)) return "It holds no table at its top any more.";
  const remarks = new Map<string, string>();
  visit(document, (_, node) => {
    if (!isPair(node) || !isScalar(node.key) || node.key.value !== "uses" || !isScalar(node.value)) return;
    if (node.value.comment) remarks.set(String(node.value.value), node.value.comment);
  });
  return { value: document.toJS(), remarks };
}
