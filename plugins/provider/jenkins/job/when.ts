import { asksStatus, conjuncts, type Expression, type Job, Function as Name } from "cig/sdk";
import { keyOf } from "../groovy/call.ts";
import { block, type Code } from "../groovy/code.ts";
import { groovyString } from "../groovy/literal.ts";
import { copiesOf } from "../order/copies.ts";
import { ancestorsOf } from "../order/plain.ts";
import { approvalId, hasOwnApproval } from "../order/segments.ts";
import { below, helper, type Scope } from "../scope.ts";
import { compileCondition } from "../value/condition.ts";

/** How a stage asks whether it is its turn. */
export interface WhenOptions {
  /** True: how other stages have ended is asked here, and not left to Jenkins. */
  readonly asksNeeds: boolean;
  readonly hasInput: boolean;
  readonly isApproval: boolean;
  /** Groovy that asks whether the run is left out; it counts as passed then, so that this is asked last. */
  readonly verdict?: string;
}

/** The `when` section of a run, asked before there is a machine and before anybody is bothered; nothing if empty. */
export function compileWhen(job: Job, options: WhenOptions, top: Scope): Code[] {
  const scope = below(top, "if");
  const conditions: Code[] = [];
  const condition = job.condition;
  // The jobs behind a question need its answer, which was asked for under the same condition.
  const waits = !options.isApproval && hasOwnApproval(job);
  if (waits) conditions.push(expression(`${helper(scope, "allPassed")}(${needMap([[approvalId(job), 1]])})`));
  else {
    const words = statusWords(job, scope);
    if (options.asksNeeds && (!condition || !asksStatus(condition)))
      conditions.push(...needSources(job, scope).map(expression));
    for (const term of condition ? conjuncts(condition) : []) {
      conditions.push(...(nativeCondition(term) ?? [expression(compileCondition(term, words, scope))]));
    }
  }
  if (options.verdict !== undefined) conditions.push(expression(options.verdict));
  const kept = conditions.filter((each) => typeof each === "string" || each.body[0] !== "true");
  if (kept.length === 0) return [];
  return [block("when", "beforeAgent true", options.hasInput ? "beforeInput true" : undefined, kept)];
}

function expression(source: string): Code {
  return block("expression", source);
}

/** What success() means: all that the job needs, and one of those of which any will do. */
function needSources(job: Job, scope: Scope): string[] {
  const of = (name: "allPassed" | "anyPassed", ids: readonly string[]) =>
    ids.length > 0 ? [`${helper(scope, name)}(${needMap(runsOf(ids, scope))})`] : [];
  return [...of("allPassed", job.needs), ...of("anyPassed", job.needsAny)];
}

function statusWords(job: Job, scope: Scope) {
  const ancestors = ancestorsOf(job, scope.output.jobs);
  return {
    get success() {
      const parts = needSources(job, scope);
      return parts.length > 1 ? `(${parts.join(" && ")})` : (parts[0] ?? "true");
    },
    get failure() {
      if (ancestors.length === 0) return "false";
      return `${helper(scope, "anyFailed")}([${ancestors.map(groovyString).join(", ")}])`;
    },
  };
}

function runsOf(needs: readonly string[], scope: Scope): (readonly [string, number])[] {
  return needs.map((id) => {
    const job = scope.output.jobs.find((each) => each.id === id);
    return [id, job ? copiesOf(job).length : 1];
  });
}

function needMap(needs: readonly (readonly [string, number])[]): string {
  return needs.map(([id, runs]) => `${keyOf(id)}: ${runs}`).join(", ");
}

/** A question that `when` has a word of its own for. */
function nativeCondition(term: Expression): Code[] | undefined {
  const { kind } = term;
  if (kind.case === "reference" && kind.value.path.join(".") === "git.tag") return ["buildingTag()"];
  if (kind.case !== "call") return undefined;
  const { function: name, arguments: inner } = kind.value;
  const [path, text] = [pathOf(inner[0]) ?? pathOf(inner[1]), textOf(inner[1]) ?? textOf(inner[0])];
  if (text === undefined) return undefined;
  if (path === "run.event" && name === Name.EQUAL && text === "pull_request") return ["changeRequest()"];
  if (path === "git.tag" && name === Name.STARTS_WITH && text !== "" && isPlain(text))
    return [`tag pattern: ${groovyString(`${escapePattern(text)}.*`)}, comparator: 'REGEXP'`];
  if (path === "git.tag" && name === Name.EQUAL && text !== "" && isPlain(text))
    return [`tag pattern: ${groovyString(text)}, comparator: 'EQUALS'`];
  return undefined;
}

function isPlain(text: string): boolean {
  return !/[\r\n]/.test(text);
}

function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}

function pathOf(expression: Expression | undefined): string | undefined {
  return expression?.kind.case === "reference" ? expression.kind.value.path.join(".") : undefined;
}

function textOf(expression: Expression | undefined): string | undefined {
  const kind = expression?.kind.case === "literal" ? expression.kind.value.kind : undefined;
  return kind?.case === "text" ? kind.value : undefined;
}
