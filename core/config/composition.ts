import { type Diagnostic, hasErrors, type Place, type Result } from "../diagnostic/diagnostic.ts";
import { check } from "./check.ts";
import { type Composed, compose, type Inherited, ofRoot } from "./overlay.ts";
import { type Problem, placeAll } from "./problem.ts";
import type { CigToml } from "./schema.ts";
import type { TomlTable } from "./toml.ts";
import type { Places, Unit } from "./unit.ts";

/** A unit that was checked, with its profile laid over it and its templates merged into the jobs. */
export interface Composition {
  readonly unit: Unit;
  /** After profile and templates. */
  readonly table: TomlTable;
  readonly schema: CigToml;
  /** Where a value of `schema` is written; the start of the main file for what is nowhere. */
  at(path: readonly (string | number)[], offset?: number, end?: number): Place;
}

/** What a member of a workspace is composed with. */
export interface MemberRules extends Inherited {
  /** The root's places, for what its templates gave. */
  readonly rootAt: Composition["at"];
}

/** Checks a unit against the language. `said` is what reading it left to say: with an error in it there is no more. */
export function judge(unit: Unit, said: readonly Diagnostic[]): Result<CigToml> {
  const checked = check(unit.table);
  const diagnostics = [...said, ...placeAll(checked.problems, unit.places)].sort(bySource(unit.main.file));
  return checked.value === undefined || hasErrors(diagnostics)
    ? { diagnostics }
    : { value: checked.value, diagnostics };
}

/** Lays the profile over a unit that `judge` accepted, and merges its templates. */
export function composeUnit(
  unit: Unit,
  schema: CigToml,
  profile: string | undefined,
  member?: MemberRules,
): Result<Composition> {
  const { value: composed, problems } = compose(unit.table, profile, member);
  if (composed === undefined) return { diagnostics: placeAll(problems, unit.places) };
  const again = composed.isChanged ? check(composed.table) : { value: schema, problems: [] };
  const places = placesOf(unit, composed, member);
  if (again.value === undefined) return { diagnostics: placeAll(again.problems, places) };
  const at: Composition["at"] = (path, offset, end) =>
    places.valueAt(path, offset, end) ?? unit.places.placeOf(0, 1);
  return { value: { unit, table: composed.table, schema: again.value, at }, diagnostics: [] };
}

/** Problems with a composition, with places. */
export function placeIn({ unit, at }: Composition, problems: readonly Problem[]): Diagnostic[] {
  return placeAll(problems, { ...unit.places, valueAt: at, keyAt: at });
}

function placesOf({ places }: Unit, { origin }: Composed, member: MemberRules | undefined): Places {
  const ofRootAt = (path: readonly (string | number)[], offset?: number, end?: number) =>
    path[0] === ofRoot ? member?.rootAt(path.slice(1), offset, end) : undefined;
  return {
    valueAt(path, offset, end) {
      const own = origin(path);
      return ofRootAt(own, offset, end) ?? places.valueAt(own, offset, end);
    },
    keyAt(path) {
      const own = origin(path);
      return ofRootAt(own) ?? places.keyAt(own);
    },
    placeOf: places.placeOf,
  };
}

/** The main file first, then the others by path. */
function bySource(main: string): (a: Diagnostic, b: Diagnostic) => number {
  const rank = ({ at }: Diagnostic) => (at === undefined || at.file === main ? "" : at.file);
  return (a, b) => {
    const [first, second] = [rank(a), rank(b)];
    if (first !== second) return first < second ? -1 : 1;
    return (a.at?.line ?? 0) - (b.at?.line ?? 0) || (a.at?.column ?? 0) - (b.at?.column ?? 0);
  };
}
