import { type ManualInput, type Table, table, type Yaml } from "cig/sdk";
import { at, type Scope } from "../scope.ts";
import { is, printed } from "../value/cond.ts";
import { uploaded } from "../value/interpolation.ts";
import { defaultOf, inputKey } from "../value/meta-data.ts";

/** The key of the step that asks the person who starts a build. */
export const inputsKey = "inputs";

/**
 * A step that asks the questions of a manual run, in builds that a person starts on Buildkite. Everything waits for
 * it; the answers are meta-data of the build, which the API can give, too.
 */
export function compileInputs(inputs: readonly ManualInput[], top: Scope): Table | undefined {
  if (inputs.length === 0) return undefined;
  const taken = new Map<string, string>();
  const fields = inputs.map((input) => {
    const scope = at(top, "on", "manual", "inputs", input.name);
    const key = inputKey(input.name);
    const fault =
      faultOf(input) ??
      (taken.has(key) ? `is kept under the same name as "${taken.get(key)}": ${key}` : undefined);
    if (fault)
      scope.report.add("BK017", scope.subject, `The input "${input.name}" ${fault}.`, "Change the input.");
    taken.set(key, input.name);
    return compileField(input, key);
  });
  return table(
    ["input", "Inputs"],
    ["key", inputsKey],
    ["if", printed(is("build.source", "ui"))],
    ["fields", fields],
  );
}

function compileField(input: ManualInput, key: string): Yaml {
  const { name, description, required } = input;
  const hint: [string, Yaml | undefined] = ["hint", description ? uploaded(description) : undefined];
  const options = optionsOf(input);
  if (options)
    return table(
      ["select", name],
      ["key", key],
      hint,
      ["required", required],
      ["default", input.default || input.type === "boolean" ? uploaded(defaultOf(input)) : undefined],
      ["options", options.map((option) => table(["label", uploaded(option)], ["value", uploaded(option)]))],
    );
  return table(
    ["text", name],
    ["key", key],
    hint,
    ["required", required],
    ["format", input.type === "number" ? "-?[0-9]+(\\.[0-9]+)?" : undefined],
    ["default", input.default ? uploaded(defaultOf(input)) : undefined],
  );
}

function optionsOf({ type, options }: ManualInput): readonly string[] | undefined {
  if (type === "boolean") return ["true", "false"];
  return type === "choice" ? options : undefined;
}

function faultOf({ name, type, options, default: fallback }: ManualInput): string | undefined {
  if (!/^[A-Za-z][\w-]*$/.test(name))
    return 'needs a name of letters, digits, "_" and "-" that starts with a letter';
  if (!["", "string", "boolean", "choice", "number"].includes(type))
    return `has the type "${type}", which Buildkite does not know`;
  if (type === "choice" && options.length === 0) return "is a choice without options";
  if (type !== "choice" && options.length > 0) return "has options but is no choice";
  const value = fallback?.kind;
  if (type === "choice" && value && (value.case !== "text" || !options.includes(value.value)))
    return `has the default "${String(value.value)}", which is not among its options`;
  if (type === "boolean" && value && value.case !== "boolean")
    return "is a boolean with another kind of default";
  return undefined;
}
