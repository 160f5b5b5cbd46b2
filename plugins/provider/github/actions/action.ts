import { type Command, create, JobSchema, type ManualInput, type NamedText, type Value } from "cig/sdk";
import { places } from "../expression/place.ts";
import { characters, compileText, plainCharacters } from "../expression/text.ts";
import type { Scope } from "../scope.ts";
import { compileStep } from "../steps/step.ts";
import { type Table, table, unlessEmpty, type Yaml } from "../yaml/tree.ts";

/** Where the composite action of a command lies. */
export function actionFolder(id: string): string {
  return `.github/actions/${id}`;
}

/** A command as a composite action: what `action.yml` holds. */
export function compileAction(command: Command, top: Scope): Table {
  const scope: Scope = { ...top, command, subject: ["commands", command.id] };
  const inputs = command.inputs.map((input): [string, Yaml] => [input.name, compileInput(input, scope)]);
  const ids = new Set<string>();
  const job = create(JobSchema, { id: command.id });
  const steps = command.steps.flatMap((step) => {
    const own = {
      ...scope,
      subject: step.subject.length > 0 ? step.subject : scope.subject,
      steps: new Set(ids),
    };
    const compiled = compileStep(step, job, [], own);
    if (step.id) ids.add(step.id);
    return compiled.map(withShell);
  });
  const description = plainCharacters(command.description, scope, "description");
  return table(
    ["name", command.id],
    ["description", description || `The command "${command.id}" of cig.toml`],
    ["inputs", unlessEmpty(new Map(inputs))],
    ["runs", table(["using", "composite"], ["steps", steps])],
  );
}

/** The call of an action: inputs that are what they are by default are left out. */
export function compileCall(
  command: Command,
  given: readonly NamedText[],
  condition: Yaml | undefined,
  scope: Scope,
): Table {
  const defaults = new Map(command.inputs.map((input) => [input.name, defaultOf(input)]));
  const inputs = given
    .map(({ name, value }): [string, string] => [name, compileText(value, places.step, scope)])
    .filter(([name, text]) => defaults.get(name) === undefined || defaults.get(name) !== text);
  return table(
    ["name", command.description ? characters(command.description, scope) : undefined],
    ["if", condition],
    ["uses", `./${actionFolder(command.id)}`],
    ["with", unlessEmpty(new Map(inputs))],
  );
}

function compileInput(input: ManualInput, scope: Scope): Yaml {
  const fallback = defaultOf(input);
  return table(
    ["description", plainCharacters(input.description, scope, "inputs", input.name) || input.name],
    ["required", fallback === undefined ? true : undefined],
    ["default", fallback === undefined ? undefined : characters(fallback, scope)],
  );
}

/**
 * Inputs of an action are texts, whatever they hold; one that may be left out is empty then. Undefined: every call gives
 * it, as it does where the default is made of names that only the run knows.
 */
function defaultOf({ default: fallback, required }: ManualInput): string | undefined {
  if (fallback === undefined) return required ? undefined : "";
  const word = wordOf(fallback);
  return word.includes("{{") ? undefined : word;
}

function wordOf({ kind }: Value): string {
  return kind.case === undefined || kind.case === "list" || kind.case === "table" ? "" : String(kind.value);
}

/** A script in an action has to name its shell. */
function withShell(step: Table): Table {
  if (!step.has("run") || step.has("shell")) return step;
  return new Map([...step, ["shell", "bash"]]);
}
