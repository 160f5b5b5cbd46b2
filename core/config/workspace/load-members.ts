import { diagnose } from "../../diagnostic/codes.ts";
import type { Diagnostic } from "../../diagnostic/diagnostic.ts";
import { judge } from "../composition.ts";
import { type Surroundings, withIncluded } from "../include/include.ts";
import { parseFile } from "../parsed-file.ts";
import { type Problem, placeAll } from "../problem.ts";
import { type CigToml, keyOrder, languageVersions } from "../schema.ts";
import { isTable, type TomlTable } from "../toml.ts";
import type { Unit } from "../unit.ts";
import { type Found, findMembers } from "./find-members.ts";
import { memberKeys } from "./member.ts";

/** A member that was read and checked. */
export interface LoadedMember extends Found {
  readonly unit: Unit;
  readonly schema: CigToml;
}

/** All members of the workspace, by folder. */
export interface LoadedMembers {
  readonly members: readonly LoadedMember[];
  /** Names of their profiles. */
  readonly profiles: ReadonlySet<string>;
  readonly diagnostics: readonly Diagnostic[];
}

/** Finds, reads and checks the members that the root names. */
export async function loadMembers(
  root: CigToml,
  rootUnit: Unit,
  surroundings: Surroundings,
): Promise<LoadedMembers> {
  const { workspace } = root;
  if (workspace === undefined) return { members: [], profiles: new Set(), diagnostics: [] };
  const at = (path: readonly (string | number)[]) => rootUnit.places.valueAt(path);
  const { found, diagnostics: said } = findMembers(workspace, await surroundings.paths(), at);
  const diagnostics: Diagnostic[] = [...said];
  const members: LoadedMember[] = [];
  for (const each of found) {
    const unit = await read(each, rootUnit, surroundings, diagnostics);
    if (unit === undefined) continue;
    const judged = judge(unit.unit, unit.diagnostics);
    diagnostics.push(...judged.diagnostics);
    if (judged.value) members.push({ ...each, unit: unit.unit, schema: judged.value });
  }
  const profiles = new Set(members.flatMap(({ schema }) => Object.keys(schema.profiles ?? {})));
  return { members, profiles, diagnostics };
}

async function read(
  { folder, index, isFound }: Found,
  rootUnit: Unit,
  surroundings: Surroundings,
  diagnostics: Diagnostic[],
): Promise<{ unit: Unit; diagnostics: readonly Diagnostic[] } | undefined> {
  const file = `${folder}/cig.toml`;
  const { text, refusal, diagnostics: unreadable = [] } = surroundings.reader.read(file);
  diagnostics.push(...unreadable);
  // Git knows files that somebody has just deleted.
  if (refusal && !(isFound && refusal.isMissing)) {
    const at = rootUnit.places.valueAt(["workspace", "members", index]);
    diagnostics.push(
      diagnose("CIG119", `"${file}" ${refusal.why}, so that "${folder}" is no member.`, {
        hint: refusal.isMissing
          ? "Write the file, or remove the folder from members."
          : "Mend it, or exclude the folder.",
        ...(at && { at }),
        subject: ["workspace", "members", String(index)],
      }),
    );
  }
  if (text === undefined) return undefined;
  const main = parseFile(file, text);
  const included = main.table !== undefined && "include" in main.table;
  const { unit, diagnostics: said } = included
    ? await withIncluded(main, surroundings)
    : {
        unit: main.table && { main, table: main.table, places: main.positions },
        diagnostics: main.diagnostics,
      };
  if (unit === undefined) {
    diagnostics.push(...said);
    return undefined;
  }
  const { table, problems } = ofMember(unit.table, rootUnit.main.file);
  const faults = placeAll(problems, unit.places);
  return { unit: { ...unit, table }, diagnostics: [...said, ...faults] };
}

/** The table without what only the repository as a whole can have; the version is the root's unless it is stated. */
function ofMember(table: TomlTable, rootFile: string): { table: TomlTable; problems: Problem[] } {
  const problems: Problem[] = [];
  const own = Object.assign(Object.create(null), { version: languageVersions.at(-1)! }, table) as TomlTable;
  const refuse = (path: readonly string[], what: string) =>
    problems.push({
      code: "CIG118",
      path,
      onKey: true,
      message: `"${path.join(".")}" ${what}, and this is the file of one member.`,
      hint: `Write it into ${rootFile} at the root.`,
    });
  for (const key of keyOrder) {
    if (!(key in own) || (memberKeys as readonly string[]).includes(key)) continue;
    refuse([key], "holds for the whole repository");
    delete own[key];
  }
  if (isTable(own.project) && "default_branch" in own.project)
    refuse(["project", "default_branch"], "holds for the whole repository");
  if (isTable(own.profiles))
    for (const [name, profile] of Object.entries(own.profiles))
      if (isTable(profile))
        for (const key of Object.keys(profile))
          if (
            (keyOrder as readonly string[]).includes(key) &&
            !(memberKeys as readonly string[]).includes(key)
          )
            refuse(["profiles", name, key], "holds for the whole repository");
  return { table: own, problems };
}
