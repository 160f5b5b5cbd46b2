import { create } from "@bufbuild/protobuf";
import { type Native, NativeSchema } from "../../../proto/gen/cig/plugin/v1/resource_pb.ts";
import { type NamedText, NamedTextSchema, type Text } from "../../../proto/gen/cig/plugin/v1/value_pb.ts";
import type { StepToml, TomlValue } from "../../config/schema.ts";
import type { Subject } from "../context.ts";
import { joined, literalText, type Resolver } from "../resolver.ts";

type NativeToml = NonNullable<StepToml["native"]>[string];

/**
 * A third party's building block. "actions/setup-go@v5" names a version, "…@<commit id>" pins one; names in what it is
 * given stay names.
 */
export function toNative(resolver: Resolver, provider: string, native: NativeToml, subject: Subject): Native {
  const table = typeof native === "string" ? { uses: native } : native;
  const [uses = "", at = ""] = table.uses.split(/@(?=[^@/]*$)/);
  const isPin = /^(?:[0-9a-f]{40}|sha256:[0-9a-f]{64})$/.test(at);
  const given = "with" in table ? (table.with ?? {}) : {};
  return create(NativeSchema, {
    provider,
    uses,
    pin: ("pin" in table && table.pin) || (isPin ? at : ""),
    version: ("version" in table && table.version) || (isPin ? "" : at),
    with: Object.entries(given).map(([name, value]) =>
      toInput(resolver, name, value, [...subject, "with", name]),
    ),
  });
}

/** Inputs of third parties are texts: a list is one line each, a table JSON. */
function toInput(resolver: Resolver, name: string, value: TomlValue, subject: Subject): NamedText {
  const named = (text: Text) => create(NamedTextSchema, { name, value: text });
  if (typeof value !== "object") return named(textOf(resolver, value, subject));
  if (!isPlainList(value)) return named(literalText(JSON.stringify(known(resolver, value, subject))));
  const lines = value.map((item, index) => textOf(resolver, item, [...subject, String(index)]));
  return named(joined(...lines.flatMap((line, index) => (index > 0 ? [literalText("\n"), line] : [line]))));
}

/** As the resolver's text. Third parties have templates of their own in braces, and their words are no names here. */
function textOf(resolver: Resolver, value: string | number | boolean, subject: Subject): Text {
  if (typeof value !== "string" || !value.includes("{{")) return literalText(String(value));
  const { text, problems } = resolver.lookUp(value, subject);
  for (const problem of problems) {
    const braces = "For the characters themselves write {{ '{{' }}.";
    const hint = problem.code === "CIG107" ? [problem.hint, braces].filter(Boolean).join(" ") : problem.hint;
    resolver.problem({ ...problem, ...(hint && { hint }) }, subject);
  }
  return text;
}

function isPlainList(value: TomlValue): value is (string | number | boolean)[] {
  return Array.isArray(value) && value.every((item) => typeof item !== "object");
}

/** In JSON a value that only the run knows would have to be escaped, which nobody does there. */
function known(resolver: Resolver, value: TomlValue, subject: Subject): TomlValue {
  if (typeof value === "string") return resolver.plain(value, subject);
  if (typeof value !== "object") return value;
  if (Array.isArray(value))
    return value.map((item, index) => known(resolver, item, [...subject, String(index)]));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, known(resolver, item, [...subject, key])]),
  );
}
