import type { FlatStep } from "./flatten.ts";
import { textOf } from "./raw.ts";

/** True for a step that asks how each of the others ended, whatever that was, to tell of the whole run. */
export function isGate({ step }: FlatStep): boolean {
  const command = textOf(step.command);
  return (
    step.notify !== undefined &&
    (/^tell\(\) \{ # tell STEP/m.test(command) || /^echo "There was nothing to run\."$/m.test(command))
  );
}

/** The variants of which a step leaves out those that have passed already; undefined for any other step. */
export function leftOutBy({ step }: FlatStep): string[] | undefined {
  const command = textOf(step.command);
  if (!/\bcig compute-signatures\b/.test(command)) return undefined;
  const list = /^echo '--- What has passed already, of: (.*)'$/m.exec(command)?.[1] ?? "";
  return list.split(", ").filter((id) => id !== "" && id !== "nothing");
}
