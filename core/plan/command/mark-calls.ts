import { create, equals } from "@bufbuild/protobuf";
import type { Command } from "../../../proto/gen/cig/plugin/v1/project_pb.ts";
import { type Step, StepCallSchema, StepSchema } from "../../../proto/gen/cig/plugin/v1/resource_pb.ts";
import type { Expression, NamedText, Text } from "../../../proto/gen/cig/plugin/v1/value_pb.ts";
import { NamedTextSchema } from "../../../proto/gen/cig/plugin/v1/value_pb.ts";
import { literalOf, type Resolver } from "../resolver.ts";
import { bindExpression, bindText, type Meaning } from "./bind.ts";
import type { CallSite } from "./calls.ts";
import { around, type FinishedStep } from "./finish.ts";

/**
 * The steps of a job, those of a call marked with it where they are the command's own with the inputs filled in: a
 * provider may then write the command once and call it. What a call changes ("if", "env", a checkout that moved), and
 * what others in the job take outputs of, is left as plain steps, which say all. `outputs` are those of the job.
 */
export function markCalls(
  resolver: Resolver,
  steps: readonly FinishedStep[],
  outputs: readonly NamedText[],
  definitions: ReadonlyMap<string, Command>,
): Step[] {
  const marked = steps.map(({ step }) => step);
  for (const [from, to] of callsIn(steps)) {
    const site = outermost(steps[from]!);
    const definition = definitions.get(site.command);
    const group = marked.slice(from, to);
    const others = [...marked.slice(0, from), ...marked.slice(to)];
    if (!definition || !isSame(resolver, site, definition.steps, group)) continue;
    if (namesAny({ others, outputs }, new Set(group.flatMap(({ id }) => id || [])))) continue;
    const call = create(StepCallSchema, {
      command: site.command,
      number: steps[from]!.origin!.number!,
      with: site.names.map((name) => create(NamedTextSchema, { name, value: resolver.given(site, name) })),
    });
    for (let index = from; index < to; index++)
      marked[index] = create(StepSchema, { ...marked[index]!, call });
  }
  return marked;
}

/** Runs of steps that come from one call; a call that something came between is none. */
function callsIn(steps: readonly FinishedStep[]): [from: number, to: number][] {
  const runs: [number, number][] = [];
  const seen = new Map<number, number>();
  for (let from = 0; from < steps.length; ) {
    const number = steps[from]!.origin?.number;
    let to = from + 1;
    if (number !== undefined) {
      while (to < steps.length && steps[to]!.origin?.number === number) to++;
      seen.set(number, (seen.get(number) ?? 0) + 1);
      runs.push([from, to]);
    }
    from = to;
  }
  return runs.filter(([from]) => seen.get(steps[from]!.origin!.number!) === 1);
}

function outermost({ origin }: FinishedStep): CallSite {
  return around(origin!.site).at(-1)!;
}

/** True when the definition with this call's inputs is what stands in the job. */
function isSame(
  resolver: Resolver,
  site: CallSite,
  defined: readonly Step[],
  group: readonly Step[],
): boolean {
  if (defined.length !== group.length) return false;
  const ids = new Map(defined.flatMap(({ id }, index) => (id ? [[id, group[index]!.id] as const] : [])));
  if (defined.some(({ id }, index) => id !== "" && group[index]!.id === "")) return false;
  const meaning: Meaning = {
    site: { ...site, steps: ids },
    given: (_, input) => resolver.given(site, input),
  };
  return defined.every((step, index) => {
    const filled = fill({ ...step, id: "", subject: [] }, meaning) as Step;
    return equals(
      StepSchema,
      create(StepSchema, filled),
      create(StepSchema, { ...group[index]!, id: "", subject: [] }),
    );
  });
}

/** A message with all names replaced; a field that is known now stands where known ones do. */
function fill(value: unknown, meaning: Meaning): unknown {
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return value;
  if (Array.isArray(value)) return value.map((each) => fill(each, meaning));
  const type = (value as { $typeName?: string }).$typeName;
  if (type === "cig.plugin.v1.Text") return bindText(value as Text, meaning);
  if (type === "cig.plugin.v1.Expression") return bindExpression(value as Expression, meaning).expression;
  const result: Record<string, unknown> = {};
  for (const [key, each] of Object.entries(value)) result[key] = fill(each, meaning);
  for (const [key, each] of Object.entries(result)) {
    const plain = key.endsWith("Text") ? key.slice(0, -"Text".length) : "";
    if (plain === "" || typeof result[plain] !== "string" || each === undefined) continue;
    const literal = literalOf(each as Text);
    if (literal === undefined) continue;
    result[plain] = literal;
    delete result[key];
  }
  return result;
}

/** True when anything names an output of one of these steps. */
function namesAny(message: unknown, ids: ReadonlySet<string>): boolean {
  if (ids.size === 0 || typeof message !== "object" || message === null || ArrayBuffer.isView(message))
    return false;
  const { $typeName: type, path } = message as { $typeName?: string; path?: unknown };
  if (type === "cig.plugin.v1.Reference" && Array.isArray(path))
    return path[0] === "steps" && ids.has(String(path[1]));
  return Object.values(message).some((each) => namesAny(each, ids));
}
