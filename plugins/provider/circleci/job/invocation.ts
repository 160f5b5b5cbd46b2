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
import type { Refs } from "../triggers/refs.ts";
import { filtersFor } from "../triggers/refs.ts";
import { characters } from "../value/characters.ts";
import { isConstant } from "../value/status.ts";
import { piecesOf } from "../value/text.ts";
import { inRefs, type JobCondition } from "./condition.ts";
import { type CompiledJob, invocationKeys } from "./job.ts";
import { compileMatrix } from "./matrix.ts";
import { nameTemplate, variantNames } from "./names.ts";
import { flatten } from "./variant.ts";

/** A job's place in workflows. */
export interface Placed {
  readonly job: Job;
  readonly key: string;
  readonly compiled: CompiledJob;
  /** CircleCI's own matrix, with the names that it gives; absent: each variant stands there. */
  readonly matrix?: { readonly node: Table; readonly template: string };
  readonly names: ReadonlyMap<string, string>;
}

export function placeJob(job: Job, key: string, compiled: CompiledJob): Placed {
  const { scope } = compiled;
  const names = variantNames(job, scope);
  const node = compiled.executorOf.size === 0 ? compileMatrix(job, scope) : undefined;
  const template = node && nameTemplate(job, names, scope);
  return { job, key, compiled, names, ...(node && template !== undefined && { matrix: { node, template } }) };
}

/** What other jobs write to wait for this one: the matrix as a whole, or each variant. */
export function namesToRequire({ matrix, key, names }: Placed): string[] {
  return matrix ? [key] : [...names.values()];
}

/** The entries of a workflow for a job: one, or one a variant. */
export function compileInvocations(
  placed: Placed,
  all: ReadonlyMap<string, Placed>,
  condition: JobCondition,
  refs: Refs | undefined,
): Yaml[] {
  const { job, key, compiled, matrix, names } = placed;
  const { scope } = compiled;
  const options = new Map(
    [...optionsFor("circleci", job.providerOptions)].filter(([name]) => invocationKeys.has(name)),
  );
  const common = table(
    ["requires", unlessEmpty(requiresOf(job, all, condition, scope))],
    ["filters", condition.filter ? inRefs(condition.filter, refs) : refs && filtersFor(refs)],
  );
  const entry = (own: Table, place: Scope): Yaml => {
    const group = table(["serial-group", job.concurrency && serialGroup(job.concurrency, place)]);
    const node = mergeTables(new Map([...own, ...common, ...group]), options);
    return node.size > 0 ? table([key, node]) : key;
  };
  if (matrix)
    return [
      entry(table(["name", matrix.template], ["matrix", matrix.node]), { ...scope, matrixWord: "matrix" }),
    ];
  return job.variants.map((variant) =>
    entry(
      new Map([
        ...table(["name", names.get(variant.id) === key ? undefined : names.get(variant.id)]),
        ...argumentsOf(variant, compiled),
      ]),
      { ...scope, variant },
    ),
  );
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

/** A job that may fail, and a condition that asks how jobs ended, say so for each job that is waited for. */
function requiresOf(
  job: Job,
  all: ReadonlyMap<string, Placed>,
  { status }: JobCondition,
  scope: Scope,
): Yaml[] {
  const needs = job.needs.flatMap((id) => all.get(id) ?? []);
  if (status === "failure" && needs.flatMap(namesToRequire).length !== 1)
    scope.report.add(
      "CC004",
      below(scope, "if").subject,
      needs.length === 0
        ? `The job "${job.id}" waits for a failure and needs no job that could fail.`
        : "CircleCI can wait for one job to fail, and not for any of several.",
      "Let the job need one job.",
    );
  return needs.flatMap((placed) =>
    namesToRequire(placed).map((name): Yaml => {
      if (status === "failure") return table([name, "failed"]);
      if (status === "always") return table([name, "terminal"]);
      return placed.job.continueOnError ? table([name, ["success", "failed"]]) : name;
    }),
  );
}

/** Jobs of one group run one after the other, in the whole organization: the project stands in front. */
function serialGroup(concurrency: Concurrency, top: Scope): string {
  const scope = below(top, "concurrency");
  const cancels = concurrency.cancelInProgress;
  if (cancels && !isConstant(cancels, false))
    scope.report.add(
      "CC023",
      [...scope.subject, "cancel_in_progress"],
      "A newer job of the group waits for the older one on CircleCI and does not end it.",
      'Turn on "Auto-cancel redundant workflows" in the project\'s settings.',
    );
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
          ? `<< ${piece.source} >>`
          : "",
    )
    .join("");
  return `<< pipeline.project.slug >>/${group || "default"}`;
}
