import type { Job } from "../../../proto/gen/cig/plugin/v1/resource_pb.ts";
import type { Contexts } from "../contexts.ts";
import type { Draft } from "../job/draft.ts";
import { reportUnusedDefinitions } from "./definitions.ts";
import { reportUnknownEnv } from "./env-names.ts";
import { reportMissingFolders } from "./folders.ts";
import { reportForeignHatches } from "./hatches.ts";
import { reportNeverLeftOut } from "./never-left-out.ts";
import { reportUnusedVariables } from "./variables.ts";

/**
 * Warns of what stands in cig.toml and comes to nothing: nothing that somebody wrote is lost in silence. With
 * `hasErrors` what nothing uses may be what a misspelt name meant, and the error says it.
 */
export function reportIdle(
  { context, members }: Contexts,
  drafts: readonly Draft[],
  jobs: readonly Job[],
  hasErrors: boolean,
): void {
  if (!hasErrors) {
    for (const each of [context, ...members]) {
      reportUnusedDefinitions(each, drafts);
      reportUnusedVariables(each, drafts);
    }
  }
  reportForeignHatches(context);
  reportUnknownEnv(context, jobs);
  reportMissingFolders(context, drafts);
  reportNeverLeftOut(context, jobs);
}
