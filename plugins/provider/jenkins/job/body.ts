import type { Code } from "../groovy/code.ts";
import { type Block, block } from "../groovy/code.ts";
import type { Item } from "../steps/steps.ts";

/** What a run does. */
export interface Body {
  readonly code: readonly Code[];
  /** What shows people the result; it runs at the end, whatever happened. */
  readonly reports: readonly Code[];
  /** True: not every line is a step, so that it has to stand in a `script`. */
  readonly isScript: boolean;
}

/**
 * The steps as they follow each other. While every step asks for success, the first failure ends the run by itself.
 * Where a step runs after a failure, too, the failure is kept and thrown at the end. Reports at the very end are told
 * apart where `separate` says that there is a place for them.
 */
export function compileBody(items: readonly Item[], separate: boolean): Body {
  const end = separate ? lastOther(items) + 1 : items.length;
  const reports = items.slice(end).flatMap(({ code }) => code);
  const rest = items.slice(0, end);
  if (rest.every(({ after }) => after === "success"))
    return {
      code: rest.flatMap(conditional),
      reports,
      isScript: rest.some(({ condition }) => condition !== undefined),
    };
  return { code: guarded(rest), reports, isScript: true };
}

/** The place of the last item that is no unconditional report. */
function lastOther(items: readonly Item[]): number {
  return items.findLastIndex(
    ({ after, isReport, condition }) => !(after === "any" && isReport && condition === undefined),
  );
}

function conditional({ code, condition }: Item): readonly Code[] {
  return condition === undefined ? code : [block(`if (${condition})`, code)];
}

/** Groups of steps that end each other, with the steps between them that do not mind. */
function guarded(items: readonly Item[]): Code[] {
  const lines: Code[] = ["Exception failure = null"];
  let group: Code[] = [];
  let isFirst = true;
  const close = () => {
    if (group.length === 0) return;
    lines.push(isFirst ? kept(group) : block("if (failure == null)", kept(group)));
    group = [];
    isFirst = false;
  };
  for (const item of items) {
    if (item.after === "success") group.push(...conditional(item));
    else {
      close();
      isFirst = false;
      const code = kept(item.code);
      lines.push(item.condition === undefined ? code : block(`if (${item.condition})`, code));
    }
  }
  close();
  return [...lines, block("if (failure != null)", "throw failure")];
}

function kept(code: readonly Code[]): Block {
  return {
    head: "try",
    body: code,
    tails: [{ head: "catch (Exception e)", body: ["failure = failure ?: e"] }],
  };
}
