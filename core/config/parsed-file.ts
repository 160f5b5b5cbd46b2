import { diagnose } from "../diagnostic/codes.ts";
import type { Diagnostic } from "../diagnostic/diagnostic.ts";
import { lineOfRepeated } from "./positions/repeated.ts";
import { locate, type Positions } from "./positions.ts";
import { type Problem, placeAll } from "./problem.ts";
import { languageVersions } from "./schema.ts";
import { parseToml, type SyntaxFault, type TomlTable } from "./toml.ts";

/** One file of a configuration as it was read. */
export interface ParsedFile {
  /** Relative to the repository's root, with `/`. */
  readonly file: string;
  /** The text, line ends as they are, without a byte order mark. */
  readonly source: string;
  readonly positions: Positions;
  /** Absent where the text is no TOML, or is written in another version of the language. */
  readonly table?: TomlTable;
  /** With places. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads a text as TOML of this version of the language. What the tables mean is not looked at yet. Pure. */
export function parseFile(file: string, source: string): ParsedFile {
  const positions = locate(file, source);
  const { table, problems, fault } = parseToml(source);
  if (fault) return { file, source, positions, diagnostics: [syntaxError(fault, source, positions)] };
  const wrongVersion = checkVersion(table!);
  if (wrongVersion) return { file, source, positions, diagnostics: placeAll([wrongVersion], positions) };
  const diagnostics = [...placeAll(problems, positions), ...roundedFloats(source, positions)];
  return { file, source, positions, table: table!, diagnostics };
}

function syntaxError(fault: SyntaxFault, source: string, positions: Positions): Diagnostic {
  const at = positions.placeOfLine(fault.line, fault.column);
  const earlier = fault.isRepeated ? lineOfRepeated(source, at) : undefined;
  const hint = earlier === undefined ? fault.hint : `It stands in line ${earlier} already. ${fault.hint}`;
  return diagnose("CIG102", fault.message, { at, ...(hint === undefined ? {} : { hint }) });
}

/** A file in another version of the language is not judged by this one's rules. */
function checkVersion(table: TomlTable): Problem | undefined {
  const { version } = table;
  if (typeof version !== "string" || (languageVersions as readonly string[]).includes(version))
    return undefined;
  return {
    code: "CIG109",
    path: ["version"],
    message: `This file is written in version "${version}" of the language, and this cig understands ${languageVersions.join(", ")}.`,
    hint: `Write version = "${languageVersions.at(-1)}", or use a cig that knows "${version}".`,
  };
}

/** 3.10 is the number 3.1: told before anybody tests the wrong Python. */
function roundedFloats(source: string, positions: Positions): Diagnostic[] {
  if (!/\d\.\d*0(?!\d)/.test(source)) return [];
  return positions.roundedFloats().map(({ text, place }) =>
    diagnose("CIG104", `The number ${text} is the number ${Number(text)}: the zero at its end is lost.`, {
      hint: `Write it as text: "${text}".`,
      at: place,
    }),
  );
}
