import type { Native, Step } from "cig/sdk";
import { call, isWord } from "../groovy/call.ts";
import type { Code } from "../groovy/code.ts";
import { comment } from "../groovy/comment.ts";
import { groovyString } from "../groovy/literal.ts";
import { below, type Scope } from "../scope.ts";
import { literalOfPieces, piecesOf, textSource } from "../value/text.ts";
import { withOptions } from "./run.ts";

/**
 * A step of a Jenkins plugin by its name, `slackSend`, or one of a shared library, `acme/deploy` at a version; both with
 * named arguments.
 */
export function compileNative(native: Native, step: Step, scope: Scope): Code[] {
  const [, library, word = ""] = /^(?:([\w.-]+)\/)?([A-Za-z_]\w*)$/.exec(native.uses) ?? [];
  if (!isWord(word))
    scope.report.add(
      "JK010",
      scope.subject,
      `"${native.uses}" is no name of a step.`,
      'Write native.jenkins = "slackSend", a name that the Pipeline Syntax page of Jenkins shows, or "library/step@1.2.3".',
    );
  const version = native.pin || native.version;
  if (library === undefined && version)
    scope.report.add(
      "JK010",
      scope.subject,
      `The version of the plugin behind "${native.uses}" is the one that Jenkins has installed; a Jenkinsfile cannot pin it.`,
      "Leave out the version.",
    );
  if (library !== undefined && !/^[\w.+/-]+$/.test(version))
    scope.report.add(
      "JK010",
      scope.subject,
      `The library "${library}" has ${version ? `the version "${version}", which is none` : "no version"}.`,
      `Give a tag or a commit: "${native.uses}@1.2.3".`,
    );
  const args = new Map<string, string>();
  for (const { name, value } of native.with) {
    const own = below(scope, "native", "jenkins", "with", name);
    if (!isWord(name))
      own.report.add("JK010", own.subject, `"${name}" is no name of an argument.`, "Use letters and digits.");
    const known = literalOfPieces(piecesOf(value, own));
    // Steps tell numbers and truth values from texts.
    const isBare = known !== undefined && /^(?:true|false|0|[1-9]\d{0,8})$/.test(known);
    args.set(name, isBare ? known : textSource(value, own));
  }
  const line = call(isWord(word) ? word : "error", [...withOptions(args, step, scope)], "");
  if (library === undefined) return [line];
  return [comment(`${native.uses}@${version}`), `library(${groovyString(`${library}@${version}`)})`, line];
}
