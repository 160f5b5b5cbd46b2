import { distinct, expandMatrix, type Plain, variantId } from "cig/sdk/table";
import { ownAgent } from "./agent.ts";
import { type Part, segmentsIn } from "./merge.ts";
import type { Call, Stmt } from "./syntax.ts";
import { argumentOf, callsIn, plainText, remark, section } from "./tree.ts";

/** A job: a stage that does something, or several that share a machine, with what stands around it. */
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
  /** Set where `body` is what has the agent: the stages that share it, in order. */
  readonly parts?: readonly Part[];
  /** Bodies whose `post` follows that of `body`. */
  readonly after?: readonly (readonly Stmt[])[];
  /** What its artifacts are called that have no name. */
  readonly job: string;
}

interface Place {
  readonly when: readonly (readonly Stmt[])[];
  readonly around: readonly (readonly Stmt[])[];
  readonly failFast: boolean;
  readonly cell: ReadonlyMap<string, string>;
  readonly branches: number;
  /** The job whose cells these are, and the cell. */
  readonly matrixOf?: { readonly job: string; readonly cell: string };
  /** True: a machine is there. */
  readonly hasAgent: boolean;
}

/** What stages share the machine of. */
interface Owner {
  /** Absent: the pipeline, which has no name; a single stage of it keeps its own. */
  readonly name?: string;
  readonly job?: string;
  readonly body: readonly Stmt[];
}

/** All jobs of a pipeline, in the order in which Jenkins may start them. */
export function leavesOf(stages: readonly Stmt[], pipeline: readonly Stmt[]): Leaf[] {
  const agent = ownAgent(pipeline);
  const hasAgent = agent !== undefined && !agent.isNone;
  const place: Place = { when: [], around: [], failFast: false, cell: new Map(), branches: 0, hasAgent };
  const leaves: Leaf[] = [];
  const post = callsIn(pipeline).filter(({ name }) => name === "post");
  const owner: Owner = { body: post.map((expr) => ({ kind: "expression", expr, line: 0 })) };
  if (hasAgent) readShared(stages, owner, place, place, [], leaves, new Set());
  else readSequence(stages, place, [], leaves, new Set());
  return leaves;
}

/** Reads the stages that stand below an agent; `outer` is what stands around the owner, `inner` around the stages. */
function readShared(
  stages: readonly Stmt[],
  owner: Owner,
  outer: Place,
  inner: Place,
  before: readonly string[],
  leaves: Leaf[],
  taken: Set<string>,
): readonly string[] {
  let wanted = before;
  const segments = segmentsIn(stages);
  for (const [index, segment] of segments.entries()) {
    if (segment.kind === "stage") {
      const { when, around } = segment.inside;
      const place = { ...inner, when: [...inner.when, ...when], around: [...inner.around, ...around] };
      wanted = readStage(segment.stage, place, wanted, leaves, taken);
      continue;
    }
    const real = segment.parts.filter(({ isEnd }) => !isEnd);
    const own = real.length === 1 ? real[0] : undefined;
    const name =
      own && (owner.name === undefined || segments.length > 1)
        ? stageId(own.name)
        : (owner.name ?? "pipeline");
    const id = distinct(name, taken);
    const common = { id, job: owner.job ?? id, before: wanted };
    const ends = index === segments.length - 1 ? [...segment.parts, endOf(owner)] : segment.parts;
    if (own)
      leaves.push({
        ...inner,
        ...common,
        name: own.name,
        body: own.body,
        when: [...inner.when, ...own.when.filter((each) => each !== section(own.body, "when"))],
        around: [...inner.around, ...own.around.slice(0, -1)],
        after: ends.filter(({ isEnd }) => isEnd).map(({ body }) => body),
      });
    else leaves.push({ ...outer, ...common, name, body: owner.body, parts: ends });
    wanted = [id];
  }
  return wanted;
}

/** What an owner does when all of its stages are through. */
function endOf({ body }: Owner): Part {
  return { name: "", body, when: [], around: [], isEnd: true };
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
  const agent = ownAgent(body);
  const hasAgent = agent ? !agent.isNone : outer.hasAgent;
  const inner: Place = {
    ...outer,
    hasAgent,
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
  if (stages && hasAgent)
    return readShared(
      stages,
      { name: stageId(name), body },
      { ...outer, hasAgent },
      inner,
      before,
      leaves,
      taken,
    );
  if (stages) return readSequence(stages, inner, before, leaves, taken);
  const approves = remark(body, "Approval of");
  const wanted =
    outer.matrixOf?.cell ?? remark(body, "Job") ?? (approves ? `approval of ${approves}` : stageId(name));
  const id = distinct(wanted, taken);
  leaves.push({
    ...outer,
    id,
    name,
    job: outer.matrixOf?.job ?? id,
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
    const agent = ownAgent(matrix);
    const place: Place = {
      ...outer,
      hasAgent: agent ? !agent.isNone : outer.hasAgent,
      cell: new Map([...values].map(([name, value]) => [name, String(value)])),
      matrixOf: { job, cell: id },
    };
    const inner: Place = {
      ...place,
      when: when ? [...outer.when, when] : outer.when,
      around: [...outer.around, matrix],
    };
    const stages = section(matrix, "stages") ?? [];
    if (place.hasAgent)
      return readShared(stages, { name: id, job, body: matrix }, place, inner, before, leaves, taken);
    return readSequence(stages, inner, before, leaves, taken);
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
  if (/^[A-Za-z_][\w.-]*$/.test(name)) return name;
  const plain = slug(name);
  return /^[a-z]/.test(plain) ? plain : plain === "" ? "stage" : `stage-${plain}`;
}

function slug(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
}
