import type { Fault } from "../strict.ts";

/** Finds keys of a step that mean nothing beside what it does; `action` is the key that says what it does. */
export function* faultsOfModifiers(
  value: Record<string, unknown>,
  action: string | undefined,
): Iterable<Fault> {
  if (action === undefined) return;
  for (const [key, { fits, why, hint }] of Object.entries(modifiers))
    if (value[key] !== undefined && value[key] !== false && !fits.includes(action))
      yield { message: why(`"${action}"`), hint, path: [key], onKey: true };
  if (value.approve === false)
    yield { message: "approve = false does nothing.", hint: "Remove the step.", path: ["approve"] };
  if (value.approve !== undefined) yield* faultsOfApproval(value);
  if (value.outputs !== undefined && value.id === undefined)
    yield {
      message: "Nobody can name the outputs of a step that has no id.",
      hint: 'Add id = "…": the outputs are then {{ steps.ID.outputs.NAME }}.',
      path: ["outputs"],
      onKey: true,
    };
  if (value.background === true) yield* faultsOfBackground(value);
  if (typeof value.retry === "object" && value.retry !== null && action === "run")
    yield* faultsOfRetry(value.retry as { on?: unknown[] }, value.timeout !== undefined);
}

interface Modifier {
  readonly fits: readonly string[];
  readonly hint: string;
  why(action: string): string;
}

const modifiers: Readonly<Record<string, Modifier>> = {
  retry: {
    fits: ["run"],
    why: (action) => `Only "run" can be tried again, and this step is ${action}.`,
    hint: "Write retry on the job, or remove it.",
  },
  background: {
    fits: ["run"],
    why: (action) => `Only "run" can go on beside other steps, and this step is ${action}.`,
    hint: "Remove it.",
  },
  outputs: {
    fits: ["run", "uses", "native", "command"],
    why: (action) => `A step that is ${action} leaves no outputs.`,
    hint: "Remove it: only run, uses and native leave outputs.",
  },
};

/** Who waits for a person runs no script. */
function* faultsOfApproval(value: Record<string, unknown>): Iterable<Fault> {
  for (const key of ["env", "working_directory", "shell", "continue_on_error"])
    if (value[key] !== undefined)
      yield {
        message: `"${key}" is for what runs, and this step waits for a person.`,
        hint: "Remove it.",
        path: [key],
        onKey: true,
      };
}

/** Nobody waits for a step in the background, so that nothing can follow from how it ends. */
function* faultsOfBackground(value: Record<string, unknown>): Iterable<Fault> {
  for (const key of ["retry", "outputs"])
    if (value[key] !== undefined)
      yield {
        message: `Nobody waits for a step in the background, so that "${key}" can come to nothing.`,
        hint: `Remove ${key}, or background.`,
        path: [key],
        onKey: true,
      };
}

function* faultsOfRetry({ on = [] }: { on?: unknown[] }, hasTimeout: boolean): Iterable<Fault> {
  if (on.includes("runner_lost"))
    yield {
      message: "A step cannot be tried again on a machine that went away.",
      hint: "Write this retry on the job.",
      path: ["retry", "on", on.indexOf("runner_lost")],
    };
  if (on.includes("timeout") && !hasTimeout)
    yield {
      message: "This step has no timeout of its own: what takes too long ends the whole job.",
      hint: 'Add timeout = "…" to the step, or write this retry on the job.',
      path: ["retry", "on", on.indexOf("timeout")],
    };
}
