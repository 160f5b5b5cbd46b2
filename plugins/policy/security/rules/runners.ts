import type { Rule } from "../rule.ts";
import type { Job, Node } from "../workflow/workflow.ts";

/**
 * GitHub alone says in the file both what starts a run and where it goes. Whether strangers can open pull requests, and
 * who has to approve their runs, are settings: that is why this is a remark.
 */
export const selfHostedRunner: Rule = {
  code: "SEC016",
  title: "Pull requests run on a machine of your own",
  level: "info",
  providers: ["github"],
  *find({ triggers, jobs }) {
    const trigger = ["pull_request", "pull_request_target"].find((name) => triggers.has(name));
    if (trigger === undefined) return;
    for (const job of jobs)
      if (job.runsOn && isSelfHosted(job.runsOn) && !keepsOutForks(job))
        yield {
          at: job.runsOn,
          message: `\`${trigger}\` brings the code of pull requests to a self-hosted runner. Where strangers may open one, as in a public repository, they can leave something on the machine that later runs meet.`,
          hint: `Leave forks out, or give each run a machine that is thrown away, and then waive this:\n  [jobs.${job.id}]\n  provider.github.if = "\${{ github.event.pull_request.head.repo.full_name == github.repository }}"`,
        };
  },
};

/** Its own label says so. Any other label may be a larger runner of GitHub's, and a name may stand for anything. */
function isSelfHosted({ value }: Node): boolean {
  if (value instanceof Map) return isSelfHosted({ value: value.get("labels") } as Node);
  if (Array.isArray(value)) return value.some((label) => /^self-hosted$/i.test(String(label)));
  const text = String(value ?? "");
  return /^self-hosted$/i.test(text) || (text.includes("${{") && /["']self-hosted["']/i.test(text));
}

/** True for conditions that let no pull request of a fork through. */
function keepsOutForks({ condition }: Job): boolean {
  const text = String(condition?.value ?? "").replace(/\s+/g, " ");
  if (/\|\|/.test(text)) return text.split("||").every((part) => keepsOut(part));
  return keepsOut(text);
}

function keepsOut(text: string): boolean {
  return (
    /head\.repo\.full_name\s*==\s*github\.repository|github\.repository\s*==\s*github\.event\.pull_request\.head\.repo\.full_name/.test(
      text,
    ) ||
    /head\.repo\.fork\s*==\s*false|head\.repo\.fork\s*!=\s*true|!\s*github\.event\.pull_request\.head\.repo\.fork/.test(
      text,
    ) ||
    /github\.event_name\s*(?:==\s*'(?!pull_request)|!=\s*'pull_request)/.test(text) ||
    /github\.ref\s*==\s*'refs\/(?:heads|tags)\/|github\.ref_type\s*==\s*'tag'|startsWith\(\s*github\.ref\s*,\s*'refs\/(?:heads|tags)\//.test(
      text,
    )
  );
}
