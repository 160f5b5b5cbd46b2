import { plainWord, scriptOf, shellTokens, shellWord } from "cig/sdk/table";
import { unescaped } from "../expression/text.ts";
import { type Environment, textOfPieces, textOfWord } from "../shell/words.ts";

/** A script of the author's, and what cig has put in front of it and around it. */
export interface Unwrapped {
  readonly script: string;
  /** Variables that lines in front of the script export. */
  readonly env: Environment;
  /** Where a line in front goes to. */
  readonly folder?: string;
  /** A question that a line in front asks. */
  readonly guard?: string;
  readonly timeoutMinutes: number;
  readonly continueOnError: boolean;
  readonly retries: number;
}

/** What stands around the line that is looked at. */
interface Known {
  readonly environment: Environment;
  readonly carried: Environment;
}

/**
 * Takes off a command what cig puts in front of scripts, and finds the script where it is handed over in a variable. A
 * line counts as cig's only where it has the very form that cig gives it, so that what people write stays.
 */
export function unwrap(command: string, held: string | undefined, known: Known): Unwrapped {
  const lines = unescaped(command).split("\n");
  const env: Record<string, string> = {};
  let folder: string | undefined;
  let guard: string | undefined;
  let at = 0;
  for (; at < lines.length; at++) {
    const line = lines[at]!;
    const variable = readExport(line, known);
    if (line === '. "$BASH_ENV"' || /^mkdir -p \S*cig\/outputs$/.test(line)) continue;
    if (/^export (?:CIG_OUTPUT=\S*cig\/outputs\/\S+ )?GITHUB_OUTPUT=\S*cig\/outputs\/\S+$/.test(line))
      continue;
    if (variable) env[variable[0]] = variable[1];
    else if (isLateFolder(line)) folder = textOfWord(line.slice(3), known.environment, known.carried);
    else if (guardOf(line) !== undefined) guard = guardOf(line);
    else break;
  }
  const body = lines.slice(at).join("\n");
  const isHeld = held !== undefined && body.includes('"$CIG_SCRIPT"');
  return {
    script: scriptOf(isHeld ? unescaped(held) : body),
    env,
    ...(folder !== undefined && { folder }),
    ...(guard !== undefined && { guard }),
    timeoutMinutes: isHeld ? minutesIn(body) : 0,
    continueOnError: isHeld && /which this step may\."/.test(body),
    retries: isHeld ? Number(/^left=(\d+)$/m.exec(body)?.[1] ?? 0) : 0,
  };
}

/**
 * `export NAME="${TOKEN:-}"` and `NAME="$(cat …)"; export NAME`: a name and what only the job knows. An export of plain
 * characters is the author's, unless it stands for a variable that has to come late.
 */
export function readExport(line: string, { environment, carried }: Known): [string, string] | undefined {
  const match = /^export ([A-Za-z_]\w*)=(.*)$/s.exec(line) ?? /^([A-Za-z_]\w*)=(.*); export \1$/s.exec(line);
  const pieces = match && shellWord(match[2]!);
  if (!match || !pieces) return undefined;
  const text = textOfPieces(pieces, environment, carried);
  const isOurs =
    plainWord(pieces) === undefined &&
    pieces.every((piece) =>
      piece.kind === "expansion" ? isOurForm(piece.source) : piece.kind === "literal",
    ) &&
    !text.includes("{{ shell: ");
  return isOurs ? [match[1]!, text] : undefined;
}

/** Expansions as cig writes them, which people hardly do: `${TOKEN:-}`, `${CIG_PIPELINE_ID}`, `$(cat /tmp/cig/…)`. */
function isOurForm(source: string): boolean {
  return /^\$\{(?:CIG_|CIRCLE_|HOME\}|\w+:-\})|^\$\((?:cat \S*cig\/|sed -n "s\/\^|case "\$\(uname|\(\$\{CIRCLE_)/.test(
    source,
  );
}

function isLateFolder(line: string): boolean {
  const pieces = line.startsWith("cd ") ? shellWord(line.slice(3)) : undefined;
  return pieces !== undefined && line.startsWith('cd "') && plainWord(pieces) === undefined;
}

function guardOf(line: string): string | undefined {
  return /^if ! (.*); then echo "Skipped: the step's condition does not hold\."; exit 0; fi$/s.exec(
    line,
  )?.[1];
}

function minutesIn(body: string): number {
  const seconds = /\btimeout (\d+) (?:ba)?sh\b/.exec(body) ?? /'alarm shift; exec @ARGV' (\d+) /.exec(body);
  return seconds ? Number(seconds[1]) / 60 : 0;
}

/** The words of `printf '%s\n' WORD… >> "$BASH_ENV"`: lines that every later step reads. */
export function bashEnvLines(command: string): string[] | undefined {
  const tokens = shellTokens(unescaped(command).trim());
  const words = tokens?.filter((token) => token.kind === "word").map((token) => token);
  if (words?.[0]?.source !== "printf" || words.at(-1)?.source !== '"$BASH_ENV"') return undefined;
  const lines = words.slice(2, -1).map((word) => (word.kind === "word" ? plainWord(word.pieces) : undefined));
  return lines.every((line) => line !== undefined) ? lines : undefined;
}
