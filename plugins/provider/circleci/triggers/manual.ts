import {
  jsonText,
  type ManualInput,
  type Output,
  type Table,
  table,
  unlessEmpty,
  type Value,
  type Yaml,
  yamlOf,
} from "cig/sdk";
import { at, outputScope, type Scope, type Shared } from "../scope.ts";
import { escaped } from "../value/characters.ts";

/** The questions of all outputs of a file, each once. */
export function compileAllInputs(outputs: readonly Output[], shared: Shared): Table {
  const all = new Map<string, Yaml>();
  for (const output of outputs)
    for (const [name, input] of compileInputs(
      output.triggers?.manual?.inputs ?? [],
      outputScope(output, shared),
    )) {
      const other = all.get(name);
      if (other !== undefined && jsonText(other) !== jsonText(input))
        shared.report.add(
          "CC017",
          ["on", "manual", "inputs", name],
          `Two workflows of one file ask for the input "${name}" in different words, and CircleCI has one for all.`,
          "Ask alike, or give the inputs different names.",
        );
      all.set(name, input);
    }
  return all;
}

/** The value of `parameters`: the questions to the person who starts a pipeline. */
function compileInputs(inputs: readonly ManualInput[], top: Scope): Table {
  return new Map(
    inputs.map((input) => {
      const scope = at(top, "on", "manual", "inputs", input.name);
      const fault = faultOf(input);
      if (fault)
        scope.report.add("CC017", scope.subject, `The input "${input.name}" ${fault}.`, "Change the input.");
      if (input.required && !input.default)
        scope.report.add(
          "CC025",
          scope.subject,
          `Every pipeline has a value for the input "${input.name}" on CircleCI, so that it cannot be required; it begins as ${JSON.stringify(emptyOf(input))}.`,
          "Give it a default.",
        );
      return [input.name, compileInput(input)];
    }),
  );
}

function compileInput(input: ManualInput): Table {
  return table(
    ["type", typeOf(input)],
    ["description", input.description ? escaped(input.description) : undefined],
    ["enum", input.type === "choice" ? unlessEmpty(input.options.map(escaped)) : undefined],
    ["default", input.default ? defaultOf(input.default, typeOf(input)) : emptyOf(input)],
  );
}

function typeOf({ type, default: fallback }: ManualInput): string {
  if (type === "choice") return "enum";
  if (type === "boolean") return "boolean";
  // Only whole numbers have a type of their own.
  return type === "number" && fallback?.kind.case !== "number" ? "integer" : "string";
}

function defaultOf(value: Value, type: string): Yaml {
  const written = yamlOf(value, escaped);
  return type === "string" ? String(written) : written;
}

/** CircleCI wants a value for the pipelines that nobody starts by hand. */
function emptyOf(input: ManualInput): Yaml {
  const type = typeOf(input);
  if (type === "enum") return escaped(input.options[0] ?? "");
  return type === "boolean" ? false : type === "integer" ? 0 : "";
}

function faultOf({ name, type, options, default: fallback }: ManualInput): string | undefined {
  if (!/^[A-Za-z][\w-]*$/.test(name))
    return 'needs a name of letters, digits, "_" and "-" that starts with a letter';
  if (!["", "string", "boolean", "choice", "number"].includes(type))
    return `has the type "${type}", which CircleCI does not know`;
  if (type === "choice" && options.length === 0) return "is a choice without options";
  if (type !== "choice" && options.length > 0) return "has options but is no choice";
  const value = fallback?.kind;
  if (type === "choice" && value && (value.case !== "text" || !options.includes(value.value)))
    return `has the default "${String(value.value)}", which is not among its options`;
  if (type === "boolean" && value && value.case !== "boolean")
    return "is a boolean with another kind of default";
  return undefined;
}
