import { create } from "@bufbuild/protobuf";
import {
  type Text,
  type TextPart,
  TextPartSchema,
  TextSchema,
} from "../../../proto/gen/cig/plugin/v1/value_pb.ts";
import { type ExpressionError, unreadable } from "./error.ts";
import { refuseGithub } from "./github.ts";
import { nextToken } from "./lexer.ts";
import type { NamePlace } from "./names.ts";

export interface ParsedText {
  /** Every name is still a reference, static ones too. Absent when there is an error. */
  readonly text?: Text;
  /** The references in their order, with their places in the source. */
  readonly names: readonly NamePlace[];
  readonly error?: ExpressionError;
}

/** Splits text at its `{{ … }}`. Says the first thing that is wrong; never throws. */
export function parseText(source: string): ParsedText {
  const pieces = new Pieces();
  const names: NamePlace[] = [];
  let from = 0;
  for (;;) {
    const open = source.indexOf("{{", from);
    if (open < 0) break;
    if (source[open - 1] === "$") return { names, error: refuseGithub(source, open - 1) };
    pieces.literal(source.slice(from, open));
    const inner = hole(source, open);
    if ("error" in inner) return { names, error: inner.error };
    if (typeof inner.value === "string") pieces.literal(inner.value);
    else {
      pieces.reference(inner.value.path);
      names.push(inner.value);
    }
    from = inner.end;
  }
  pieces.literal(source.slice(from));
  return { text: pieces.text(), names };
}

/** Characters as a Text; `{{` in them means itself. */
export function textOf(characters: string): Text {
  const pieces = new Pieces();
  pieces.literal(characters);
  return pieces.text();
}

/** Gathers parts, joining neighbouring characters. */
export class Pieces {
  readonly #parts: TextPart[] = [];
  #open = "";

  literal(characters: string): void {
    this.#open += characters;
  }

  append(text: Text): void {
    for (const { kind } of text.parts)
      if (kind.case === "reference") this.reference(kind.value.path);
      else this.literal(kind.value ?? "");
  }

  reference(path: readonly string[]): void {
    this.#close();
    this.#parts.push(create(TextPartSchema, { kind: { case: "reference", value: { path: [...path] } } }));
  }

  text(): Text {
    this.#close();
    return create(TextSchema, { parts: this.#parts });
  }

  #close(): void {
    if (this.#open !== "")
      this.#parts.push(create(TextPartSchema, { kind: { case: "literal", value: this.#open } }));
    this.#open = "";
  }
}

/** Reads one `{{ … }}`: a name, or text in quotes. */
function hole(
  source: string,
  open: number,
): { value: string | NamePlace; end: number } | { error: ExpressionError } {
  const first = nextToken(source, open + 2);
  if (first.error) return { error: { ...first.error, hint: withEscape(first.error.hint) } };
  const token = first.token!;
  if (token.kind === "end")
    return { error: unreadable("This {{ has no }}.", open, withEscape(undefined), open + 2) };
  if (token.kind !== "name" && token.kind !== "text")
    return {
      error: unreadable("Between {{ and }} stands a name.", token.offset, withEscape(undefined), token.end),
    };
  const last = nextToken(source, token.end);
  if (last.error) return { error: { ...last.error, hint: withEscape(last.error.hint) } };
  const close = last.token!;
  if (close.kind === "end")
    return { error: unreadable("This {{ has no }}.", open, withEscape(undefined), open + 2) };
  if (close.kind !== "sign" || close.value !== "}}")
    return {
      error: unreadable(
        "Between {{ and }} stands one name only.",
        close.offset,
        'Operators and functions belong into "if".',
        close.end,
      ),
    };
  const value =
    token.kind === "text" ? token.value : { path: token.path, offset: token.offset, end: token.end };
  return { value, end: close.end };
}

function withEscape(hint: string | undefined): string {
  const how = "To write the characters {{ themselves, write {{ '{{' }}.";
  return hint === undefined ? how : `${hint} ${how}`;
}
