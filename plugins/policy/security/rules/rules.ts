import type { PipelineRule, Rule, RuleName } from "../rule.ts";
import { sharedCache } from "./caching.ts";
import { staticCloudKey } from "./cloud.ts";
import { unsoundCondition } from "./conditions.ts";
import { untrustedEnvironment, untrustedScript } from "./injection.ts";
import { noPermissions, widePermissions } from "./permissions.ts";
import { unpinnedAction, unpinnedImage } from "./pinning.ts";
import { libraryOnBranch, unpinnedOrb, unpinnedPlugin, unverifiedUpload } from "./pipelines.ts";
import { downloadedScript, missingTimeout, privilegedContainer } from "./running.ts";
import { hardCodedCredential, inheritedSecrets, persistedCredentials, secretInScript } from "./secrets.ts";
import { openTransport } from "./transport.ts";
import { pullRequestHead, strangersTrigger } from "./triggers.ts";

/** The rules for workflows of GitHub, by code. */
export const rules: readonly Rule[] = [
  unpinnedAction,
  unpinnedImage,
  noPermissions,
  widePermissions,
  untrustedScript,
  strangersTrigger,
  pullRequestHead,
  untrustedEnvironment,
  persistedCredentials,
  inheritedSecrets,
  hardCodedCredential,
  secretInScript,
  sharedCache,
  staticCloudKey,
  downloadedScript,
  openTransport,
  missingTimeout,
  unsoundCondition,
  privilegedContainer,
];

/** The rules for configurations of CircleCI, Buildkite and Jenkins, by code. */
export const pipelineRules: readonly PipelineRule[] = [
  unpinnedOrb,
  unpinnedPlugin,
  libraryOnBranch,
  unverifiedUpload,
];

/** All that `[policy]` may speak of, by code. */
export const ruleNames: readonly RuleName[] = [...rules, ...pipelineRules].sort((left, right) =>
  left.code < right.code ? -1 : 1,
);
