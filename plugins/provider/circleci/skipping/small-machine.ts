import { optionsFor, type Runner, type Table, table } from "cig/sdk";
import { machineKinds } from "../job/machine.ts";

/** Where a small job of cig's own runs: in `image`, or on the machine that the runner names for CircleCI. */
export function smallMachine(runner: Runner | undefined, image: string): Table {
  const options = optionsFor("circleci", runner?.providerOptions ?? []);
  const isStated = machineKinds.some((kind) => options.has(kind));
  return isStated ? options : new Map([...table(["docker", [table(["image", image])]]), ...options]);
}
