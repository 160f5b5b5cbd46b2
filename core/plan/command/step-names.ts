import type { StepToml } from "../../config/schema.ts";

/**
 * The ids that the steps of a command get in a job: their own while nothing else in the job has one of them. A call with
 * an id gives its own in front ("release-build"), and to its last step its own alone, so that its outputs are those of
 * the call. Other calls count themselves: "deploy-2-build". "" is the last step where it has no id. `taken` grows.
 */
export function namesOfSteps(
  steps: readonly StepToml[],
  command: string,
  call: string | undefined,
  taken: Set<string>,
): ReadonlyMap<string, string> {
  const ids = steps.flatMap(({ id }) => id ?? []);
  const names = new Map<string, string>();
  if (call !== undefined) {
    for (const id of ids) names.set(id, free(`${call}-${id}`, taken));
    names.set(steps.at(-1)?.id ?? "", call);
    taken.add(call);
    return names;
  }
  const isFree = (prefix: string) => ids.every((id) => !taken.has(prefix + id));
  let prefix = "";
  for (let count = 2; !isFree(prefix); count++) prefix = `${command}-${count}-`;
  for (const id of ids) {
    names.set(id, prefix + id);
    taken.add(prefix + id);
  }
  return names;
}

function free(wanted: string, taken: Set<string>): string {
  let name = wanted;
  for (let count = 2; taken.has(name); count++) name = `${wanted}-${count}`;
  taken.add(name);
  return name;
}
