import { distinct, expandMatrix, type Plain, variantId } from "cig/sdk/testing";
import type { Call, Stmt } from "./syntax.ts";
import { argumentOf, callsIn, plainText, remark, section } from "./tree.ts";

/** A stage that does something, with what stands around it. */
export interface Leaf {
  readonly id: string;
  readonly name: string;
  readonly body: readonly Stmt[];
  /** Bodies of `when` of the stages around it, from outside to inside; its own is in `body`. */
  readonly when: readonly (readonly Stmt[])[];
  /** Bodies of the stages around it whose agent and environment it has. */
  readonly around: readonly (readonly Stmt[])[];
  /** Ids of the stages that must have ended before, by where it stands. */
  readonly before: readonly string[];
  readonly failFast: boolean;
  /** The values of its cell, by the names of the axes. */
  readonly cell: ReadonlyMap<string, string>;
  /** How many stages of its group may run at a time; 0: all. */
  readonly branches: number;
  /** Set for the stage in which a person agrees to a job. */
  readonly approves?: string;
}

interface Place {
  readonly when: readonly (readonly Stmt[])[];
  readonly around: readonly (readonly Stmt[])[];
  readonly failFast: boolean;
  readonly cell: ReadonlyMap<string, string>;
  readonly branches: number;
  /** The job whose cells these are. */
  readonly matrixOf?: string;
}

/** All stages that have steps, in the order in which Jenkins may start them. */
export function leavesOf(stages: readonly Stmt[]): Leaf[] {
  const place: Place = { when: [], around: [], failFast: false, cell: new Map(), branches: 0 };
  const leaves: Leaf[] = [];
  readSequence(stages, place, [], leaves, new Set());
  return leaves;
}

/** Reads stages one after the other; the answer is what the last of them leaves to wait for. */
function readSequence(
  stages: readonly Stmt[],
  place: Place,
  before: readonly string[],
  leaves: Leaf[],
  taken: Set<string>,
): readonly string[] {
  let wanted = before;
  for (const stage of callsIn(stages).filter(({ name }) => name === "stage"))
    wanted = readStage(stage, place, wanted, leaves, taken);
  return wanted;
}

function readStage(
  stage: Call,
  outer: Place,
  before: readonly string[],
  leaves: Leaf[],
  taken: Set<string>,
): readonly string[] {
  const body = stage.body ?? [];
  const name = plainText(argumentOf(stage, "name")) ?? "";
  const failFast = callsIn(body).some((call) => call.name === "failFast");
  const own = section(body, "when");
  const inner: Place = {
    ...outer,
    failFast: failFast || outer.failFast,
    when: own ? [...outer.when, own] : outer.when,
    around: [...outer.around, body],
  };
  const parallel = section(body, "parallel");
  if (parallel) {
    const branches = callsIn(parallel).filter((call) => call.name === "stage");
    const place = { ...inner, branches: branches.length };
    return branches.flatMap((branch) => readStage(branch, place, before, leaves, taken));
  }
  const matrix = section(body, "matrix");
  if (matrix)
    return readMatrix(matrix, remark(body, "Variants of") ?? slug(name), inner, before, leaves, taken);
  const stages = section(body, "stages");
  if (stages) return readSequence(stages, inner, before, leaves, taken);
  const approves = remark(body, "Approval of");
  const wanted =
    outer.matrixOf ?? remark(body, "Job") ?? (approves ? `approval of ${approves}` : stageId(name));
  const id = distinct(wanted, taken);
  leaves.push({
    ...outer,
    id,
    name,
    body,
    before,
    ...(approves !== undefined && { approves }),
  });
  return [id];
}

/** A cell after the other, as if each were written out. */
function readMatrix(
  matrix: readonly Stmt[],
  job: string,
  outer: Place,
  before: readonly string[],
  leaves: Leaf[],
  taken: Set<string>,
): readonly string[] {
  const axes = new Map(axesIn(section(matrix, "axes") ?? []));
  const exclude = callsIn(section(matrix, "excludes") ?? []).map(
    ({ body }) => new Map(axesIn(body ?? []).map(([name, values]) => [name, values[0]!])),
  );
  const when = section(matrix, "when");
  return expandMatrix({ axes, include: [], exclude }).flatMap(({ values }) => {
    const words = new Map([...values].map(([name, value]) => [axisName(name), value]));
    const id = distinct(variantId(job, words), taken);
    taken.delete(id);
    return readSequence(
      section(matrix, "stages") ?? [],
      {
        ...outer,
        when: when ? [...outer.when, when] : outer.when,
        around: [...outer.around, matrix],
        cell: new Map([...values].map(([name, value]) => [name, String(value)])),
        matrixOf: id,
      },
      before,
      leaves,
      taken,
    );
  });
}

function axesIn(body: readonly Stmt[]): [string, Plain[]][] {
  return callsIn(body)
    .filter(({ name }) => name === "axis")
    .map(({ body = [] }) => {
      const name = plainText(callsIn(body).find((call) => call.name === "name")?.args[0]) ?? "";
      const values =
        callsIn(body).find((call) => call.name === "values" || call.name === "notValues")?.args ?? [];
      return [name, values.map((value) => plainText(value) ?? "")];
    });
}

/** What cig calls the axis of a cell's variable. */
function axisName(variable: string): string {
  return variable.replace(/^MATRIX_/, "").toLowerCase();
}

/** An id that cig's own stages have; of a person's stage what a file of cig would call it. */
function stageId(name: string): string {
  return /^[\w.-]+$/.test(name) ? name : slug(name) || "stage";
}

function slug(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
}
