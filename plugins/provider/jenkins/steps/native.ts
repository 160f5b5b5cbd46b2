import type { Native, Step } from "cig/sdk";
import { call, isWord } from "../groovy/call.ts";
import type { Code } from "../groovy/code.ts";
import { below, type Scope } from "../scope.ts";
import { literalOfPieces, piecesOf, textSource } from "../value/text.ts";
import { withOptions } from "./run.ts";

/** A step of a Jenkins plugin, or of a shared library, with named arguments. */
export function compileNative(native: Native, step: Step, scope: Scope): Code[] {
  if (!isWord(native.uses))
    scope.report.add(
      "JK010",
      scope.subject,
      `"${native.uses}" is no name of a step.`,
      'Write native.jenkins = "slackSend", a name that the Pipeline Syntax page of Jenkins shows.',
    );
  if (native.pin || native.version)
    scope.report.add(
      "JK010",
      scope.subject,
      `The version of the plugin behind "${native.uses}" is the one that Jenkins has installed; a Jenkinsfile cannot pin it.`,
      "Leave out the version.",
    );
  const args = new Map<string, string>();
  for (const { name, value } of native.with) {
    const own = below(scope, "with", name);
    if (!isWord(name))
      own.report.add("JK010", own.subject, `"${name}" is no name of an argument.`, "Use letters and digits.");
    const known = literalOfPieces(piecesOf(value, own));
    // Steps tell numbers and truth values from texts.
    const isBare = known !== undefined && /^(?:true|false|0|[1-9]\d{0,8})$/.test(known);
    args.set(name, isBare ? known : textSource(value, own));
  }
  return [call(isWord(native.uses) ? native.uses : "error", [...withOptions(args, step, scope)], "")];
}
