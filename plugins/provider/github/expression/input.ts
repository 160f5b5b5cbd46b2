import type { ManualInput } from "cig/sdk";
import type { Scope } from "../scope.ts";
import { atom, join, member, type Operand, quoted } from "./operand.ts";

/**
 * An input of a manual run as a text. GitHub knows inputs in manual runs only; in any other run the value is the
 * default, as on other providers. Undefined: a manual run asks for no such input.
 */
export function compileManualInput(name: string, scope: Scope): Operand | undefined {
  const input = manualInput(name, scope);
  if (!input) return undefined;
  const own = atom(member("inputs", name));
  const fallback = defaultOf(input);
  if (fallback === "" || runsByHandOnly(scope)) return own;
  return join("||", [join("&&", [isOtherRun, quoted(fallback)]), own]);
}

/** The same as a truth value, of an input that is one. Undefined: it is none. */
export function compileManualTruth(name: string, scope: Scope): Operand | undefined {
  const input = manualInput(name, scope);
  if (input?.type !== "boolean") return undefined;
  const own = atom(member("inputs", name));
  // Nothing, as which GitHub has it, is no less false than false.
  return defaultOf(input) === "true" && !runsByHandOnly(scope) ? join("||", [isOtherRun, own]) : own;
}

const isOtherRun = join("!=", [atom("github.event_name"), quoted("workflow_dispatch")]);

function manualInput(name: string, { output }: Scope): ManualInput | undefined {
  return output.triggers?.manual?.inputs.find((input) => input.name === name);
}

/** Where nothing is said: of a choice the first, of a boolean false. */
function defaultOf({ default: given, type, options }: ManualInput): string {
  const { kind } = given ?? {};
  if (kind?.case !== undefined && kind.case !== "list" && kind.case !== "table") return String(kind.value);
  return type === "choice" ? (options[0] ?? "") : type === "boolean" ? "false" : "";
}

function runsByHandOnly({ output: { triggers } }: Scope): boolean {
  const { push, pullRequest, mergeQueue, schedule = [], release } = triggers ?? {};
  return !push && !pullRequest && !mergeQueue && schedule.length === 0 && !release;
}
