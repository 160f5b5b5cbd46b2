import { type Diagnostic, hasErrors, type Place, type Result } from "../diagnostic/diagnostic.ts";
import { type Composition, composeUnit, judge, placeIn } from "./composition.ts";
import { type ParsedFile, parseFile } from "./parsed-file.ts";
import type { CigToml } from "./schema.ts";
import { readSource } from "./source.ts";
import { namesFiles, unitOf } from "./unit.ts";
import { resolveVariables, type Variable } from "./variables.ts";
import type { Member } from "./workspace/member.ts";

export interface LoadOptions {
  /** Relative to the root. Default: "cig.toml". */
  readonly file?: string | undefined;
  /** `--profile` */
  readonly profile?: string | undefined;
  /** `--var NAME=VALUE` */
  readonly variables?: Readonly<Record<string, string>> | undefined;
  /** Where CIG_VAR_NAME is looked up. */
  readonly environment?: Readonly<Record<string, string | undefined>> | undefined;
  /** The repository's files, sorted by code unit; asked only for what names files by patterns. Default: listed anew. */
  readonly paths?: (() => Promise<readonly string[] | undefined>) | undefined;
}

/** cig.toml, checked, with its profile laid over it and its templates merged into the jobs. */
export interface Config {
  /** Relative to the repository's root, with `/`. */
  readonly file: string;
  /** The file's text, line ends as they are, without a byte order mark. */
  readonly source: string;
  /** With what it includes, and with the jobs of the workspace's members. */
  readonly schema: CigToml;
  /** The chosen profile. */
  readonly profile?: string;
  /** Sorted by name. */
  readonly variables: readonly Variable[];
  /** The workspace's members, by folder. Empty without one. */
  readonly members: readonly Member[];
  /** Bytes of the other files that are a part of it, by path; undefined for what could not be read. */
  readonly others: ReadonlyMap<string, Uint8Array | undefined>;
  /**
   * Where a value stands: of a table its header or key, of anything else the value itself; the nearest existing
   * ancestor for what is not written, and the start of the file where there is none. `offset` points inside a text.
   * What a template, a profile, an included file or a member gave is found there; what a member defines for itself
   * has the member's file as its first segment. The first call indexes the file (about 1 ms for 1,000 lines).
   */
  at(path: readonly (string | number)[], offset?: number, end?: number): Place | undefined;
}

/** Reads and checks a configuration. Tells all that is wrong at once, in the order of the file. */
export async function loadConfig(root: string, options: LoadOptions = {}): Promise<Result<Config>> {
  const file = (options.file ?? "cig.toml").replaceAll("\\", "/").replace(/^(?:\.\/)+/, "");
  const { value: source, diagnostics } = await readSource(root, file);
  if (source === undefined) return { diagnostics };
  const main = parseFile(file, source);
  if (!namesFiles(main)) return configOf(main, options);
  const { loadFiles } = await import("./workspace/load-files.ts");
  return loadFiles(root, main, options);
}

/** The same for a text that is at hand; what it includes, and members of a workspace, are left out. Pure. */
export function parseConfig(file: string, source: string, options: LoadOptions = {}): Result<Config> {
  return configOf(parseFile(file, source), options);
}

function configOf(main: ParsedFile, options: LoadOptions): Result<Config> {
  const { table } = main;
  if (table === undefined) return { diagnostics: main.diagnostics };
  const unit = unitOf({ ...main, table });
  const { value: schema, diagnostics } = judge(unit, main.diagnostics);
  if (schema === undefined) return { diagnostics };
  const { value: root, diagnostics: problems } = composeUnit(unit, schema, options.profile);
  return root ? assemble(root, options) : { diagnostics: problems };
}

/** What stands beside the root. */
export interface Others extends Pick<Config, "members" | "others" | "at"> {
  readonly schema: CigToml;
  /** Variables that only members declare. */
  readonly declared: ReadonlySet<string>;
}

/** Resolves the variables, and makes the whole. */
export function assemble(root: Composition, options: LoadOptions, others?: Others): Result<Config> {
  const { schema, unit } = root;
  const resolved = resolveVariables(schema.variables ?? {}, {
    variables: options.variables ?? {},
    environment: options.environment ?? {},
    fromProfile: Object.keys(schema.profiles?.[options.profile ?? ""]?.variables ?? {}),
    ...(others && { elsewhere: others.declared }),
  });
  const diagnostics: Diagnostic[] = [
    ...placeIn(root, resolved.problems),
    ...resolved.diagnostics.map((each) => (each.subject ? { ...each, at: root.at(each.subject) } : each)),
  ];
  if (hasErrors(diagnostics)) return { diagnostics };
  const value: Config = {
    file: unit.main.file,
    source: unit.main.source,
    schema: others?.schema ?? schema,
    ...(options.profile !== undefined && { profile: options.profile }),
    variables: resolved.variables,
    members: others?.members ?? [],
    others: others?.others ?? new Map(),
    at: others?.at ?? root.at,
  };
  return { value, diagnostics };
}
