import { posix } from "node:path";
import { diagnose } from "../../diagnostic/codes.ts";
import type { Diagnostic } from "../../diagnostic/diagnostic.ts";
import { checkGlob, matchGlobs } from "../../repo/glob.ts";
import { type ParsedFile, parseFile } from "../parsed-file.ts";
import type { Unit } from "../unit.ts";
import { joinFiles, type Readable } from "./join.ts";
import type { FileReader } from "./read-file.ts";

/** What the other files are found and read with. */
export interface Surroundings {
  readonly reader: FileReader;
  /** The repository's files, sorted by code unit. */
  paths(): Promise<readonly string[]>;
}

/**
 * A file with all that it includes, directly or through others, as one. `include` names files and patterns relative to
 * the file that says it; what it finds comes in the order of the paths, and each file counts once.
 */
export async function withIncluded(
  main: ParsedFile,
  surroundings: Surroundings,
): Promise<{ unit?: Unit; diagnostics: readonly Diagnostic[] }> {
  const diagnostics: Diagnostic[] = [...main.diagnostics];
  const files: Readable[] = [];
  const known = new Set<string>();
  await visit(main, []);
  if (main.table === undefined) return { diagnostics };
  const { unit, diagnostics: conflicts } = joinFiles(files);
  return { unit, diagnostics: [...diagnostics, ...conflicts] };

  async function visit(file: ParsedFile, trail: readonly string[]): Promise<void> {
    known.add(file.file);
    if (file.table === undefined) return;
    files.push(file as Readable);
    const within = [...trail, file.file];
    for (const wish of await wishesOf(file as Readable, within, surroundings, diagnostics)) {
      if (within.includes(wish.path)) diagnostics.push(circle(wish, within, file));
      else if (!known.has(wish.path)) {
        const found = read(wish, file, surroundings.reader, diagnostics);
        if (found) {
          diagnostics.push(...found.diagnostics);
          await visit(found, within);
        }
      }
    }
  }
}

/** A file that another one includes. */
interface Wish {
  readonly path: string;
  /** In `include`. */
  readonly index: number;
  /** True: it is one of those that a pattern found. */
  readonly isFound: boolean;
}

async function wishesOf(
  file: Readable,
  trail: readonly string[],
  surroundings: Surroundings,
  diagnostics: Diagnostic[],
): Promise<Wish[]> {
  const list = patternsOf(file);
  const folder = posix.dirname(file.file);
  const rooted = (pattern: string) => posix.normalize(posix.join(folder, pattern));
  const without = list.filter((each) => each.startsWith("!")).map((each) => `!${rooted(each.slice(1))}`);
  const wishes = new Map<string, Wish>();
  for (const [index, written] of list.entries()) {
    if (written.startsWith("!")) continue;
    const pattern = rooted(written.replaceAll("\\", "/"));
    const place = { file, index };
    if (/^\.\.(?:\/|$)/.test(pattern) || written.startsWith("/"))
      diagnostics.push(refusal(`"${written}" lies outside of the repository`, place, insideHint));
    else if (!isPattern(pattern)) wishes.set(pattern, { path: pattern, index, isFound: false });
    else {
      const fault = checkGlob(pattern);
      const found = fault ? [] : matchGlobs([pattern, ...without], await surroundings.paths());
      if (fault) diagnostics.push(refusal(`"${written}" is no pattern: ${fault}`, place));
      else if (found.length === 0) diagnostics.push(matchesNothing(written, place));
      // A pattern that fits the very file that says it does not mean that file.
      for (const path of found)
        if (!trail.includes(path) && !wishes.has(path)) wishes.set(path, { path, index, isFound: true });
    }
  }
  return [...wishes.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

const insideHint = "Include files below the folder of cig.toml.";

/** What has another form is told when the tables are checked. */
function patternsOf({ table }: Readable): string[] {
  const { include } = table;
  return Array.isArray(include)
    ? include.filter((each): each is string => typeof each === "string" && each !== "")
    : [];
}

/** True for what may mean several files. */
export function isPattern(path: string): boolean {
  return /[*?[{]/.test(path);
}

function read(
  { path, index, isFound }: Wish,
  by: ParsedFile,
  reader: FileReader,
  diagnostics: Diagnostic[],
): ParsedFile | undefined {
  const found = reader.read(path);
  if (found.text !== undefined) return parseFile(path, found.text);
  if (found.diagnostics) diagnostics.push(...found.diagnostics);
  // Git knows files that somebody has just deleted.
  else if (!(isFound && found.refusal.isMissing))
    diagnostics.push(
      refusal(
        `"${path}" ${found.refusal.why}`,
        { file: by, index },
        found.refusal.isMissing ? "Write the file, or remove it from include." : undefined,
      ),
    );
  return undefined;
}

interface Position {
  readonly file: ParsedFile;
  readonly index: number;
}

function refusal(what: string, { file, index }: Position, hint?: string): Diagnostic {
  const at = file.positions.valueAt(["include", index]);
  return diagnose("CIG115", `${what}, so that it cannot be included.`, {
    ...(hint !== undefined && { hint }),
    ...(at && { at }),
    subject: ["include", String(index)],
  });
}

function matchesNothing(pattern: string, { file, index }: Position): Diagnostic {
  const at = file.positions.valueAt(["include", index]);
  return diagnose("CIG406", `"${pattern}" matches no file of the repository, so that nothing is included.`, {
    hint: "Correct it, or remove it.",
    ...(at && { at }),
    subject: ["include", String(index)],
  });
}

function circle({ path, index }: Wish, trail: readonly string[], file: ParsedFile): Diagnostic {
  const round = [...trail.slice(trail.indexOf(path)), path];
  const at = file.positions.valueAt(["include", index]);
  const message =
    round.length === 2
      ? `"${path}" includes itself.`
      : `These files include each other in a circle: ${round.join(" → ")}.`;
  return diagnose("CIG116", message, {
    hint: "Remove one of these includes.",
    ...(at && { at }),
    subject: ["include", String(index)],
  });
}
