import {
  type BrowserTool,
  browserEvidence,
  type DetectRequest,
  type DetectResponseSchema,
  factAt,
  folderOf,
  type MessageInitShape,
  pathIn,
  type RepositoryFile,
  sortedFiles,
  textOfFile,
  toolScripts,
} from "cig/sdk";
import { chromaticSteps, publishes } from "./step-facts.ts";

const chromatic: BrowserTool = {
  name: "chromatic",
  packages: [{ ecosystem: "node", name: "chromatic", confidence: 1 }],
  config: /^chromatic\.config\.json$/,
  versioned: ["chromatic"],
  script: publishes,
};

/** Says whether the repository uses Chromatic, where, in which version, and which script builds its Storybook. */
export async function detect(request: DetectRequest): Promise<MessageInitShape<typeof DetectResponseSchema>> {
  const facts = await browserEvidence(request.files, chromatic);
  if (facts.length === 0) return { facts, signals: [] };
  const root = facts.find(({ key }) => key === "browser.chromatic.root")!.value!;
  const script = buildScript(sortedFiles(request.files), root === "." ? "" : root);
  const steps = facts[0]!.confidence === 1 ? chromaticSteps(request.files, root, facts[0]!) : [];
  return {
    facts: [
      ...facts,
      ...(script ? [factAt("browser.chromatic.build_script", script.name, 0.9, [script])] : []),
      ...steps,
    ],
    signals: ["chromatic_used"],
  };
}

/** Only where Chromatic would not find it: under another name than its own default, and unsaid in its configuration. */
function buildScript(files: readonly RepositoryFile[], folder: string) {
  const config = files.find(({ path }) => path === pathIn(folder, "chromatic.config.json"));
  const isSaid = /"(?:buildScriptName|buildCommand|storybookBuildDir)"/.test(
    (config && textOfFile(config)) ?? "",
  );
  const scripts = toolScripts(files, /(?:^|[\s;&|])(?:storybook build|build-storybook)\b/).filter(
    ({ file }) => folderOf(file) === folder,
  );
  return isSaid || scripts.some(({ name }) => name === "build-storybook") ? undefined : scripts[0];
}
