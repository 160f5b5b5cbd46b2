import { parse, TomlError } from "smol-toml";
import { diagnose } from "./diagnostic/codes.ts";
import type { Diagnostic, Place, Result } from "./diagnostic/diagnostic.ts";
import type { HookName } from "./event.ts";
import { readManifest } from "./manifest/read-manifest.ts";

/** What a plugin says of itself in `module.toml`. Lists of capabilities are sorted. */
export interface Manifest {
  /** "lang/ruby" */
  readonly name: string;
  /** Semantic version. */
  readonly version: string;
  /** Protocol majors, ascending. */
  readonly protocols: readonly number[];
  readonly description: string;
  /** What people call what the plugin stands for: "CircleCI". Absent: nobody has said. */
  readonly title?: string;
  readonly capabilities: readonly string[];
  /** Capabilities of others, wildcards allowed, or plugins as "lang/ruby@~1.0". */
  readonly requires: readonly string[];
  readonly conflictsWith: readonly string[];
  /** What cig.toml may grant it beyond its messages, the patterns of `capabilities_required`. Absent: nothing. */
  readonly grantable?: readonly string[];
  /** In the pipeline's order. */
  readonly hooks: readonly HookName[];
  /** Program and arguments, relative to the plugin's folder. Empty: the source decides. */
  readonly command: readonly string[];
  /** Globs of files whose content the detect hook gets. */
  readonly reads: readonly string[];
  /** Globs of files of which the detect hook gets the paths only. */
  readonly lists: readonly string[];
  /** Where the detect hook can find something at all. Absent: wherever a file matches `reads` or `lists`. */
  readonly detect?: DetectCondition;
  /** Globs of files that the plugin may own. */
  readonly outputs: readonly string[];
  /** Globs of the files that the import hook gets. Absent: it gets those that the user names. */
  readonly imports?: readonly string[];
  /** Where a provider's file usually lies. Absent: the first of `outputs` says it. */
  readonly defaultOutput?: string;
  /** The table of `[policy]` without which the hook `validate` is not asked. Absent: it always is. */
  readonly policy?: string;
  /** What `with` may give, by name. */
  readonly inputs: Readonly<Record<string, ManifestInput>>;
  readonly provides: { readonly caches: readonly string[]; readonly commands: readonly string[] };
  /** YAML path in the outputs → word for it, for the change list. */
  readonly meaning: Readonly<Record<string, string>>;
  /** What a provider can of the language, by the id of the feature. Absent: it says so itself when it renders. */
  readonly support?: Readonly<Record<string, Support>>;
  /** Stores of markers: their address, the first of these whose options are all given. */
  readonly store?: { readonly endpoints: readonly string[] };
  /** Sources of pins: the servers that they usually ask, "https://github.com", for the grant that is proposed. */
  readonly pins?: { readonly hosts: readonly string[] };
}

/** The detect hook is asked where one of `files` is there, or one of `words` stands in one of `wordsIn`. */
export interface DetectCondition {
  /** Globs, each one of `reads` or `lists`. */
  readonly files: readonly string[];
  /** ASCII in lower case: in a file, any case counts. */
  readonly words: readonly string[];
  /** Globs, each one of `reads`. Absent: all of them. */
  readonly wordsIn?: readonly string[];
}

/** The detect hook is asked where one of `files` is there, or one of `words` stands in one of `wordsIn`. */
export interface DetectCondition {
  /** Globs, each one of `reads` or `lists`. */
  readonly files: readonly string[];
  /** ASCII in lower case: in a file, any case counts. */
  readonly words: readonly string[];
  /** Globs, each one of `reads`. Absent: all of them. */
  readonly wordsIn?: readonly string[];
}

/**
 * How a provider has a feature. Its own way of saying it, an imitation that comes to the same, or not at all: then `why`
 * completes a sentence that begins with the provider's title. `level` is how much the user must be told each time:
 * absent, an imitation is not told, and what is refused is an error.
 */
export type Support =
  | "native"
  | { readonly is: "native"; readonly how: string }
  | { readonly is: "emulated"; readonly how: string; readonly level?: "info" | "warning" }
  | {
      readonly is: "refused";
      readonly why: string;
      readonly hint?: string;
      readonly level?: "info" | "warning";
    };

/** One input of a module. */
export interface ManifestInput {
  readonly type: "string" | "bool" | "number" | "list" | "table";
  /** True also when there is a default. */
  readonly optional: boolean;
  readonly default?: unknown;
  readonly description: string;
}

/** Parses `module.toml`. `file` is how messages call it. All mistakes are reported at once, as CIG302. */
export function parseManifest(text: string, file: string): Result<Manifest> {
  const parsed = parseToml(text, file);
  if ("diagnostic" in parsed) return { diagnostics: [parsed.diagnostic] };
  const { manifest, mistakes } = readManifest(parsed.table);
  const diagnostics = mistakes.map(({ path, message, hint }) =>
    diagnose("CIG302", message, { at: placeOf(text, file, path), ...(hint && { hint }) }),
  );
  return diagnostics.length > 0 ? { diagnostics } : { value: manifest, diagnostics };
}

function parseToml(
  text: string,
  file: string,
): { table: Record<string, unknown> } | { diagnostic: Diagnostic } {
  try {
    return { table: parse(text) };
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const reason = error.message.split("\n")[0]!.replace(/^Invalid TOML document: /, "");
    const at = placeAt(text, file, error.line, error.column);
    return { diagnostic: diagnose("CIG302", `${file} is not valid TOML: ${reason}.`, { at }) };
  }
}

/**
 * The line of a key path, found by its table header and key: cheap, and exact for the plain TOML that
 * manifests are written in. What stands inside an inline table is found at that table's line.
 */
function placeOf(text: string, file: string, path: readonly string[]): Place {
  for (let length = path.length; length > 0; length--) {
    const found = findLine(text.split("\n"), path.slice(0, length));
    if (found) return placeAt(text, file, found.line, found.column);
  }
  return placeAt(text, file, 1, 1);
}

function findLine(
  lines: readonly string[],
  path: readonly string[],
): { line: number; column: number } | undefined {
  const key = path.at(-1)!;
  const header = path.slice(0, -1).join(".");
  let current = "";
  for (const [index, line] of lines.entries()) {
    const opened = /^\s*\[\s*([^\]]+?)\s*\]/.exec(line)?.[1];
    if (opened !== undefined) current = opened.replaceAll(/["'\s]/g, "");
    const isHeader = opened !== undefined && current === path.join(".");
    const assigned = opened === undefined && /^\s*["']?([^"'=\s]+)["']?\s*=/.exec(line)?.[1];
    if (isHeader || (current === header && assigned === key))
      return { line: index + 1, column: line.length - line.trimStart().length + 1 };
  }
  return undefined;
}

function placeAt(text: string, file: string, line: number, column: number): Place {
  return { file, line, column, sourceLine: (text.split("\n")[line - 1] ?? "").replace(/\r$/, "") };
}
