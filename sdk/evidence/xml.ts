import { linesOf } from "./file.ts";

/** An element of an XML document. */
export interface XmlElement {
  /** As written, with its prefix where it has one. */
  readonly name: string;
  /** The names from the document's element to this one: "Project/PropertyGroup/TargetFramework". */
  readonly path: string;
  readonly attributes: ReadonlyMap<string, string>;
  /** What stands between its tags, without blanks around it; empty where it holds elements. */
  readonly text: string;
  /** From 1: of its opening tag. */
  readonly line: number;
  /** Absent: the document's element. */
  readonly parent?: XmlElement;
}

/**
 * The elements of a document in the order of their opening tags. Comments, declarations and processing instructions are
 * no elements and no text. It never fails: a tag that is not closed ends with the element around it, and what is no tag
 * is text.
 */
export function xmlElements(source: string): XmlElement[] {
  const found: Open[] = [];
  const open: Open[] = [];
  const lines = lineCounter(source);
  let rest = 0;
  for (const match of source.matchAll(token)) {
    const [whole, data, closed, name, attributes, empty] = match;
    const around = open.at(-1);
    if (around) around.text += decoded(source.slice(rest, match.index));
    rest = match.index + whole.length;
    if (around && data !== undefined) around.text += data;
    if (closed !== undefined) close(open, closed);
    if (name === undefined) continue;
    if (around) around.isParent = true;
    const element: Open = {
      name,
      path: around ? `${around.path}/${name}` : name,
      attributes: attributesOf(attributes ?? ""),
      text: "",
      line: lines(match.index),
      ...(around && { parent: around }),
      isParent: false,
    };
    found.push(element);
    if (empty !== "/") open.push(element);
  }
  for (const element of found) element.text = element.isParent ? "" : element.text.trim();
  return found;
}

interface Open extends XmlElement {
  text: string;
  isParent: boolean;
}

const attribute = String.raw`\s+[\w.:-]+\s*=\s*(?:"[^"<]*"|'[^'<]*')`;

/** A comment, a CDATA section, a declaration, a closing or an opening tag. */
const token = new RegExp(
  String.raw`<!--[\s\S]*?(?:-->|$)|<!\[CDATA\[([\s\S]*?)\]\]>|<[?!][^>]*>|</([\w.:-]+)\s*>|<([\w.:-]+)((?:${attribute})*)\s*(/?)>`,
  "g",
);

/** A closing tag ends the nearest element of its name and all that are open inside; one of no element is nothing. */
function close(open: Open[], name: string): void {
  const depth = open.findLastIndex((element) => element.name === name);
  if (depth >= 0) open.length = depth;
}

function attributesOf(written: string): Map<string, string> {
  const pairs = written.matchAll(/([\w.:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g);
  return new Map([...pairs].map(([, name, double, single]) => [name!, decoded(double ?? single ?? "")]));
}

function decoded(text: string): string {
  return text.replace(
    /&(?:#(\d{1,7})|#x([\da-fA-F]{1,6})|(amp|lt|gt|quot|apos));/g,
    (whole, ten, hex, name) => {
      if (name !== undefined) return named[name as keyof typeof named];
      const code = ten === undefined ? Number.parseInt(hex, 16) : Number(ten);
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}

const named = { amp: "&", apos: "'", gt: ">", lt: "<", quot: '"' } as const;

/** The line of an offset, for offsets that only grow. */
function lineCounter(source: string): (offset: number) => number {
  let [line, at] = [1, 0];
  return (offset) => {
    line += linesOf(source.slice(at, offset)).length - 1;
    at = offset;
    return line;
  };
}
