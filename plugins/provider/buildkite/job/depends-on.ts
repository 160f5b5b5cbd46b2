import { type Job, table, type Yaml } from "cig/sdk";
import type { Scope } from "../scope.ts";
import { inputsKey } from "../triggers/inputs.ts";
import type { When } from "./when.ts";

export type DependsOn = Yaml | undefined;

/**
 * The value of `depends_on`. `more` are keys of steps that belong to the job itself, such as its approval. A step
 * that waits for nothing says so where another one in the file blocks.
 */
export function compileDependsOn(
  job: Job,
  { status }: When,
  more: readonly string[],
  blocks: boolean,
  scope: Scope,
): DependsOn {
  const keysOf = (id: string) => scope.keys.get(id) ?? [id];
  const needs = job.needs.flatMap(keysOf);
  const any = job.needsAny.flatMap(keysOf);
  const inputs = scope.asksInputs && needs.length + any.length === 0;
  const all: Yaml[] = [
    ...(inputs ? [inputsKey] : []),
    ...more,
    ...needs.map((key): Yaml => (status === "success" ? key : tolerant(key))),
    ...any.map(tolerant),
  ];
  if (all.length === 0) return blocks ? [] : undefined;
  const [only] = all;
  return all.length === 1 && typeof only === "string" ? only : all;
}

/** The job runs however this one has ended. */
function tolerant(key: string): Yaml {
  return table(["step", key], ["allow_failure", true]);
}
