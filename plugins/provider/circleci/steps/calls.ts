import { type Command, isYamlTable, type Step, table, type Yaml } from "cig/sdk";
import type { Scope } from "../scope.ts";
import { escaped } from "../value/characters.ts";
import { piecesOf, textOfPieces } from "../value/text.ts";

/** A step of the request, and what it has become. */
export interface CompiledStep {
  readonly step: Step;
  readonly nodes: readonly Yaml[];
}

/**
 * Steps of one call of a command become CircleCI's own: a command at the top of the file, called with what the author
 * gave. The steps of the call are complete without it, so that a call that no parameters can say stays as it is.
 */
export function joinCalls(steps: readonly CompiledStep[], scope: Scope): Yaml[] {
  const result: Yaml[] = [];
  for (let index = 0; index < steps.length; ) {
    const { call } = steps[index]!.step;
    let end = index + 1;
    while (call && isSame(call, steps[end]?.step.call)) end++;
    const nodes = steps.slice(index, end).flatMap((each) => each.nodes);
    const command = call && scope.output.commands.find(({ id }) => id === call.command);
    result.push(...((command && callOf(command, call, nodes, scope)) ?? nodes));
    index = end;
  }
  return result;
}

type Call = NonNullable<Step["call"]>;

function isSame(one: Call, other: Call | undefined): boolean {
  return other !== undefined && one.command === other.command && one.number === other.number;
}

/** The call, and its command's definition kept for the file; undefined where parameters cannot say the steps. */
function callOf(command: Command, call: Call, nodes: readonly Yaml[], scope: Scope): Yaml[] | undefined {
  if (nodes.length === 0) return undefined;
  const values = new Map<string, string>();
  for (const { name, value } of call.with) {
    const pieces = piecesOf(value, scope);
    if (pieces.every(({ kind }) => kind !== "shell")) values.set(name, textOfPieces(pieces, scope));
  }
  const sources = sourcesOf(command);
  const inputOf = (variable: string, value: Yaml) => {
    const input = sources.get(variable);
    return input !== undefined && values.get(input) === value ? input : undefined;
  };
  const used = new Set<string>();
  const rest = nodes.map((node) =>
    exchanged(node, (variable, value) => {
      const input = inputOf(variable, value);
      if (input !== undefined) used.add(input);
      return input === undefined ? value : "";
    }),
  );
  // Inside of a command, a parameter of the job would be one of the command.
  if (textsIn(rest).some((text) => /(?<!\\)<<\s*(?:parameters|matrix)\./.test(text))) return undefined;
  const steps = nodes.map((node) =>
    exchanged(node, (variable, value) => {
      const input = inputOf(variable, value);
      return input === undefined ? value : `<< parameters.${parameterName(input)} >>`;
    }),
  );
  const inputs = command.inputs.filter(({ name }) => used.has(name));
  const parameters = inputs.map((input): [string, Yaml] => [
    parameterName(input.name),
    table(["type", "string"], ["description", input.description ? escaped(input.description) : undefined]),
  ]);
  if (new Set(parameters.map(([name]) => name)).size !== inputs.length) return undefined;
  const definition = table(
    ["description", command.description ? escaped(command.description) : undefined],
    ["parameters", parameters.length > 0 ? new Map(parameters) : undefined],
    ["steps", steps],
  );
  const name = scope.commands.define(command.id, definition);
  const given = inputs.map((input): [string, Yaml] => [parameterName(input.name), values.get(input.name)!]);
  return [given.length > 0 ? table([name, new Map(given)]) : name];
}

/** Variables of the command's steps that hold one input and nothing else, by name. */
function sourcesOf({ steps }: Command): ReadonlyMap<string, string> {
  const sources = new Map<string, string>();
  for (const { name, value } of steps.flatMap(({ env }) => env)) {
    const [only] = value?.parts ?? [];
    const path = only?.kind.case === "reference" ? only.kind.value.path : [];
    if (value?.parts.length === 1 && path.length === 2 && path[0] === "inputs") sources.set(name, path[1]!);
  }
  return sources;
}

/** The step with the values of its variables exchanged; no other place holds a value of the call alone. */
function exchanged(node: Yaml, exchange: (variable: string, value: Yaml) => Yaml): Yaml {
  if (Array.isArray(node)) return node.map((each) => exchanged(each, exchange));
  if (!isYamlTable(node)) return node;
  return new Map(
    [...node].map(([key, value]): [string, Yaml] => [
      key,
      key === "environment" && isYamlTable(value)
        ? new Map([...value].map(([variable, text]) => [variable, exchange(variable, text)]))
        : exchanged(value, exchange),
    ]),
  );
}

function textsIn(node: Yaml): string[] {
  if (typeof node === "string") return [node];
  if (Array.isArray(node)) return node.flatMap(textsIn);
  return isYamlTable(node) ? [...node.values()].flatMap(textsIn) : [];
}

function parameterName(input: string): string {
  return input
    .toLowerCase()
    .replace(/[^a-z0-9_-]+/g, "-")
    .replace(/^(?![a-z])/, "input-");
}
