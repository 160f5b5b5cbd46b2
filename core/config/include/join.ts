import { diagnose } from "../../diagnostic/codes.ts";
import type { Diagnostic, Place } from "../../diagnostic/diagnostic.ts";
import { Origins } from "../origins.ts";
import type { ParsedFile } from "../parsed-file.ts";
import type { TomlValue } from "../schema.ts";
import { isTable, type TomlTable } from "../toml.ts";
import type { Unit } from "../unit.ts";

type Path = readonly (string | number)[];

/** A file whose text is TOML. */
export type Readable = ParsedFile & { readonly table: TomlTable };

/**
 * Joins the tables of several files, the first of which is the main one. Jobs, services and other named things are put
 * side by side; what two files say is CIG117, with both places. Lists of outputs and waivers are put one behind the other.
 */
export function joinFiles(files: readonly Readable[]): { unit: Unit; diagnostics: readonly Diagnostic[] } {
  const [main, ...others] = files as readonly [Readable, ...Readable[]];
  const origins = new Origins<{ readonly file: Readable; readonly path: Path }>();
  const diagnostics: Diagnostic[] = [];
  let table = main.table;
  const placed = (path: Path): [Readable, Path] => {
    const found = origins.find(path);
    if (!found) return [main, path];
    return [found.source.file, [...found.source.path, ...path.slice(found.length)]];
  };
  const places: Unit["places"] = {
    valueAt(path, offset, end) {
      const [file, own] = placed(path);
      return file.positions.valueAt(own, offset, end);
    },
    keyAt(path) {
      const [file, own] = placed(path);
      return file.positions.keyAt(own);
    },
    placeOf: main.positions.placeOf,
  };
  for (const file of others) {
    const { version, include, ...tables } = file.table;
    table = join(table, tables, [], file);
  }
  return { unit: { main, table, places }, diagnostics };

  function join(below: TomlTable, over: TomlTable, path: Path, file: Readable): TomlTable {
    const result = Object.assign(Object.create(null), below) as TomlTable;
    for (const [key, value] of Object.entries(over)) {
      const own = [...path, key];
      const earlier = Object.hasOwn(below, key) ? below[key] : undefined;
      if (earlier === undefined) {
        result[key] = value;
        origins.set(own, { file, path: own });
      } else if (isTable(earlier) && isTable(value) && isJoined(own)) {
        result[key] = join(earlier, value, own, file);
      } else if (Array.isArray(earlier) && Array.isArray(value) && isAppended(own)) {
        result[key] = append(earlier, value, own, file);
      } else diagnostics.push(conflict(own, places.keyAt(own), file.positions.keyAt(own)));
    }
    return result;
  }

  function append(earlier: TomlValue[], more: TomlValue[], path: Path, file: Readable): TomlValue[] {
    for (const index of more.keys())
      origins.set([...path, earlier.length + index], { file, path: [...path, index] });
    return [...earlier, ...more];
  }
}

/** Tables whose keys are things of their own; others are one thing, which one file says as a whole. */
function isJoined(path: Path): boolean {
  const [section, name, ...deeper] = ofProfile(path);
  if (deeper.length > 0) return false;
  if (name === undefined) return section !== "concurrency" && section !== "gate" && section !== "skip";
  return (
    section === "provider" ||
    (section === "policy" && ["levels", "conventions", "cost"].includes(String(name)))
  );
}

function isAppended(path: Path): boolean {
  return ["outputs", "policy.waivers", "detect.ignore"].includes(ofProfile(path).join("."));
}

/** A profile is made as the file is. */
function ofProfile(path: Path): Path {
  return path[0] === "profiles" ? path.slice(2) : path;
}

function conflict(path: Path, earlier: Place | undefined, at: Place | undefined): Diagnostic {
  const name = path.map((each) => (/^[\w-]+$/.test(String(each)) ? each : `'${each}'`)).join(".");
  return diagnose(
    "CIG117",
    `"${name}" is defined here, and in ${earlier ? `${earlier.file}:${earlier.line}:${earlier.column}` : "another file"} too.`,
    {
      hint: "Remove one of the two, or give it another name.",
      ...(at && { at }),
      subject: path.map(String),
    },
  );
}
