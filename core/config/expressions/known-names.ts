import { nearest } from "../../diagnostic/nearest.ts";
import type { ExpressionError } from "./error.ts";
import type { NamePlace } from "./names.ts";

/** The run-time names that exist. */
export interface Names {
  readonly axes?: readonly string[];
  /** Fields of those axes that have tables as values; none for an axis of plain values. */
  readonly fields?: ReadonlyMap<string, readonly string[]>;
  readonly secrets?: readonly string[];
  readonly inputs?: readonly string[];
  /** Outputs by id of the step; undefined where the step does not declare them. */
  readonly steps?: ReadonlyMap<string, readonly string[] | undefined>;
  /** Outputs by id of the job. */
  readonly jobs?: ReadonlyMap<string, readonly string[]>;
  /** `shard.…`: in a copy of the job; read before there are copies; of a job that has none. */
  readonly shard?: "copy" | "before" | "none";
}

/** Says that a run-time name does not exist where the text stands. */
export function faultOfKnown(place: NamePlace, known: Names): ExpressionError | undefined {
  const fault = faultOfScope(place.path, known);
  return fault && { code: "CIG107", ...fault, offset: place.offset, end: place.end };
}

type Fault = Pick<ExpressionError, "message" | "hint"> & Partial<Pick<ExpressionError, "code">>;

function faultOfScope(path: readonly string[], known: Names): Fault | undefined {
  const [scope, name = ""] = path as [string, ...string[]];
  switch (scope) {
    case "matrix":
      return (
        missing(path, 1, known.axes, `The matrix of this job has no axis "${name}".`) ??
        faultOfField(path, known.fields)
      );
    case "secrets":
      return missing(path, 1, known.secrets, `This job does not list the secret "${name}".`);
    case "inputs":
      return missing(path, 1, known.inputs, `There is no input "${name}".`);
    case "steps":
      return (
        missing(path, 1, keysOf(known.steps), `This job has no such step with the id "${name}".`) ??
        missing(path, 3, known.steps?.get(name), `The step "${name}" declares no output "${path[3]}".`)
      );
    case "jobs":
      return (
        missing(path, 1, keysOf(known.jobs), `This job does not need a job "${name}".`) ??
        missing(path, 3, known.jobs?.get(name), `The job "${name}" has no output "${path[3]}".`)
      );
    case "shard":
      return faultOfShard(path.join("."), known.shard);
    default:
      return undefined;
  }
}

function keysOf(map: ReadonlyMap<string, unknown> | undefined): readonly string[] | undefined {
  return map && [...map.keys()];
}

/** The segment is not among the names; undefined when it is, or when nobody knows them. */
function missing(
  path: readonly string[],
  index: number,
  names: readonly string[] | undefined,
  message: string,
): Fault | undefined {
  const word = path[index] ?? "";
  if (names === undefined || names.includes(word)) return undefined;
  return { message, ...suggest(word, names, (near) => path.with(index, near)) };
}

/** A field that no table of the axis has, the axis without its field, or a field of plain values. */
function faultOfField(path: readonly string[], fields: Names["fields"]): Fault | undefined {
  const [, axis = "", field] = path;
  const names = fields?.get(axis);
  if (names === undefined) return undefined;
  if (field === undefined)
    return names.length === 0
      ? undefined
      : {
          message: `The values of the axis "${axis}" are tables, which no text can show.`,
          hint: `Name a field: ${names.map((name) => `matrix.${axis}.${name}`).join(", ")}.`,
        };
  if (names.length === 0)
    return {
      message: `The values of the axis "${axis}" are plain, and have no field "${field}".`,
      hint: `Write matrix.${axis}.`,
    };
  return missing(path, 2, names, `No value of the axis "${axis}" has a field "${field}".`);
}

function faultOfShard(name: string, shard: Names["shard"]): Fault | undefined {
  if (shard === "none")
    return {
      message: `This job has no copies, and so no ${name}.`,
      hint: "Add parallelism = 4 to the job.",
    };
  if (shard === "before")
    return {
      code: "CIG408",
      message: `This is read before there are copies of the job, so that it cannot know ${name}.`,
      hint: "Use it in steps and in env.",
    };
  return undefined;
}

function suggest(
  word: string,
  names: readonly string[],
  whole: (near: string) => string[],
): { hint?: string } {
  const near = nearest(word, names);
  if (near !== undefined) return { hint: `Did you mean ${whole(near).join(".")}?` };
  if (names.length > 0) return { hint: `There are ${names.join(", ")}.` };
  const [scope, name] = whole(word);
  return scope === "jobs" && name !== word
    ? { hint: `Add outputs = { ${word} = "…" } to the job "${name}".` }
    : {};
}
