import type { ManualInput, ManualTrigger } from "cig/sdk";
import { plainCharacters } from "../expression/text.ts";
import { below, type Scope } from "../scope.ts";
import { yamlOf } from "../yaml/options.ts";
import { table, unlessEmpty, type Yaml } from "../yaml/tree.ts";

/** GitHub's limit for the questions of one form. */
const mostInputs = 25;

/** The value of `workflow_dispatch`: the questions to the person who starts the run. */
export function compileManual(manual: ManualTrigger, top: Scope): Yaml {
  const scope = below(top, "manual", "inputs");
  if (manual.inputs.length > mostInputs)
    scope.report.add(
      "GH017",
      scope.subject,
      `A manual run has ${manual.inputs.length} inputs; GitHub takes ${mostInputs}.`,
      "Join some of them.",
    );
  const inputs = new Map(
    manual.inputs.map((input) => [input.name, compileInput(input, below(scope, input.name))]),
  );
  return inputs.size > 0 ? table(["inputs", inputs]) : null;
}

function compileInput(input: ManualInput, scope: Scope): Yaml {
  const fault = faultOf(input);
  if (fault)
    scope.report.add("GH017", scope.subject, `The input "${input.name}" ${fault}.`, "Change the input.");
  return table(
    ["description", input.description ? plainCharacters(input.description, scope, "description") : undefined],
    ["type", input.type || "string"],
    ["required", input.required || undefined],
    ["default", input.default && yamlOf(input.default, (text) => plainCharacters(text, scope, "default"))],
    ["options", unlessEmpty(input.options.map((option) => plainCharacters(option, scope, "options")))],
  );
}

function faultOf({ name, type, options, default: fallback }: ManualInput): string | undefined {
  if (!/^[A-Za-z_][\w-]*$/.test(name))
    return 'needs a name of letters, digits, "_" and "-" that starts with no digit';
  if (!["", "string", "boolean", "choice", "number", "environment"].includes(type))
    return `has the type "${type}", which GitHub does not know`;
  if (type === "choice" && options.length === 0) return "is a choice without options";
  if (type !== "choice" && options.length > 0) return "has options but is no choice";
  const value = fallback?.kind;
  if (type === "choice" && value?.case === "text" && !options.includes(value.value))
    return `has the default "${value.value}", which is not among its options`;
  if (type === "boolean" && value && value.case !== "boolean")
    return "is a boolean with another kind of default";
  return undefined;
}
