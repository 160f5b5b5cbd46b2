import type { Job, Step } from "cig/sdk";
import { places } from "../expression/place.ts";
import { compileEither } from "../expression/text.ts";
import type { Scope } from "../scope.ts";

/** Where a step stands, from the repository's root; "" is the root. */
export function folderOf(step: Step, job: Job, scope: Scope): string {
  const own = compileEither(step.workingDirectory, step.workingDirectoryText, places.step, scope);
  const folder =
    own ?? compileEither(job.workingDirectory, job.workingDirectoryText, places.step, scope) ?? "";
  const plain = folder.replace(/^\.\/|\/+$/g, "");
  return plain === "." ? "" : plain;
}
