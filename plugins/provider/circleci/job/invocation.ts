import {
  type Concurrency,
  type Job,
  mergeTables,
  optionsFor,
  type Table,
  table,
  unlessEmpty,
  type Variant,
  type Yaml,
} from "cig/sdk";
import { below, type Scope } from "../scope.ts";
import { recordArguments, recordsByVariant } from "../skipping/record.ts";
import type { Refs } from "../triggers/refs.ts";
import { filtersFor } from "../triggers/refs.ts";
import { characters } from "../value/characters.ts";
import { interpolation } from "../value/piece.ts";
import type { Status } from "../value/status.ts";
import { compileText, piecesOf } from "../value/text.ts";
import { inRefs, type JobCondition } from "./condition.ts";
import { type CompiledJob, invocationKeys, isGate, isNoOp } from "./job.ts";
import { compileMatrix, laneCount } from "./matrix.ts";
import { nameTemplate, variantNames } from "./names.ts";
import { orbJobOf } from "./orb-job.ts";
import { requiresOf, watchFor } from "./requires.ts";
import { flatten } from "./variant.ts";

/** A job's place in workflows. */
export interface Placed {
  readonly job: Job;
  readonly key: string;
  readonly compiled: CompiledJob;
  /** CircleCI's own matrix, with the names that it gives; absent: each variant stands there. */
  readonly matrix?: { readonly node: Table; readonly template: string };
  readonly names: ReadonlyMap<string, string>;
  /** The name of the question that stands before the job. */
  readonly approval?: string;
  /** What must have happened before it. */
  readonly status: Status;
}

export function placeJob(job: Job, key: string, status: Status, compiled: CompiledJob): Placed {
  const { scope } = compiled;
  const names = variantNames(job, scope);
  const isWrittenOut = compiled.executorOf.size > 0 || recordsByVariant(job, scope);
  const node = isWrittenOut ? undefined : compileMatrix(job, scope);
  const template = node && nameTemplate(job, names, scope);
  return {
    job,
    key,
    compiled,
    names,
    status,
    ...(node && template !== undefined && { matrix: { node, template } }),
    ...(job.approval && !isGate(job) && { approval: `approve-${key}` }),
  };
}

/** The entries of a workflow for a job: one, or one a variant. */
export function compileInvocations(
  placed: Placed,
  all: ReadonlyMap<string, Placed>,
  condition: JobCondition,
  refs: Refs | undefined,
): Yaml[] {
  const { job, key, compiled, matrix, names, approval } = placed;
  const { scope } = compiled;
  const orbJob = orbJobOf(job);
  const options =
    orbJob?.given ??
    new Map(
      [...optionsFor("circleci", job.providerOptions)].filter(
        ([name]) => invocationKeys.has(name) && !(name === "type" && isNoOp(job)),
      ),
    );
  const called = orbJob?.key(scope.orbs) ?? key;
  const waits = requiresOf(placed, all, condition);
  const filters: Yaml | undefined = condition.filter
    ? inRefs(condition.filter, refs)
    : refs && filtersFor(refs);
  const question = table(["type", "approval"], ["requires", unlessEmpty(waits)], ["filters", filters]);
  if (isGate(job)) return [table([names.values().next().value ?? key, mergeTables(question, options)])];
  const entry = (own: Table, place: Scope): Yaml => {
    const common = table(
      ["requires", unlessEmpty(approval ? [...waits, approval] : waits)],
      ["context", contextOf(job, place)],
      ["filters", filters],
      ["serial-group", job.concurrency ? serialGroup(job.concurrency, place) : laneOf(place, key)],
    );
    const node = mergeTables(new Map([...own, ...common]), options);
    return node.size > 0 ? table([called, node]) : called;
  };
  const watch = watchFor(placed, all, condition);
  const asked = [
    ...(watch ? [table([watch.name, table(["requires", watch.requires], ["filters", filters])])] : []),
    ...(approval ? [table([approval, question])] : []),
  ];
  if (matrix)
    return [
      ...asked,
      entry(table(["name", matrix.template], ["matrix", matrix.node]), { ...scope, matrixWord: "matrix" }),
    ];
  const own = job.variants.map((variant) =>
    entry(
      new Map([
        ...table(["name", names.get(variant.id) === called ? undefined : names.get(variant.id)]),
        ...argumentsOf(variant, compiled),
        ...recordArguments(job, variant, scope),
      ]),
      { ...scope, variant },
    ),
  );
  return [...asked, ...own];
}

/** The group of a variant among those that may run at the same time: variants of one lane wait for each other. */
function laneOf({ job, variant }: Scope, key: string): string | undefined {
  const count = job ? laneCount(job) : 0;
  if (count === 0 || !variant) return undefined;
  const lane = (job!.variants.indexOf(variant) % count) + 1;
  return `<< pipeline.project.slug >>/<< pipeline.number >>/${key}/${lane}-of-${count}`;
}

/** The context that holds an environment's secrets and says who may use them. */
function contextOf({ environment }: Job, top: Scope): Yaml | undefined {
  if (!environment) return undefined;
  const name = compileText(environment.name, "the name of a context", below(top, "environment"));
  return name === "" ? undefined : [name];
}

function argumentsOf(variant: Variant, { scope, executorOf }: CompiledJob): Table {
  const values = flatten(variant);
  const given = [...scope.parameters].flatMap(([path, name]): [string, Yaml][] => {
    const value = values.get(path);
    return value === undefined ? [] : [[name, characters(value, below(scope, "matrix", path))]];
  });
  const machine = executorOf.get(variant.id);
  return new Map([...given, ...(machine === undefined ? [] : [["machine", machine] as const])]);
}

/** Jobs of one group run one after the other, in the whole organization: the project stands in front. */
function serialGroup(concurrency: Concurrency, top: Scope): string {
  const scope = below(top, "concurrency");
  const pieces = piecesOf(concurrency.group, scope);
  if (pieces.some(({ kind }) => kind === "shell"))
    scope.report.add(
      "CC002",
      scope.subject,
      "CircleCI knows a value of the group only while the job runs, and has to know the group before.",
      "Use git.branch, git.tag, matrix or inputs.",
    );
  const group = pieces
    .map((piece) =>
      piece.kind === "literal"
        ? piece.text.replace(/[^A-Za-z0-9._/-]+/g, "-")
        : piece.kind === "config"
          ? interpolation(piece.source)
          : "",
    )
    .join("");
  return `<< pipeline.project.slug >>/${group || "default"}`;
}
