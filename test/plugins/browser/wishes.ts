import { create, type Input, InputSchema, reference, type Step, text, ValueSchema } from "cig/sdk";

/** An input as cig.toml gives it; "{{ git.sha }}" as a whole is a name of the run. */
export function input(name: string, value: string | readonly string[]): Input {
  if (typeof value !== "string") {
    const items = value.map((item) => ({ kind: { case: "text" as const, value: item } }));
    const list = create(ValueSchema, { kind: { case: "list", value: { items } } });
    return create(InputSchema, { name, value: { case: "other", value: list } });
  }
  const path = /^\{\{ (.+) \}\}$/.exec(value)?.[1];
  return create(InputSchema, {
    name,
    value: { case: "text", value: path === undefined ? text(value) : text(reference(path)) },
  });
}

export function namesOf(steps: readonly Step[]): string[] {
  return steps.map(({ name }) => name);
}

export function scriptOf(step: Step | undefined): string {
  if (step?.kind.case !== "run") throw new Error("This step runs no script.");
  return step.kind.value.script;
}
