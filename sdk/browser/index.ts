/** What the plugins of browser test tools have in common: facts, locked versions, how a project starts its tools. */
export { type BrowserTool, browserEvidence } from "./evidence.ts";
export { lockedVersion } from "./locked-version.ts";
export { nodeRun, packageManifest } from "./package-manifest.ts";
export { type BrowserProject, browserProject, homeCache, keyOfLock } from "./project.ts";
export { type ToolScript, toolScripts } from "./scripts.ts";
export { type ProposedStep, stepFacts } from "./step-facts.ts";
