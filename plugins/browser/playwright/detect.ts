import {
  type BrowserTool,
  browserEvidence,
  type DetectRequest,
  type DetectResponseSchema,
  type MessageInitShape,
} from "cig/sdk";

/** The package `playwright` also drives browsers for other ends than tests, so it is a weaker sign. */
const playwright: BrowserTool = {
  name: "playwright",
  packages: [
    { ecosystem: "node", name: "@playwright/test", confidence: 1 },
    { ecosystem: "python", name: "pytest-playwright", confidence: 1 },
    { ecosystem: "node", name: "playwright", confidence: 0.8 },
    { ecosystem: "python", name: "playwright", confidence: 0.8 },
  ],
  config: /^playwright\.config\.[cm]?[jt]s$/,
  versioned: ["@playwright/test", "playwright"],
};

/** Says whether the repository uses Playwright, where, and which version its lock file states. */
export async function detect(request: DetectRequest): Promise<MessageInitShape<typeof DetectResponseSchema>> {
  const facts = await browserEvidence(request.files, playwright);
  return { facts, signals: facts.length > 0 ? ["playwright_used"] : [] };
}
