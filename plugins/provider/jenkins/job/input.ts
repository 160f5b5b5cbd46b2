import { type Approval, text } from "cig/sdk";
import { groovyString } from "../groovy/literal.ts";
import { below, type Scope } from "../scope.ts";
import { textSource } from "../value/text.ts";

/** What a person is asked, and who may agree, as Groovy. */
export interface Question {
  readonly message: string;
  /** Absent: whoever may build. */
  readonly submitter?: string;
}

/** Jenkins wants a question; without one of the author's the job says what begins. */
export function questionOf(approval: Approval, title: string, top: Scope): Question {
  const scope = below(top, "approval");
  for (const name of approval.approvers)
    if (name === "" || /[,\n\r]/.test(name))
      scope.report.add(
        "JK001",
        [...scope.subject, "approvers"],
        `"${name}" is no name of a person or a group on Jenkins.`,
        "Write one name an entry.",
      );
  const own =
    approval.message && approval.message.parts.length > 0 ? approval.message : text(`Run ${title}?`);
  return {
    message: textSource(own, scope),
    ...(approval.approvers.length > 0 && { submitter: groovyString(approval.approvers.join(",")) }),
  };
}
