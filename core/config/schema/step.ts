import * as z from "zod/mini";
import { artifact, checkout, download, env, hatch, shell, timeout } from "./common.ts";
import { distinct, id, looseId, providerName, word } from "./names.ts";
import { approval } from "./parts/approval.ts";
import { moduleName } from "./parts/module.ts";
import { report } from "./parts/report.ts";
import { retry } from "./parts/retry.ts";
import { faultsOfModifiers } from "./parts/step-modifiers.ts";
import { docs, either, type Fault, key, list, requiredKey, rule, table } from "./strict.ts";
import { condition, inputs, text } from "./text.ts";

const nativeUse = either(
  'a name in quotes such as "actions/setup-go@v5", or a table { uses = "…", pin = "…" }',
  [
    word("a name"),
    table("a table { uses, pin, version, with }", {
      uses: requiredKey(word('a name such as "actions/setup-go"'), "The action, orb command or plugin."),
      pin: key(word("a commit id or digest"), "What is fetched: a full commit id or digest."),
      version: key(word("a version"), "What people call the pinned commit, such as v5.0.1."),
      with: key(inputs(), "Inputs; a list is one line each, a table JSON."),
    }),
  ],
);

const cacheId = (expected = "the id of a cache") => looseId.check(z.minLength(1, expected));

/** The keys of which a step has exactly one. */
export const actions = [
  "run",
  "uses",
  "cache",
  "restore",
  "save",
  "artifact",
  "download",
  "checkout",
  "native",
  "command",
  "report",
  "approve",
] as const;

/** One step of a job. */
export const step = table('a step, such as { run = "npm test" }', {
  name: key(text("a name"), "What people see."),
  id: key(id, "For `{{ steps.ID.outputs.NAME }}`."),
  run: key(text("a script").check(z.regex(/\S/, "a script")), "A script, of one line or many."),
  uses: key(moduleName, "A module, with the versions that fit."),
  command: key(id, "The steps of this [commands.ID]."),
  with: key(inputs(), "Inputs of the module that `uses` names, or of the command."),
  cache: key(cacheId(), "Restores this cache here and saves it after the job."),
  restore: key(cacheId(), "Restores this cache here."),
  save: key(cacheId(), "Saves this cache here."),
  artifact: key(artifact, "Keeps files for other jobs or for people."),
  download: key(download, "Gets an artifact of an earlier job."),
  checkout: key(checkout, "Gets the sources here."),
  native: key(
    z.record(providerName, nativeUse, 'a table by provider, such as native.github = "actions/setup-go@v5"'),
    "A third party's building block, by provider.",
  ),
  report: key(report, "Shows people what came out, whatever came of the steps before."),
  approve: key(approval, "Waits until a person has agreed."),
  if: key(condition, "When the step runs. Default: when all before it succeeded."),
  env: key(env, "Variables of this step."),
  working_directory: key(text("a folder"), "Where the step runs. Default: the job's."),
  shell: key(shell, "The shell of `run`. Default: the job's."),
  timeout: key(timeout, "How long the step may take."),
  always: key(z.boolean("true or false"), "Whether the step runs whatever came of those before it."),
  background: key(
    z.boolean("true or false"),
    "Whether the script goes on beside the steps behind it, until the job ends.",
  ),
  retry: key(retry, "How often, and why, a failed script is tried again. Default: never."),
  outputs: key(
    list('a list of names, such as ["version"]', id).check(
      z.minLength(1, "a list of at least one name"),
      distinct("output", (name: string) => name),
    ),
    "Names of all outputs that the step has: another in `{{ steps.ID.outputs.NAME }}` is an error.",
  ),
  continue_on_error: key(z.boolean("true or false"), "Whether the job goes on when this step fails."),
  provider: key(hatch, "Merged last into the step that a provider writes."),
}).check(rule(faultsOfStep));
docs.add(step, { id: "Step", oneOf: actions.map((action) => ({ required: [action] })) });

function* faultsOfStep(value: Record<string, unknown>): Iterable<Fault> {
  const present = actions.filter((action) => value[action] !== undefined);
  if (present.length === 0)
    yield {
      message: "This step does nothing.",
      hint: `Give it one of ${actions.join(", ")}.`,
      isAbsence: true,
    };
  for (const extra of present.slice(1))
    yield {
      message: `A step does one thing, and this one has both "${present[0]}" and "${extra}".`,
      hint: "Make two steps of it.",
      path: [extra],
      onKey: true,
    };
  if (isEmptyTable(value.native))
    yield {
      message: "This step names no provider, so that it does nothing.",
      hint: 'Name what each provider has, such as native = { github = "actions/setup-go@v5" }.',
      path: ["native"],
    };
  if (value.with !== undefined && value.uses === undefined && value.command === undefined)
    yield {
      message: '"with" gives inputs to the module that "uses" names, and this step has no "uses".',
      hint:
        value.native === undefined
          ? 'Remove it, or add uses = "…".'
          : "Write the inputs into native.<provider>.with.",
      path: ["with"],
      onKey: true,
    };
  if (value.provider !== undefined && value.command !== undefined)
    yield {
      message: "A command is several steps, and it cannot be said which of them this is for.",
      hint: "Write it in the steps of the command, or on the job.",
      path: ["provider"],
      onKey: true,
    };
  if (value.checkout === false)
    yield {
      message: "checkout = false does nothing in a step.",
      hint: "Write it on the job.",
      path: ["checkout"],
    };
  yield* faultsOfModifiers(value, present[0]);
}

function isEmptyTable(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}
