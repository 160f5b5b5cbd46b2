import { diagnose } from "../diagnostic/codes.ts";
import { type Diagnostic, hasErrors, type Place, type Result } from "../diagnostic/diagnostic.ts";
import { check } from "./check.ts";
import { type Composed, compose } from "./overlay.ts";
import { lineOfRepeated } from "./positions/repeated.ts";
import { locate, type Positions } from "./positions.ts";
import { type Problem, placeAll } from "./problem.ts";
import { type CigToml, languageVersions } from "./schema.ts";
import { readSource } from "./source.ts";
import { parseToml, type SyntaxFault, type TomlTable } from "./toml.ts";
import { resolveVariables, type Variable } from "./variables.ts";

export interface LoadOptions {
  /** Relative to the root. Default: "cig.toml". */
  readonly file?: string | undefined;
  /** `--profile` */
  readonly profile?: string | undefined;
  /** `--var NAME=VALUE` */
  readonly variables?: Readonly<Record<string, string>> | undefined;
  /** Where CIG_VAR_NAME is looked up. */
  readonly environment?: Readonly<Record<string, string | undefined>> | undefined;
}

/** cig.toml, checked, with its profile laid over it and its templates merged into the jobs. */
export interface Config {
  /** Relative to the repository's root, with `/`. */
  readonly file: string;
  /** The file's text, line ends as they are, without a byte order mark. */
  readonly source: string;
  readonly schema: CigToml;
  /** The chosen profile. */
  readonly profile?: string;
  /** Sorted by name. */
  readonly variables: readonly Variable[];
  /**
   * Where a value stands in the file: of a table its header or key, of anything else the value itself; the
   * nearest existing ancestor for what is not written, and the start of the file where there is none. `offset` points inside a text. What a template or a
   * profile gave is found there. The first call indexes the file (about 1 ms for 1,000 lines).
   */
  at(path: readonly (string | number)[], offset?: number, end?: number): Place | undefined;
}

/** Reads and checks a configuration. Tells all that is wrong at once, in the order of the file. */
export async function loadConfig(root: string, options: LoadOptions = {}): Promise<Result<Config>> {
  const file = (options.file ?? "cig.toml").replaceAll("\\", "/").replace(/^(?:\.\/)+/, "");
  const { value: source, diagnostics } = await readSource(root, file);
  return source === undefined ? { diagnostics } : parseConfig(file, source, options);
}

/** The same for a text that is at hand. Pure. */
export function parseConfig(file: string, source: string, options: LoadOptions = {}): Result<Config> {
  const positions = locate(file, source);
  const { table, problems, fault } = parseToml(source);
  if (fault) return { diagnostics: [syntaxError(fault, source, positions)] };
  const wrongVersion = checkVersion(table!);
  if (wrongVersion) return { diagnostics: placeAll([wrongVersion], positions) };
  const checked = check(table!);
  problems.push(...checked.problems);
  const diagnostics = [...placeAll(problems, positions), ...roundedFloats(source, positions)].sort(bySource);
  if (checked.value === undefined || diagnostics.length > 0) return { diagnostics };
  return finish(file, source, { table: table!, schema: checked.value }, positions, options);
}

function finish(
  file: string,
  source: string,
  checked: { table: TomlTable; schema: CigToml },
  positions: Positions,
  options: LoadOptions,
): Result<Config> {
  const { value: composed, problems } = compose(checked.table, options.profile);
  if (composed === undefined) return { diagnostics: placeAll(problems, positions) };
  const again = composed.isChanged ? check(composed.table) : { value: checked.schema, problems: [] };
  if (again.value === undefined)
    return { diagnostics: placeAll(translated(again.problems, composed), positions) };
  const schema = again.value;
  const resolved = resolveVariables(schema.variables ?? {}, {
    variables: options.variables ?? {},
    environment: options.environment ?? {},
    fromProfile: Object.keys(schema.profiles?.[options.profile ?? ""]?.variables ?? {}),
  });
  const at: Config["at"] = (path, offset, end) =>
    positions.valueAt(composed.origin(path), offset, end) ?? positions.placeOf(0, 1);
  const diagnostics = [
    ...placeAll(translated(resolved.problems, composed), positions),
    ...resolved.diagnostics.map((each) => (each.subject ? { ...each, at: at(each.subject)! } : each)),
  ];
  if (hasErrors(diagnostics)) return { diagnostics };
  const profile = options.profile === undefined ? {} : { profile: options.profile };
  return { value: { file, source, schema, ...profile, variables: resolved.variables, at }, diagnostics };
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

function translated(problems: readonly Problem[], composed: Composed): Problem[] {
  return problems.map((problem) => ({ ...problem, path: composed.origin(problem.path) }));
}

function bySource(a: Diagnostic, b: Diagnostic): number {
  return (a.at?.line ?? 0) - (b.at?.line ?? 0) || (a.at?.column ?? 0) - (b.at?.column ?? 0);
}
