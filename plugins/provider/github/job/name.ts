import type { Job } from "cig/sdk";
import { member } from "../expression/operand.ts";
import { places } from "../expression/place.ts";
import { characters, compileEither } from "../expression/text.ts";
import { below, type Scope } from "../scope.ts";
import { isShared, shardAxis } from "./shard.ts";

/**
 * What people see: "deploy / Europe" for a job of the stage "deploy". GitHub shows the values of the matrix behind a
 * name that holds no expression; behind another one the number of the copy is added here. Undefined: the id.
 */
export function compileName(job: Job, top: Scope): string | undefined {
  const scope = below(top, "name");
  const name = compileEither(job.name, job.nameText, places.jobName, scope);
  const copy =
    name !== undefined && isShared(job) && name.includes("${{")
      ? ` (\${{ ${member("matrix", shardAxis(job))} }})`
      : "";
  if (job.stage === "") return name === undefined ? undefined : name + copy;
  return `${characters(job.stage, below(top, "stage"))} / ${name ?? job.id}${copy}`;
}
