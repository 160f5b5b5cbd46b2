import { type Job, statusAndRest, text } from "cig/sdk";
import { below, type Scope } from "../scope.ts";
import { literal } from "../value/piece.ts";
import { folderWord, guardOf, headingLine } from "./call.ts";
import { checkoutLines, firstCheckout } from "./checkout.ts";
import { checkCharacters, compileVariables, exportLines, type Variable } from "./environment.ts";
import type { Work } from "./full.ts";

/**
 * The lines of a job that is one script of bash and nothing else: the script itself, below what little it needs.
 * Undefined for any other job.
 */
export function simpleLines(
  { job, variables, asked, token, around }: Work,
  top: Scope,
): { readonly lines: string[]; readonly variables: readonly Variable[] } | undefined {
  const own = job.steps.filter(({ kind }) => kind.case !== "native" && kind.case !== "checkout");
  const [step] = own;
  const isOne = own.length === 1 && step?.kind.case === "run";
  const isBare =
    job.services.length === 0 &&
    !job.image &&
    job.outputs.length === 0 &&
    !around.isTracked &&
    isAgentsOnly(job, top);
  if (!isOne || !isBare || step.kind.case !== "run") return undefined;
  const { script } = step.kind.value;
  const isPlain =
    ["", "bash"].includes(step.shell || job.shell) &&
    !step.continueOnError &&
    !step.background &&
    !step.retry &&
    step.timeoutMinutes === 0 &&
    !/CIG_OUTPUT|GITHUB_OUTPUT/.test(script);
  const { functions } = top.parts!;
  // Functions are not for the author's own shell.
  if (!isPlain || functions.size > 0) return undefined;
  const scope =
    step.subject.length > 0
      ? { ...top, subject: step.subject }
      : below(top, "steps", String(job.steps.indexOf(step)));
  checkCharacters([literal(script)], "The script", below(scope, "run"));
  const all = joined(variables, compileVariables(step.env, scope));
  const rest = statusAndRest(step.condition)?.rest;
  const guard = rest && guardOf(rest, below(scope, "if"));
  const folder = folderWord(step, job, scope);
  if (functions.size > 0) return undefined;
  const name = step.nameText ?? text(step.name);
  const heading = name.parts.length > 0 ? headingLine(name, below(scope, "name")) : undefined;
  const lines = [
    ...asked,
    ...(token === undefined ? [] : [token]),
    ...exportLines(all),
    ...(guard === undefined
      ? []
      : [`if ! { ${guard}; }; then echo "There is nothing to do here."; exit 0; fi`]),
    ...(heading === undefined ? [] : [heading]),
    ...(folder === undefined ? [] : [`cd -- ${folder}`]),
    // The agent's own shell stops at errors already.
    ...(/\||^set -o pipefail/.test(script.replaceAll("||", "")) ? ["set -o pipefail"] : []),
    script,
  ];
  return { lines, variables: all };
}

function isAgentsOnly(job: Job, scope: Scope): boolean {
  const checkouts = job.steps.flatMap(({ kind }) => (kind.case === "checkout" ? [kind.value] : []));
  const first = firstCheckout(job.steps);
  return checkouts.every((each) => each === first && checkoutLines(each, true, scope).length === 0);
}

/** The later one of a name counts. */
function joined(first: readonly Variable[], second: readonly Variable[]): Variable[] {
  const byName = new Map<string, Variable>();
  for (const each of [...first, ...second]) {
    byName.delete(each.name);
    byName.set(each.name, each);
  }
  return [...byName.values()];
}
