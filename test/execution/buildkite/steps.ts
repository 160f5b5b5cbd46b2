import { parse } from "yaml";
import { idOf } from "../variants.ts";
import type { World } from "../world.ts";
import { decide } from "./conditional.ts";
import { valuesOf } from "./env.ts";
import { type Env, interpolate, interpolateAll } from "./interpolate.ts";

type Node = Readonly<Record<string, unknown>>;

/** A step as the build has it, with what its pipeline says for all: `if` is already decided. */
export interface Step extends Node {
  readonly key: string;
  readonly if: boolean;
}

/** A job that the pipeline makes: one cell of a matrix, one copy of parallel ones. */
export interface Made {
  readonly id: string;
  readonly key: string;
  readonly step: Node;
  readonly index: number;
  readonly copies: number;
}

/** What an agent makes of a pipeline that it uploads from such an environment, in a build of these values. */
export function readSteps(source: string, env: Env, world: World, taken: readonly Step[]): Step[] {
  const { env: shared, secrets, steps: all } = read(source, env);
  const values = valuesOf(world, { ...env, ...(shared as Env) });
  const steps = flatten(all as unknown[], `${taken.length}`).map((step): Step => {
    const isAsked = step.if === undefined || decide(String(step.if), values);
    const own = { ...(shared as Env), ...(step.env as Env | undefined) };
    return {
      ...(secrets !== undefined && { secrets }),
      ...step,
      key: String(step.key),
      env: own,
      if: isAsked,
    };
  });
  const twice = steps.find(({ key }) => taken.some((other) => other.key === key));
  if (twice) throw new Error(`Buildkite has a step "${twice.key}" already`);
  return steps;
}

/** Variables of the pipeline itself may stand in its texts, too. */
function read(source: string, env: Env): Node {
  const { env: variables = {}, ...rest } = parse(source) as Node;
  const own: Record<string, string> = {};
  for (const [name, value] of Object.entries(variables as Node))
    own[name] = interpolate(String(value), { ...env, ...own });
  return { ...(interpolateAll(rest, { ...env, ...own }) as Node), env: own };
}

/** Steps in a row; a `wait` makes what follows depend on all before it. */
function flatten(steps: readonly unknown[], place: string): Node[] {
  const flat: Node[] = [];
  let before: Node[] = [];
  for (const [index, step] of steps.entries()) {
    if (step === "wait" || (typeof step === "object" && step !== null && "wait" in step)) {
      before = [...flat];
      continue;
    }
    const node = step as Node;
    if (node.group !== undefined)
      for (const inner of flatten(node.steps as unknown[], `${place}-${index}`))
        flat.push({
          ...inner,
          depends_on: [...list(node.depends_on), ...list(inner.depends_on)],
          ...(node.if !== undefined && inner.if === undefined && { if: node.if }),
        });
    else {
      const key = node.key ?? `step-${place}-${index}`;
      const waits = node.depends_on === undefined ? before.map((each) => each.key) : node.depends_on;
      flat.push({ ...node, key, depends_on: waits });
    }
  }
  return flat;
}

export function list(value: unknown): unknown[] {
  return value === undefined || value === null ? [] : Array.isArray(value) ? value : [value];
}

export function dependenciesOf(step: Node): { key: string; allowFailure: boolean }[] {
  const isPatient = step.allow_dependency_failure === true;
  return list(step.depends_on).map((each) =>
    typeof each === "string"
      ? { key: each, allowFailure: isPatient }
      : {
          key: String((each as Node).step),
          allowFailure: isPatient || (each as Node).allow_failure === true,
        },
  );
}

export function isCommand(step: Step): boolean {
  return step.block === undefined && step.input === undefined && step.manual === undefined;
}

export function makeAll(step: Step): Made[] {
  const key = String(step.key);
  const copies = Number(step.parallelism ?? 1);
  return cellsOf(step.matrix).flatMap((cell) => {
    const own = Object.keys(cell).length > 0 ? (fillMatrix(step, cell) as Node) : step;
    const id = idOf(key, cell);
    return Array.from({ length: copies }, (_, index) => ({
      key,
      id: copies > 1 ? `${id}#${index}` : id,
      step: own,
      index,
      copies,
    }));
  });
}

function cellsOf(matrix: unknown): Node[] {
  if (matrix === undefined) return [{}];
  if (Array.isArray(matrix)) return matrix.map((value) => ({ "": value }));
  const { setup, adjustments = [] } = matrix as { setup: unknown; adjustments?: Node[] };
  if (Array.isArray(setup)) return setup.map((value) => ({ "": value }));
  let cells: Node[] = [{}];
  for (const [axis, all] of Object.entries(setup as Record<string, unknown[]>))
    cells = cells.flatMap((cell) => all.map((value) => ({ ...cell, [axis]: value })));
  for (const { with: at, skip } of adjustments) {
    const isSame = (cell: Node) =>
      Object.entries(at as Node).every(([axis, value]) => String(cell[axis]) === String(value));
    if (skip !== undefined && skip !== false) cells = cells.filter((cell) => !isSame(cell));
    else if (!cells.some(isSame)) cells.push(at as Node);
  }
  return cells;
}

function fillMatrix(node: unknown, cell: Node): unknown {
  if (typeof node === "string")
    return node.replace(/\{\{\s*matrix(?:\.([\w-]+))?\s*\}\}/g, (_, axis = "") => String(cell[axis]));
  if (Array.isArray(node)) return node.map((item) => fillMatrix(item, cell));
  if (typeof node !== "object" || node === null) return node;
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, fillMatrix(value, cell)]));
}
