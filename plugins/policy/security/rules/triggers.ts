import type { Rule } from "../rule.ts";
import { isCheckout } from "../workflow/scripts.ts";
import type { Node, Step, Workflow } from "../workflow/workflow.ts";

const strangers = ["pull_request_target", "workflow_run"];

export const strangersTrigger: Rule = {
  code: "SEC009",
  title: "Strangers can start a run that has secrets",
  level: "warning",
  providers: ["github"],
  *find(workflow) {
    for (const trigger of dangerous(workflow))
      yield {
        at: workflow.on ?? workflow.root,
        message: `\`${trigger}\` runs with the repository's secrets and a token that may write, for changes of anybody.`,
        hint: "Use pull_request, which has neither; or make sure that no job uses anything of the pull request.",
      };
  },
};

export const pullRequestHead: Rule = {
  code: "SEC010",
  title: "Strangers' code runs with secrets",
  level: "error",
  providers: ["github"],
  *find(workflow) {
    const [trigger] = dangerous(workflow);
    if (trigger === undefined) return;
    for (const { steps } of workflow.jobs)
      for (const step of steps) {
        const place = headOf(step);
        if (place)
          yield {
            at: place,
            message: `Under \`${trigger}\` this gets the code of the pull request: whoever opened it can read the secrets.`,
            hint: "Take out the ref, or use pull_request.",
          };
      }
  },
};

/** The triggers that run with secrets for changes of anybody. */
export function dangerous({ triggers }: Workflow): string[] {
  return strangers.filter((trigger) => triggers.has(trigger));
}

/** Where a step gets the head of a pull request. */
export function headOf(step: Step): Node | undefined {
  const head =
    /github\.head_ref|pull_request\.(?:head|number|merge_commit_sha)|workflow_run\.(?:head|pull_requests)|event\.number|refs\/pull\//i;
  if (isCheckout(step))
    return step.with.find(
      ({ key, node }) => /^(?:ref|repository)$/.test(key) && head.test(String(node.value)),
    )?.node;
  const script = String(step.run?.value ?? "");
  const fetches =
    /\bgh\s+pr\s+checkout\b/.test(script) ||
    (/\bgit\s+(?:fetch|checkout|pull|switch)\b/.test(script) && head.test(script));
  return fetches ? step.run : undefined;
}
