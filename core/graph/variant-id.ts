import type { Value } from "../../proto/gen/cig/plugin/v1/value_pb.ts";
import { scalarText, type Values } from "./combination.ts";

/** Long enough to tell values apart, short enough for a list of checks. */
const longestValue = 40;

/**
 * The id of a variant: the job's id, then a piece per value in the order of the axes. A value that speaks for itself
 * stands alone (`-ubuntu-22.04`, `-amd64`, `-jruby`), any other follows the name of its axis (`-ruby3.2`).
 * Only letters, digits, `.`, `_` and `-`: legal on every provider. Two variants may get the same id; see `distinct`.
 */
export function variantId(job: string, values: Values): string {
  return [job, ...[...values].map(([axis, value]) => piece(axis, value))].join("-");
}

/** The id, or the first of id-2, id-3, … that is not taken; takes it. */
export function distinct(id: string, taken: Set<string>): string {
  let candidate = id;
  for (let count = 2; taken.has(candidate); count++) candidate = `${id}-${count}`;
  taken.add(candidate);
  return candidate;
}

function piece(axis: string, value: Value): string {
  const name = legal(nameOf(value)).slice(0, longestValue);
  if (name === "") return legal(axis);
  return axis === "os" || axis === "arch" || speaksForItself(value) ? name : legal(axis) + name;
}

/** Words do, numbers and truth values do not: "3.2" says nothing without "ruby". */
function speaksForItself(value: Value): boolean {
  return (
    value.kind.case === "table" ||
    (value.kind.case === "text" &&
      /^[a-z]{2}/i.test(value.kind.value) &&
      !/^(true|false)$/i.test(value.kind.value))
  );
}

/** A table is called by its name, id or label when it has one, else by all its values. */
function nameOf(value: Value): string {
  if (value.kind.case === "list") return value.kind.value.items.map(nameOf).join("-");
  if (value.kind.case !== "table") return scalarText(value) ?? "";
  const entries = value.kind.value.entries;
  const named = ["name", "id", "label"].map((key) => entries.find((entry) => entry.key === key)?.value);
  const chosen = named.find((candidate) => candidate?.kind.case === "text" && candidate.kind.value !== "");
  return chosen ? nameOf(chosen) : entries.map((entry) => nameOf(entry.value!)).join("-");
}

function legal(text: string): string {
  return text.replace(/[^A-Za-z0-9._-]+/g, "-").replace(/^-+|-+$/g, "");
}
