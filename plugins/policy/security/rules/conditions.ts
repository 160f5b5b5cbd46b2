import type { Finding, Rule } from "../rule.ts";
import { expressionsIn } from "../workflow/expressions.ts";
import type { Node } from "../workflow/workflow.ts";
import { dangerous } from "./triggers.ts";

export const unsoundCondition: Rule = {
  code: "SEC022",
  title: "Condition does not keep out what it seems to",
  level: "warning",
  providers: ["github"],
  *find(workflow) {
    const hasSecrets = dangerous(workflow).length > 0;
    for (const { condition, steps } of workflow.jobs)
      for (const at of [condition, ...steps.map((step) => step.condition)])
        if (typeof at?.value === "string") yield* judge(at, at.value, hasSecrets);
  },
};

function* judge(at: Node, condition: string, hasSecrets: boolean): Iterable<Finding> {
  if (isText(condition))
    yield {
      at,
      message:
        "There is more than one `${{ }}` here, or text around it, which makes the condition a text, and a text is true.",
      hint: "Put the whole condition, to the last character, into one ${{ }}, or write it without.",
    };
  const [, name] =
    /\bcontains\s*\(\s*'(?:[^']|'')*'\s*,\s*(github\.(?:ref|ref_name|head_ref|actor|triggering_actor)|github\.event\.pull_request\.(?:user\.login|head\.ref))\s*\)/i.exec(
      condition,
    ) ?? [];
  if (name)
    yield {
      at,
      message: `contains() with a text looks for a part of it, so that \`${name}\` may be any few letters that stand in it.`,
      hint: `Ask in a list: contains(fromJSON('["…", "…"]'), ${name}).`,
    };
  const isBot =
    /\bgithub\.(?:triggering_)?actor\s*==\s*'[^']*\[bot\]'|'[^']*\[bot\]'\s*==\s*github\.(?:triggering_)?actor\b/i;
  if (hasSecrets && isBot.test(condition))
    yield {
      at,
      message:
        "`github.actor` is who did something last, not whose change it is: a stranger can have a bot do the last thing.",
      hint: "Compare github.event.pull_request.user.login.",
    };
}

/** True for a condition that GitHub reads as a text with values in it. */
function isText(condition: string): boolean {
  const [first, ...others] = expressionsIn(condition);
  return (
    first !== undefined && (others.length > 0 || !(condition.startsWith("${{") && condition.endsWith("}}")))
  );
}
