import {
  type Expression,
  type Job,
  Function as Name,
  type Step,
  shellGuard,
  statusAndRest,
  type Text,
  text,
} from "cig/sdk";
import { below, type Scope } from "../scope.ts";
import { withOwnEvents } from "../value/own-events.ts";
import { lookupIn, wordOf } from "../value/text.ts";

/** How a step's lines are embedded: what stands before the call, and the lines around it. */
export interface Call {
  /** "after always ", or nothing. */
  readonly prefix: string;
  /** The question that decides whether the step runs. */
  readonly guard?: string;
}

/** What decides whether a step runs: the status of those before it, and a question of the shell. */
export function callOf(step: Step, isTracked: boolean, top: Scope): Call {
  const scope = below(top, "if");
  const split = statusAndRest(step.condition);
  const status = split ? split.status : "always";
  const asked = split ? split.rest : step.condition;
  if (isTracked) scope.parts?.functions.add("after");
  const guard = asked && guardOf(asked, scope);
  const prefix = isTracked ? `after ${status} ` : "";
  return guard === undefined ? { prefix } : { prefix, guard };
}

/** A condition as a question of the job's script. What a shell cannot say is reported. */
export function guardOf(expression: Expression, scope: Scope, status = ownStatus): string | undefined {
  const count = scope.report.diagnostics.length;
  const own = lookupIn(scope);
  const guard = shellGuard(
    withOwnEvents(expression),
    (reference) => {
      if (reference.path.join(".") !== "git.branch") return own(reference);
      scope.parts?.use("branch");
      return { kind: "shell", source: "$(own_branch)" };
    },
    status,
  );
  if (guard === undefined && scope.report.diagnostics.length === count)
    scope.report.add(
      "BK004",
      scope.subject,
      "Neither Buildkite nor a shell can decide this condition: it asks for cancelled(), compares lists, or has a pattern of a kind that grep -E does not know.",
      "Write it with ==, contains(), startsWith() or a simpler pattern.",
    );
  return guard;
}

function ownStatus(name: Name): string | undefined {
  if (name === Name.SUCCESS) return '[ "$status" -eq 0 ]';
  if (name === Name.FAILURE) return '[ "$status" -ne 0 ]';
  return name === Name.ALWAYS ? "true" : undefined;
}

/** True when some step runs, or may, although one before it has failed. */
export function isTrackedStep({ condition }: Step): boolean {
  return statusAndRest(condition)?.status !== "success";
}

/** The folder of a step as a Text; undefined for the repository's root. */
export function folderOf(step: Step, job: Job): Text | undefined {
  const own = step.workingDirectoryText ?? text(step.workingDirectory);
  const usual = job.workingDirectoryText ?? text(job.workingDirectory);
  const folder = own.parts.length > 0 ? own : usual;
  const [first] = folder.parts;
  const isRoot =
    folder.parts.length === 0 ||
    (folder.parts.length === 1 && first?.kind.case === "literal" && /^(?:\.\/?)?$/.test(first.kind.value));
  return isRoot ? undefined : folder;
}

/** The folder as a word; undefined for the root. A leading dash is no option. */
export function folderWord(step: Step, job: Job, scope: Scope): string | undefined {
  const folder = folderOf(step, job);
  if (!folder) return undefined;
  const word = wordOf(folder, below(scope, "working_directory"));
  return word.startsWith("-") || word.startsWith("'-") ? `./${word}` : word;
}

/** The name of a step as a word of the script. */
export function nameWord(step: Step, fallback: string, scope: Scope): string {
  const given = step.nameText ?? text(step.name || fallback);
  const word = wordOf(oneLine(given), below(scope, "name"));
  return /^[\w.-]+$/.test(word) ? `"${word}"` : word;
}

/** The line that begins a group of the log. */
export function headingLine(name: Text, scope: Scope): string {
  return `echo ${wordOf(text("--- ", oneLine(name)), scope)}`;
}

/** Headings of a log are lines. */
function oneLine(given: Text): Text {
  return text(
    ...given.parts.map((part) =>
      part.kind.case === "literal" ? part.kind.value.replace(/[\0-\x1f\x7f]+/g, " ") : part,
    ),
  );
}
