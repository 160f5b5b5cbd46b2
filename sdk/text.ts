import { create } from "@bufbuild/protobuf";
import {
  type NamedText,
  NamedTextSchema,
  type Text,
  type TextPart,
  TextPartSchema,
  TextSchema,
} from "../proto/gen/cig/plugin/v1/value_pb.ts";

/** Something that `text` can join: characters, a run-time name made by `reference`, or a whole Text. */
export type TextPiece = string | TextPart | Text;

/** Joins pieces to a Text: `text("ruby-", reference("matrix.ruby"))`. Strings are literal characters. */
export function text(...pieces: readonly TextPiece[]): Text {
  return create(TextSchema, { parts: pieces.flatMap(partsOf) });
}

/** A run-time name, its segments joined by dots: `reference("matrix.ruby")`. */
export function reference(path: string): TextPart {
  return create(TextPartSchema, { kind: { case: "reference", value: { path: path.split(".") } } });
}

/** A Text with a name: an environment variable or an input. */
export function named(name: string, ...pieces: readonly TextPiece[]): NamedText {
  return create(NamedTextSchema, { name, value: text(...pieces) });
}

/** The characters of a Text that holds no run-time name; undefined for one that does, and for none. */
export function literalOf(value: Text | undefined): string | undefined {
  if (value === undefined) return undefined;
  const pieces: string[] = [];
  for (const part of value.parts) {
    if (part.kind.case === "reference") return undefined;
    pieces.push(part.kind.value ?? "");
  }
  return pieces.join("");
}

function partsOf(piece: TextPiece): TextPart[] {
  if (typeof piece === "string")
    return piece === "" ? [] : [create(TextPartSchema, { kind: { case: "literal", value: piece } })];
  return piece.$typeName === "cig.plugin.v1.Text" ? piece.parts : [piece];
}
