import { plainWord, type ShellPiece, shellTokens } from "cig/sdk/table";

/** One statement of a script: its words, and the script that a here-document hands to it. */
export interface Statement {
  readonly text: string;
  /** Undefined for lines that are no simple command. */
  readonly words?: readonly Word[];
  readonly document?: string;
}

export interface Word {
  readonly pieces: readonly ShellPiece[];
  readonly source: string;
  /** Undefined where it holds expansions. */
  readonly plain?: string;
}

/** The statements of a script, one a line as a person sees it; functions and their bodies are left out. */
export function statementsOf(script: string): Statement[] {
  const lines = script.split("\n");
  const found: Statement[] = [];
  for (let at = 0; at < lines.length; ) {
    const line = lines[at]!;
    if (/^[\w-]+\(\) [{(]/.test(line)) {
      const end = line.trimEnd().endsWith("}")
        ? at
        : lines.findIndex((each, index) => index > at && /^[})]$/.test(each));
      at = (end < 0 ? lines.length : end) + 1;
      continue;
    }
    const last = endOf(lines, at);
    const text = lines.slice(at, last + 1).join("\n");
    at = last + 1;
    const marker = /<<'(SCRIPT(?:_\d+)?)'$/.exec(text)?.[1];
    const end = marker === undefined ? -1 : lines.indexOf(marker, at);
    if (end >= 0) {
      found.push(statement(text.replace(/ ?<<'\w+'$/, ""), lines.slice(at, end).join("\n")));
      at = end + 1;
    } else if (text.trim() !== "") found.push(statement(text));
  }
  return found;
}

/** The last line of a statement: quotes may hold line ends, and a backslash joins lines. */
function endOf(lines: readonly string[], start: number): number {
  for (let at = start; at < Math.min(lines.length, start + 4000); at++) {
    const text = lines.slice(start, at + 1).join("\n");
    const isOpen = /(?:^|[^\\])(?:\\\\)*\\$/.test(text) || /\|$/.test(text);
    if (!isOpen && shellTokens(text.replace(/ ?<<'\w+'$/, "")) !== undefined) return at;
  }
  return start;
}

function statement(text: string, document?: string): Statement {
  const tokens = shellTokens(text.trim());
  const isSimple = tokens?.every(({ kind }) => kind === "word");
  return {
    text: text.trim(),
    ...(isSimple && {
      words: tokens!.flatMap((token): Word[] => {
        if (token.kind !== "word") return [];
        const plain = plainWord(token.pieces);
        return [{ pieces: token.pieces, source: token.source, ...(plain !== undefined && { plain }) }];
      }),
    }),
    ...(document !== undefined && { document }),
  };
}
