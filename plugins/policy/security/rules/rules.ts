import type { Rule } from "../rule.ts";
import { sharedCache } from "./caching.ts";
import { staticCloudKey } from "./cloud.ts";
import { unsoundCondition } from "./conditions.ts";
import { unguardedDeploy } from "./deploys.ts";
import { untrustedEnvironment, untrustedScript } from "./injection.ts";
import { noPermissions, widePermissions } from "./permissions.ts";
import { unpinnedAction, unpinnedImage } from "./pinning.ts";
import { libraryOnBranch, unpinnedOrb, unpinnedPlugin, unverifiedUpload } from "./pipelines.ts";
import { selfHostedRunner } from "./runners.ts";
import { downloadedScript, missingTimeout, privilegedContainer } from "./running.ts";
import { hardCodedCredential, inheritedSecrets, persistedCredentials, secretInScript } from "./secrets.ts";
import { openTransport } from "./transport.ts";
import { pullRequestHead, strangersTrigger } from "./triggers.ts";

/** All rules, by code. */
export const rules: readonly Rule[] = [
  unpinnedAction,
  unpinnedImage,
  unpinnedOrb,
  unpinnedPlugin,
  libraryOnBranch,
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
  selfHostedRunner,
  sharedCache,
  staticCloudKey,
  downloadedScript,
  openTransport,
  missingTimeout,
  unsoundCondition,
  unguardedDeploy,
  privilegedContainer,
  unverifiedUpload,
];
