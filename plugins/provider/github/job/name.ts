import type { Job } from "cig/sdk";
import { member } from "../expression/operand.ts";
import { places } from "../expression/place.ts";
import { characters, compileEither } from "../expression/text.ts";
import { below, type Scope } from "../scope.ts";
import { decidedSuffix } from "../skipping/matrix.ts";
import { isShared, shardAxis } from "./shard.ts";

/**
 * What people see: "deploy / Europe" for a job of the stage "deploy". GitHub shows the values of the matrix behind a
 * name that holds no expression; behind another one the number of the copy is added here. The matrix of a job that may be
 * left out shows more than that, so that its values are written out. Undefined: the id.
 */
export function compileName(job: Job, top: Scope): string | undefined {
  const scope = below(top, "name");
  const own = compileEither(job.name, job.nameText, places.jobName, scope);
  const stage = job.stage === "" ? "" : `${characters(job.stage, below(top, "stage"))} / `;
  const behind = own?.includes("${{") ? copyOf(job) : decidedSuffix(job, top);
  return own === undefined && stage === "" && behind === "" ? undefined : `${stage}${own ?? job.id}${behind}`;
}

function copyOf(job: Job): string {
  return isShared(job) ? ` (\${{ ${member("matrix", shardAxis(job))} }})` : "";
}
