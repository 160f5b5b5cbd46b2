import {
  type BrowserTool,
  browserEvidence,
  type DetectRequest,
  type DetectResponseSchema,
  type MessageInitShape,
} from "cig/sdk";
import { configFacts } from "./config-facts.ts";
import { cypressSteps } from "./step-facts.ts";

const cypress: BrowserTool = {
  name: "cypress",
  packages: [{ ecosystem: "node", name: "cypress", confidence: 1 }],
  config: /^cypress\.(?:config\.[cm]?[jt]s|json)$/,
  versioned: ["cypress"],
  script: /(?:^|[\s;&|"'])cypress run\b/,
};

/** Says whether the repository uses Cypress, where, in which version, and what its configuration says of the server. */
export async function detect(request: DetectRequest): Promise<MessageInitShape<typeof DetectResponseSchema>> {
  const facts = await browserEvidence(request.files, cypress);
  if (facts.length === 0) return { facts, signals: [] };
  const root = facts.find(({ key }) => key === "browser.cypress.root")!.value!;
  const ofConfig = configFacts(request.files, root);
  const baseUrl = ofConfig.find(({ key }) => key === "browser.cypress.base_url")?.value;
  const steps = cypressSteps(request.files, { root, ...(baseUrl !== undefined && { baseUrl }) });
  return { facts: [...facts, ...ofConfig, ...(isInstalled(facts) ? steps : [])], signals: ["cypress_used"] };
}

/** Signs other than a package leave open which Cypress would run. */
function isInstalled([first]: readonly { readonly confidence?: number }[]): boolean {
  return first?.confidence === 1;
}
