import { linesOf } from "./file.ts";

/** A line of Ruby source without comments, and the blocks that it stands in, outermost first. */
export interface RubyLine {
  /** From 1. */
  readonly line: number;
  /** Trimmed; never empty. */
  readonly code: string;
  /** The first lines of the open blocks: `group :test do`, `if ENV["CI"]`. */
  readonly blocks: readonly string[];
}

/**
 * Reads Ruby line by line, enough for Gemfiles, gemspecs and Rakefiles: comments, `=begin` parts, here-documents and
 * what follows `__END__` are left out. It never fails; code that it does not understand is a line like any other.
 */
export function readRuby(text: string): RubyLine[] {
  const found: RubyLine[] = [];
  const blocks: string[] = [];
  let isSkipped: ((line: string) => boolean) | undefined;
  for (const [index, line] of linesOf(text).entries()) {
    if (isSkipped) {
      if (isSkipped(line)) isSkipped = undefined;
      continue;
    }
    if (line === "__END__") break;
    if (/^=begin\b/.test(line)) {
      isSkipped = (later) => /^=end\b/.test(later);
      continue;
    }
    const code = withoutComment(line).trim();
    if (code === "") continue;
    if (/^end\b/.test(code)) {
      blocks.pop();
      continue;
    }
    found.push({ line: index + 1, code, blocks: [...blocks] });
    if (opensBlock(code)) blocks.push(code);
    const document = hereDocument.exec(code)?.[1];
    if (document) isSkipped = (later) => later.trim() === document;
  }
  return found;
}

const hereDocument = /<<[~-]?["'`]?([A-Z_][A-Z0-9_]*)["'`]?/;

/** The line up to the first `#` that is not inside a string. */
function withoutComment(line: string): string {
  let quote = "";
  for (let at = 0; at < line.length; at++) {
    const character = line[at]!;
    if (character === "\\") at++;
    else if (quote) {
      if (character === quote) quote = "";
    } else if (character === '"' || character === "'") quote = character;
    else if (character === "#") return line.slice(0, at);
  }
  return line;
}

function opensBlock(code: string): boolean {
  if (/\bend$/.test(code)) return false;
  return (
    /^(if|unless|case|while|until|begin|def|class|module|for)\b/.test(code) ||
    /=\s*(if|unless|case|begin)\b/.test(code) ||
    /\bdo(\s*\|[^|]*\|)?$/.test(code)
  );
}

/** True when the line runs on a condition only: inside `if` and the like, or with a trailing `if`. */
export function isConditional({ code, blocks }: RubyLine): boolean {
  return (
    blocks.some((block) =>
      /^(if|unless|case|install_if|while|until|def)\b|=\s*(if|unless|case)\b/.test(block),
    ) || /\s(if|unless)\s/.test(code.replace(/"[^"]*"|'[^']*'/g, '""'))
  );
}
