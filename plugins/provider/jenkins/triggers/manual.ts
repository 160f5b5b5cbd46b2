import type { ManualInput } from "cig/sdk";
import { type Arguments, call } from "../groovy/call.ts";
import { groovyString } from "../groovy/literal.ts";
import type { Scope } from "../scope.ts";

/** The section `parameters`: what a person who starts a build is asked. */
export function compileInputs(inputs: readonly ManualInput[], scope: Scope): string[] {
  return inputs.map((input) => {
    const fault = faultOf(input);
    if (fault)
      scope.report.add(
        "JK017",
        ["on", "manual", "inputs", input.name],
        `The input "${input.name}" ${fault}.`,
        "Correct it under [on.manual.inputs].",
      );
    const { name, options, type } = input;
    if (input.required && !input.default && type !== "choice" && type !== "boolean")
      scope.report.add(
        "JK035",
        ["on", "manual", "inputs", name, "required"],
        `Jenkins starts a build without a value for "${name}", too.`,
        "Let the first step ask for it.",
      );
    const description = input.description ? groovyString(input.description) : undefined;
    const fallback = input.default?.kind.value;
    const common: Arguments = [
      ["name", groovyString(name)],
      ["description", description],
    ];
    if (type === "choice") {
      // The first one is what Jenkins takes where nobody chooses.
      const first = options.filter((option) => option === fallback);
      const sorted = [...first, ...options.filter((option) => option !== fallback)];
      return call("choice", [
        common[0]!,
        ["choices", `[${sorted.map(groovyString).join(", ")}]`],
        common[1]!,
      ]);
    }
    if (type === "boolean")
      return call("booleanParam", [common[0]!, ["defaultValue", String(fallback === true)], common[1]!]);
    const text = fallback === undefined ? "" : String(fallback);
    const word = text.includes("\n") ? "text" : "string";
    return call(word, [common[0]!, ["defaultValue", groovyString(text)], common[1]!]);
  });
}

function faultOf({ name, type, options, default: fallback }: ManualInput): string | undefined {
  if (!/^[A-Za-z_][\w-]*$/.test(name))
    return 'needs a name of letters, digits, "_" and "-" that starts with a letter';
  if (!["", "string", "boolean", "choice", "number"].includes(type))
    return `has the type "${type}", which Jenkins does not know`;
  if (type === "choice" && options.length === 0) return "is a choice without options";
  if (type === "choice" && options.some((option) => /[\r\n]/.test(option)))
    return "has an option of several lines";
  if (type !== "choice" && options.length > 0) return "has options but is no choice";
  const value = fallback?.kind;
  if (type === "choice" && value && (value.case !== "text" || !options.includes(value.value)))
    return `has the default "${String(value.value)}", which is not among its options`;
  if (type === "boolean" && value && value.case !== "boolean")
    return "is a boolean with another kind of default";
  return undefined;
}
