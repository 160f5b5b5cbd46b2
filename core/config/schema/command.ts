import * as z from "zod/mini";
import { id, word } from "./names.ts";
import { step } from "./step.ts";
import { docs, type Fault, key, list, requiredKey, rule, table } from "./strict.ts";
import { anything } from "./text.ts";
import { faultsOfInput } from "./triggers.ts";

const input = table('a table such as { type = "string", default = "…" }', {
  description: key(z.string("text"), "What it is for."),
  type: key(
    z.enum(["string", "boolean", "choice", "number"], '"string", "boolean", "choice" or "number"'),
    'Default: "string".',
  ),
  default: key(anything, "What is taken where a call does not give it. Absent: every call must."),
  required: key(
    z.boolean("true or false"),
    "false: a call may leave it out, and it is then empty. Default: true where there is no default.",
  ),
  options: key(
    list('a list such as ["staging", "production"]', word("a word")),
    'The choices of type "choice".',
  ),
}).check(rule(faultsOfInput));
docs.add(input, { id: "CommandInput" });

const description = key(z.string("text"), "What it does.");
const inputs = key(z.record(id, input, "a table of inputs"), "What calls give, as `{{ inputs.NAME }}`.");
const steps = list('a list of steps, such as [{ run = "npm test" }]', step).check(
  z.minLength(1, "a list of at least one step"),
  rule(faultsOfSteps),
);

/** `[commands.ID]`: a named list of steps that jobs call. */
export const command = table("a table { description, inputs, steps }", {
  description,
  inputs,
  steps: requiredKey(steps, "What is done, in order."),
});
docs.add(command, { id: "Command" });

/** Part of a command, in a profile. */
export const commandPart = table("a table { description, inputs, steps }", {
  description,
  inputs,
  steps: key(steps, "What is done, in order."),
});

function* faultsOfSteps(all: { id?: string | undefined }[]): Iterable<Fault> {
  const seen = new Set<string>();
  for (const [index, { id: own }] of all.entries()) {
    if (own !== undefined && seen.has(own))
      yield {
        code: "CIG405",
        message: `Two steps of this command have the id "${own}".`,
        hint: "Give one of them another id.",
        path: [index, "id"],
      };
    if (own !== undefined) seen.add(own);
  }
}
