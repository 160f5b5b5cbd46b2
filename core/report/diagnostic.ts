import type { Diagnostic, Level, Place } from "../diagnostic/diagnostic.ts";
import { foreign, foreignLine } from "./foreign.ts";
import { makePaint, type Paint } from "./paint.ts";
import { clip, displayWidth, expandTabs } from "./width.ts";
import { wrap } from "./wrap.ts";

/**
 * A diagnostic as a person reads it: level, code and title; the place with its source line and a caret; the message;
 * the hint. Ends in a newline. Every text in it is treated as foreign.
 */
export function renderDiagnostic(
  diagnostic: Diagnostic,
  { width = 80, paint = makePaint(false) }: { readonly width?: number; readonly paint?: Paint } = {},
): string {
  const lines = [heading(diagnostic, paint)];
  const number = diagnostic.at && diagnostic.at.line > 0 ? String(diagnostic.at.line) : "";
  const gutter = " ".repeat(Math.max(1, number.length));
  if (diagnostic.at) lines.push(...quotation(diagnostic.at, number, gutter, width, paint));
  else if (diagnostic.subject?.length)
    lines.push(`${gutter}${paint.cyan("-->")} ${keyPath(diagnostic.subject)}`);
  lines.push(...paragraph(gutter, "", diagnostic.message, width, paint));
  if (diagnostic.hint) lines.push(...paragraph(gutter, "hint: ", diagnostic.hint, width, paint));
  return `${lines.join("\n")}\n`;
}

/** "2 errors, 1 warning", or an empty text. Remarks of level info are not counted. */
export function countDiagnostics(diagnostics: readonly Diagnostic[]): string {
  const parts: string[] = [];
  for (const level of ["error", "warning"] as const) {
    const count = diagnostics.filter((diagnostic) => diagnostic.level === level).length;
    if (count > 0) parts.push(`${count} ${level}${count === 1 ? "" : "s"}`);
  }
  return parts.join(", ");
}

function heading({ level, code, title, plugin }: Diagnostic, paint: Paint): string {
  const label = paint.bold(colourOf(level, paint)(`${level}[${foreignLine(code)}]`));
  const from = plugin ? paint.dim(` (${foreignLine(plugin)})`) : "";
  return `${label}: ${paint.bold(foreignLine(title))}${from}`;
}

function colourOf(level: Level, paint: Paint): (text: string) => string {
  return level === "error" ? paint.red : level === "warning" ? paint.yellow : paint.cyan;
}

function quotation(place: Place, number: string, gutter: string, width: number, paint: Paint): string[] {
  const position = [foreignLine(place.file)];
  if (place.line > 0) position.push(String(place.line));
  if (place.line > 0 && place.column > 0) position.push(String(place.column));
  const lines = [`${gutter}${paint.cyan("-->")} ${position.join(":")}`];
  if (place.sourceLine === undefined || place.line <= 0) return lines;
  const bar = paint.cyan("|");
  const { source, caret } = mark(place, width - gutter.length - 3);
  lines.push(`${gutter} ${bar}`);
  lines.push(`${paint.cyan(number.padStart(gutter.length))} ${bar} ${source}`.trimEnd());
  if (caret !== "") lines.push(`${gutter} ${bar} ${paint.bold(paint.red(caret))}`);
  return lines;
}

/** The source line, cut to `room` cells around the marked text, and a line of carets under it. */
function mark(place: Place, room: number): { source: string; caret: string } {
  const line = place.sourceLine!.replace(/\r?\n.*$/s, "");
  const start = Math.min(Math.max(place.column, 1) - 1, line.length);
  const end = Math.min(Math.max(place.endColumn ?? 0, start + 2) - 1, Math.max(line.length, start + 1));
  const before = shown(line.slice(0, start));
  const marked = shown(line.slice(0, end));
  const whole = shown(line);
  const from = displayWidth(before);
  const length = Math.max(1, displayWidth(marked) - from);
  const cut = window(whole, from, length, Math.max(10, room));
  return {
    source: cut.text,
    caret: place.column > 0 ? " ".repeat(from - cut.dropped) + "^".repeat(Math.min(length, cut.room)) : "",
  };
}

/** Tabs first: an escaped character is longer than what it stands for. */
function shown(text: string): string {
  return foreign(expandTabs(text));
}

/** Cuts a long line so that the marked cells stay in sight, with "..." where something is left out. */
function window(text: string, from: number, length: number, room: number) {
  if (displayWidth(text) <= room) return { text, dropped: 0, room: length };
  const keepBefore = Math.max(3, Math.floor((room - Math.min(length, room)) / 2));
  const skip = from + length <= room - 3 ? 0 : Math.max(0, from - keepBefore);
  const head = clip(text, skip);
  const lead = skip === 0 ? "" : "...";
  const rest = text.slice(head.length + clip(text.slice(head.length), lead.length).length);
  const skipped = displayWidth(text) - displayWidth(rest) - lead.length;
  const body = displayWidth(rest) <= room - lead.length ? rest : `${clip(rest, room - lead.length - 3)}...`;
  return { text: lead + body, dropped: skipped, room: Math.max(1, room - (from - skipped)) };
}

function keyPath(subject: readonly string[]): string {
  return foreignLine(
    subject.map((key) => (/^[A-Za-z0-9_-]+$/.test(key) ? key : JSON.stringify(key))).join("."),
  );
}

function paragraph(gutter: string, label: string, text: string, width: number, paint: Paint): string[] {
  // A narrow terminal has no room for an indent of words.
  if (label !== "" && width < 40) return paragraph(gutter, "", label + text, width, paint);
  const room = Math.max(16, width - gutter.length - 3 - label.length);
  return wrap(foreign(text).trimEnd(), room).map((line, index) => {
    const lead = index === 0 ? `${paint.cyan("=")} ${paint.bold(label)}` : `  ${" ".repeat(label.length)}`;
    return `${gutter} ${lead}${line}`.trimEnd();
  });
}
