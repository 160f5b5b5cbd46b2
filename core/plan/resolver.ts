import { create } from "@bufbuild/protobuf";
import type { Expression, NamedText, Text } from "../../proto/gen/cig/plugin/v1/value_pb.ts";
import { NamedTextSchema, TextSchema } from "../../proto/gen/cig/plugin/v1/value_pb.ts";
import { type ExpressionError, type Names, resolveExpression, resolveText } from "../config/expressions.ts";
import { diagnose } from "../diagnostic/codes.ts";
import type { Context, Subject } from "./context.ts";

/** A problem inside a value of cig.toml. */
export interface Problem {
  readonly code?: Parameters<typeof diagnose>[0];
  readonly message: string;
  readonly hint?: string;
  readonly offset: number;
  readonly end?: number;
}

/** Turns texts of cig.toml into messages: static names become their values, names of the run stay. */
export interface Resolver {
  text(source: string | number | boolean, subject: Subject): Text;
  /** For a place that must be known before the run: a name of the run there is CIG408. */
  plain(source: string, subject: Subject): string;
  condition(source: string | boolean | undefined, subject: Subject): Expression | undefined;
  named(
    table: Readonly<Record<string, string | number | boolean>> | undefined,
    subject: Subject,
  ): NamedText[];
  /** As `text`, without saying what is wrong. */
  lookUp(source: string): { readonly text: Text; readonly problems: readonly ExpressionError[] };
  problem(problem: Problem, subject: Subject): void;
}

/** Static names that mean something else in one job: `ruby_version` where an axis `ruby` decides it. */
export type Aliases = ReadonlyMap<string, Text>;

/** A resolver for a place where these names of the run exist. */
export function resolverFor(context: Context, known: Names, aliases: Aliases = new Map()): Resolver {
  const scope = { ...context.scope, known, variables: withAliases(context, aliases) };
  const resolver: Resolver = {
    text(source, subject) {
      if (typeof source !== "string" || !source.includes("{{")) return literalText(String(source));
      const { text, errors } = resolveText(source, scope);
      for (const error of errors) resolver.problem(error, subject);
      return text;
    },
    plain(source, subject) {
      if (!source.includes("{{")) return source;
      const text = resolver.text(source, subject);
      const literal = literalOf(text);
      if (literal === undefined)
        resolver.problem(
          {
            code: "CIG408",
            message: "This must be known before the run, and has a value that only the run knows.",
            hint: "Use a variable of [variables], or write it out.",
            offset: source.indexOf("{{"),
          },
          subject,
        );
      return literal ?? "";
    },
    condition(source, subject) {
      if (source === undefined) return undefined;
      const { expression, errors } = resolveExpression(source, scope);
      for (const error of errors) resolver.problem(error, subject);
      return expression;
    },
    named: (table, subject) =>
      Object.entries(table ?? {}).map(([name, value]) =>
        create(NamedTextSchema, { name, value: resolver.text(value, [...subject, name]) }),
      ),
    lookUp(source) {
      const { text, errors } = resolveText(source, scope);
      return { text, problems: errors };
    },
    problem({ code = "CIG408", message, hint, offset, end }, subject) {
      const at = context.config.at(subject, offset, end);
      context.report(diagnose(code, message, { ...(hint && { hint }), ...(at && { at }), subject }));
    },
  };
  return resolver;
}

function withAliases({ scope }: Context, aliases: Aliases): Context["scope"]["variables"] {
  if (aliases.size === 0) return scope.variables;
  return new Map([
    ...[...aliases].map(([name, text]) => [name, { value: "", text }] as const),
    ...scope.variables,
  ]);
}

/** Characters as a text. */
export function literalText(characters: string): Text {
  return create(TextSchema, {
    parts: characters === "" ? [] : [{ kind: { case: "literal", value: characters } }],
  });
}

/** A name of the run as a text. */
export function referenceText(...path: string[]): Text {
  return create(TextSchema, { parts: [{ kind: { case: "reference", value: { path } } }] });
}

/** Texts one after the other. */
export function joined(...texts: readonly Text[]): Text {
  return create(TextSchema, { parts: texts.flatMap(({ parts }) => parts) });
}

/** The characters of a text without names of the run; undefined for one with them. */
export function literalOf(text: Text): string | undefined {
  let characters = "";
  for (const { kind } of text.parts) {
    if (kind.case === "reference") return undefined;
    characters += kind.value ?? "";
  }
  return characters;
}

/** A message's pair of fields: `plain` without names of the run, else `text`. */
export function plainOrText(text: Text): { readonly plain: string; readonly text?: Text } {
  const plain = literalOf(text);
  return plain === undefined ? { plain: "", text } : { plain };
}
