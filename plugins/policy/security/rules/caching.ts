import type { Rule } from "../rule.ts";
import type { Step } from "../workflow/workflow.ts";
import { dangerous, headOf } from "./triggers.ts";

/**
 * GitHub keeps what a pull request caches to that pull request. Under these triggers it does not: the cache is that of
 * the default branch, from which releases are built.
 */
export const sharedCache: Rule = {
  code: "SEC017",
  title: "Strangers' code writes the cache of the default branch",
  level: "error",
  providers: ["github"],
  *find(workflow) {
    const [trigger] = dangerous(workflow);
    if (trigger === undefined) return;
    for (const { steps } of workflow.jobs) {
      if (!steps.some(headOf)) continue;
      for (const step of steps)
        if (step.uses && writesCache(step))
          yield {
            at: step.uses,
            message: `Under \`${trigger}\` this is the cache of the default branch, and the job has the code of a pull request, which can leave there what a release will use.`,
            hint: "Use actions/cache/restore, or pull_request.",
          };
    }
  },
};

function writesCache(step: Step): boolean {
  const uses = String(step.uses?.value ?? "").toLowerCase();
  if (/^actions\/cache(?:\/save)?@/.test(uses)) return true;
  const input = (name: string) => step.with.find(({ key }) => key === name)?.node.value;
  if (/^actions\/setup-(?:node|python|java)@/.test(uses)) return Boolean(input("cache"));
  return /^ruby\/setup-ruby@/.test(uses) && String(input("bundler-cache")) === "true";
}
