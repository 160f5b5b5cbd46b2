import { create } from "@bufbuild/protobuf";
import type { Expression, NamedText, Text } from "../../proto/gen/cig/plugin/v1/value_pb.ts";
import { NamedTextSchema, TextSchema } from "../../proto/gen/cig/plugin/v1/value_pb.ts";
import { type ExpressionError, type Names, resolveExpression, resolveText } from "../config/expressions.ts";
import { diagnose } from "../diagnostic/codes.ts";
import { bindExpression, bindText, type Meaning } from "./command/bind.ts";
import type { CallSite, Given } from "./command/calls.ts";
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
  /** As `text`, without saying what is wrong. In the steps of a command, `subject` tells which call is meant. */
  lookUp(
    source: string,
    subject?: Subject,
  ): { readonly text: Text; readonly problems: readonly ExpressionError[] };
  problem(problem: Problem, subject: Subject): void;
  /** What a call of a command gives for an input. */
  given(site: CallSite, input: string): Text;
  /** `if` of the step that calls. */
  callCondition(site: CallSite): Expression | undefined;
  /** `name` of the step that calls; empty where it has none. */
  callName(site: CallSite): Text;
}

/** Static names that mean something else in one job: `ruby_version` where an axis `ruby` decides it. */
export type Aliases = ReadonlyMap<string, Text>;

/** A resolver for a place where these names of the run exist. */
export function resolverFor(context: Context, known: Names, aliases: Aliases = new Map()): Resolver {
  const scope = { ...context.scope, known, variables: withAliases(context, aliases) };
  const values = new Map<CallSite, Map<string, Text>>();
  const given: Resolver["given"] = (site, input) => {
    const ofSite = values.get(site) ?? new Map<string, Text>();
    values.set(site, ofSite);
    if (!ofSite.has(input)) ofSite.set(input, valueGiven(site.inputs!.get(input)!));
    return ofSite.get(input)!;
  };
  const valueGiven = ({ source, subject, site }: Given): Text => {
    const { text, problems } = read(String(source), site);
    for (const problem of problems) tell(problem, subject);
    return text;
  };
  const scopeAt = (site: CallSite | undefined) => (site ? { ...scope, known: knownIn(site, known) } : scope);
  /** Names of a command's inputs and steps become what they are in the call. */
  const meaning = (site: CallSite | undefined): Meaning | undefined =>
    site || context.member
      ? { ...(context.member && { jobs: context.member.jobs }), ...(site && { site, given }) }
      : undefined;
  const read = (source: string, site: CallSite | undefined) => {
    const { text, errors } = resolveText(source, scopeAt(site));
    return { text: bindText(text, meaning(site)), problems: errors };
  };
  const tell = ({ code = "CIG408", message, hint, offset, end }: Problem, subject: Subject) => {
    const at = context.place(subject, offset, end);
    context.tell(diagnose(code, message, { ...(hint && { hint }), ...(at && { at }), subject }));
  };
  const conditionIn = (source: string | boolean, site: CallSite | undefined, subject: Subject) => {
    const { expression, errors } = resolveExpression(source, scopeAt(site));
    for (const error of errors) tell(error, subject);
    const bound = expression && bindExpression(expression, meaning(site));
    for (const name of bound?.joined ?? []) tell(joinedInput(String(source), name), subject);
    return bound?.expression;
  };
  const resolver: Resolver = {
    given,
    text(source, subject) {
      if (typeof source !== "string" || !source.includes("{{")) return literalText(String(source));
      const { text, problems } = read(source, context.calls.find(subject).site);
      for (const error of problems) resolver.problem(error, subject);
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
      const { site } = context.calls.find(subject);
      return source === undefined ? undefined : conditionIn(source, site, context.written(subject));
    },
    callCondition({ step, subject, outer }) {
      return step.if === undefined ? undefined : conditionIn(step.if, outer, [...subject, "if"]);
    },
    callName({ step, subject, outer }) {
      const { text, problems } = read(step.name ?? "", outer);
      for (const problem of problems) tell(problem, [...subject, "name"]);
      return text;
    },
    named: (table, subject) =>
      Object.entries(table ?? {}).map(([name, value]) =>
        create(NamedTextSchema, { name, value: resolver.text(value, [...subject, name]) }),
      ),
    lookUp: (source, subject) => read(source, subject && context.calls.find(subject).site),
    problem: (problem, subject) => tell(problem, context.written(subject)),
  };
  return resolver;
}

/** In a command its own inputs and steps exist, and none of the job's; a definition knows nothing of jobs. */
function knownIn(site: CallSite, known: Names): Names {
  const steps = new Map([...site.steps].map(([own, inJob]) => [own, known.steps?.get(inJob)] as const));
  return { ...(site.inputs ? known : {}), inputs: site.names, steps };
}

function joinedInput(source: string, name: string): Problem {
  const offset = source.indexOf(name);
  return {
    message: `"${name}" joins values of the run in this call, which a condition cannot.`,
    hint: "Give the command one name, such as {{ git.branch }}, and compare that.",
    offset,
    end: offset + name.length,
  };
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
