import { distinct } from "cig/sdk/table";
import { isRecord, listOf, type Raw, recordOf, textOf } from "./raw.ts";

/** A step of a pipeline with what stands around it worked out. */
export interface FlatStep {
  readonly kind: "command" | "block" | "input" | "trigger" | "other";
  /** Each once in a file. */
  readonly key: string;
  readonly step: Raw;
  readonly needs: readonly { readonly key: string; readonly allowsFailure: boolean }[];
  /** Keys and indexes from the top of the file. */
  readonly place: readonly (string | number)[];
  /** The group that it stands in, and its place among the steps. */
  readonly group?: { readonly label: string; readonly at: number };
}

/**
 * The steps in a row. A `wait` or a `block` makes steps behind it wait for all before it, unless they say themselves
 * what they wait for; steps of a group have what the group has, and who waits for a group waits for all of them.
 */
export function flatten(steps: unknown): FlatStep[] {
  const groups = new Map<string, readonly string[]>();
  const flat = flattenList(steps, ["steps"], new Set(), groups);
  const named = (need: FlatStep["needs"][number]) =>
    (groups.get(need.key) ?? [need.key]).map((key) => ({ ...need, key }));
  return flat.map((each) => ({ ...each, needs: each.needs.flatMap(named) }));
}

function flattenList(
  steps: unknown,
  place: FlatStep["place"],
  taken: Set<string>,
  groups: Map<string, readonly string[]>,
): FlatStep[] {
  const flat: FlatStep[] = [];
  let barrier: FlatStep["needs"] = [];
  for (const [index, written] of listOf(steps).entries()) {
    if (isWait(written)) {
      const allows = recordOf(written).continue_on_failure === true;
      barrier = flat.map(({ key }) => ({ key, allowsFailure: allows }));
      continue;
    }
    const here = [...place, index];
    const step = typeof written === "string" ? { command: written } : recordOf(written);
    if ("group" in step) {
      const inner = flattenList(step.steps, [...here, "steps"], taken, groups);
      const label = textOf(step.group ?? step.label ?? step.name);
      flat.push(...inner.map((each) => ({ ...withGroup(each, step, barrier), group: { label, at: index } })));
      const key = textOf(step.key ?? step.id ?? step.identifier);
      if (key !== "")
        groups.set(
          key,
          inner.map((each) => each.key),
        );
      continue;
    }
    const node = nestedStep(step);
    const kind = kindOf(node);
    const own = textOf(node.key ?? node.id ?? node.identifier);
    const key = own || distinct(keyFrom(node, flat.length), taken);
    if (own) taken.add(own);
    const needs = "depends_on" in node ? dependenciesOf(node) : barrier;
    flat.push({ kind, key, step: node, needs, place: here });
    // A block holds up what follows without a word on it.
    if (kind === "block") barrier = flat.map((each) => ({ key: each.key, allowsFailure: false }));
  }
  return flat;
}

/** `- command: { … }` and `- block: { … }` nest their keys. */
function nestedStep(step: Raw): Raw {
  for (const kind of ["command", "commands", "script", "block", "input", "trigger"])
    if (isRecord(step[kind])) return recordOf(step[kind]);
  return step;
}

function isWait(step: unknown): boolean {
  return step === "wait" || step === "waiter" || (isRecord(step) && ("wait" in step || step.type === "wait"));
}

function kindOf(step: Raw): FlatStep["kind"] {
  if ("block" in step || step.type === "block") return "block";
  if ("input" in step || step.type === "input") return "input";
  if ("trigger" in step) return "trigger";
  return "command" in step || "commands" in step || "plugins" in step ? "command" : "other";
}

function withGroup(inner: FlatStep, group: Raw, barrier: FlatStep["needs"]): FlatStep {
  const own = "depends_on" in group ? dependenciesOf(group) : barrier;
  const conditions = [group.if, inner.step.if].filter((each) => each !== undefined);
  const condition =
    conditions.length === 2 ? conditions.map((each) => `(${each})`).join(" && ") : conditions[0];
  return {
    ...inner,
    needs: [...own, ...inner.needs],
    step: { ...inner.step, ...(condition !== undefined && { if: condition }) },
  };
}

function dependenciesOf(step: Raw): FlatStep["needs"] {
  const allows = step.allow_dependency_failure === true || step.allow_dependency_failure === "true";
  return listOf(step.depends_on).map((each) =>
    isRecord(each)
      ? {
          key: textOf(each.step),
          allowsFailure: allows || each.allow_failure === true || each.allow_failure === "true",
        }
      : { key: textOf(each), allowsFailure: allows },
  );
}

/** A step without a key is known by its label. */
function keyFrom(step: Raw, index: number): string {
  const label = textOf(step.label ?? step.name ?? step.block ?? step.input)
    .replace(/:[\w-]+:/g, "")
    .replace(/\{\{[^}]*\}\}/g, "")
    .trim()
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
  return label || `step-${index + 1}`;
}
