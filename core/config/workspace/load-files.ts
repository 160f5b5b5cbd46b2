import { type Diagnostic, hasErrors, type Result } from "../../diagnostic/diagnostic.ts";
import { openRepo } from "../../repo/repo.ts";
import { composeUnit, judge } from "../composition.ts";
import { assemble, type Config, type LoadOptions } from "../config.ts";
import { type Surroundings, withIncluded } from "../include/include.ts";
import { openFileReader } from "../include/read-file.ts";
import type { ParsedFile } from "../parsed-file.ts";
import { joinMembers } from "./join-members.ts";
import { loadMembers } from "./load-members.ts";

/** Reads all that the main file names: what it includes, and the members of its workspace. */
export async function loadFiles(
  root: string,
  main: ParsedFile,
  options: LoadOptions,
): Promise<Result<Config>> {
  const surroundings: Surroundings = { reader: openFileReader(root), paths: pathsOf(root, options) };
  const { unit, diagnostics: said } = await withIncluded(main, surroundings);
  if (unit === undefined) return { diagnostics: said };
  const judged = judge(unit, said);
  if (judged.value === undefined) return { diagnostics: judged.diagnostics };
  const diagnostics: Diagnostic[] = [...judged.diagnostics];
  const loaded = await loadMembers(judged.value, unit, surroundings);
  diagnostics.push(...loaded.diagnostics);
  const composed = composeUnit(
    unit,
    judged.value,
    profileOf(options, loaded.profiles, judged.value.profiles),
  );
  diagnostics.push(...composed.diagnostics);
  if (composed.value === undefined || hasErrors(diagnostics)) return { diagnostics };
  const joined = joinMembers(
    composed.value,
    loaded,
    options,
    await namedPaths(loaded.members.length, surroundings),
  );
  diagnostics.push(...joined.diagnostics);
  if (joined.value === undefined || hasErrors(diagnostics)) return { diagnostics };
  const { value, diagnostics: more } = assemble(composed.value, options, {
    ...joined.value,
    others: surroundings.reader.seen,
  });
  diagnostics.push(...more);
  return value ? { value, diagnostics } : { diagnostics };
}

/** Members tell files of a cache's key from other text. */
async function namedPaths(members: number, { paths }: Surroundings): Promise<readonly string[]> {
  return members > 0 ? paths() : [];
}

/** A profile that members alone have leaves the root as it is. */
function profileOf(
  { profile }: LoadOptions,
  ofMembers: ReadonlySet<string>,
  ofRoot: object | undefined,
): string | undefined {
  if (profile === undefined || Object.hasOwn(ofRoot ?? {}, profile)) return profile;
  return ofMembers.has(profile) ? undefined : profile;
}

function pathsOf(root: string, options: LoadOptions): Surroundings["paths"] {
  let paths: Promise<readonly string[]> | undefined;
  return () => {
    paths ??= (async () => {
      const given = await options.paths?.();
      return given ?? (await openRepo(root)).value?.paths ?? [];
    })();
    return paths;
  };
}
