import type { Job } from "../../../proto/gen/cig/plugin/v1/resource_pb.ts";
import type { Context } from "../context.ts";
import type { Draft } from "../job/draft.ts";
import { reportUnusedDefinitions } from "./definitions.ts";
import { reportUnknownEnv } from "./env-names.ts";
import { reportMissingFolders } from "./folders.ts";
import { reportForeignHatches } from "./hatches.ts";
import { reportUnusedVariables } from "./variables.ts";

/**
 * Warns of what stands in cig.toml and comes to nothing: nothing that somebody wrote is lost in silence. With
 * `hasErrors` what nothing uses may be what a misspelt name meant, and the error says it.
 */
export function reportIdle(
  context: Context,
  drafts: readonly Draft[],
  jobs: readonly Job[],
  hasErrors: boolean,
): void {
  if (!hasErrors) {
    reportUnusedDefinitions(context, drafts);
    reportUnusedVariables(context, drafts);
  }
  reportForeignHatches(context);
  reportUnknownEnv(context, jobs);
  reportMissingFolders(context, drafts);
}
