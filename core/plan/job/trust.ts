import type { Text } from "../../../proto/gen/cig/plugin/v1/value_pb.ts";
import type { Binding } from "../run-script/run-script.ts";

/** What is known of a value before the run. */
export type Trust = Pick<Binding, "alphabet" | "origin">;

/** The values that an axis or a field of it can have; undefined when that is not known. */
export type AxisValues = (path: readonly string[]) => readonly string[] | undefined;

/** How far a text can be trusted: as far as its least trusted part. */
export function trustOfText(text: Text, axisValues: AxisValues): Trust {
  return text.parts
    .map(({ kind }) =>
      kind.case === "reference"
        ? trustOfName(kind.value.path, axisValues)
        : trustOfLiterals([kind.value ?? ""]),
    )
    .reduce(lesser, { alphabet: text.parts.length === 0 ? "any" : "digits", origin: "author" });
}

/** A branch may be called `$(curl evil)`, a pull request anything; a commit id is a commit id. */
function trustOfName(path: readonly string[], axisValues: AxisValues): Trust {
  const name = path.join(".");
  if (digits.has(name)) return { alphabet: "digits", origin: "author" };
  if (words.has(name)) return { alphabet: "word", origin: "author" };
  if (path[0] === "secrets") return { alphabet: "any", origin: "secret" };
  if (path[0] === "matrix") return trustOfLiterals(axisValues(path) ?? []);
  return { alphabet: "any", origin: authored.has(name) ? "author" : "outside" };
}

const digits = new Set([
  "run.id",
  "run.number",
  "run.attempt",
  "pr.number",
  "shard.index",
  "shard.number",
  "shard.total",
]);
const words = new Set(["git.sha", "run.event", "run.url", "runner.os", "runner.arch"]);
const authored = new Set(["git.default_branch", "runner.temp", "workspace"]);

function trustOfLiterals(values: readonly string[]): Trust {
  const all = (pattern: RegExp) => values.length > 0 && values.every((value) => pattern.test(value));
  const alphabet = all(/^\d+$/) ? "digits" : all(/^[\w.:/@+-]+$/) ? "word" : "any";
  return { alphabet, origin: "author" };
}

function lesser(a: Trust, b: Trust): Trust {
  const alphabets = ["any", "word", "digits"] as const;
  const origins = ["secret", "outside", "author"] as const;
  return {
    alphabet: alphabets.find((word) => word === a.alphabet || word === b.alphabet)!,
    origin: origins.find((word) => word === a.origin || word === b.origin)!,
  };
}
