import type { Node } from "./expression/parse.ts";
import { chainOf, pathOf, printExpression } from "./expression/print.ts";
import type { Table } from "./expression/value.ts";
import { listOf, type Raw, recordOf, textsOf } from "./raw.ts";

/** The jobs of a workflow that are there to leave others out, and to tell of them. */
export interface OwnJobs {
  /** The id of the one that decides what runs. */
  readonly deciding?: string;
  readonly gate?: string;
}

/** Finds them by what no author writes: the command that decides, and the variable that lists all jobs. */
export function findOwnJobs(jobs: readonly (readonly [id: string, job: Raw])[]): OwnJobs {
  const having = (isIt: (step: Raw) => boolean) =>
    jobs.find(([, { steps }]) => listOf(steps).map(recordOf).some(isIt))?.[0];
  const deciding = having(
    ({ id, run }) => id === "verdicts" && /\bcig compute-signatures --output /.test(String(run)),
  );
  const gate = having(({ env }) => recordOf(env).CIG_JOBS !== undefined);
  return { ...(deciding !== undefined && { deciding }), ...(gate !== undefined && { gate }) };
}

/** What expressions see where nothing has been decided: everything runs. */
export function undecided({ deciding }: OwnJobs): Table {
  return deciding === undefined ? {} : { needs: { [deciding]: { outputs: {} } } };
}

/**
 * What a job waits for by the author's wish. The job that decides stands behind these, and behind it what is waited for
 * because something between may be left out.
 */
export function writtenNeeds(needs: unknown, { deciding }: OwnJobs): string[] {
  const all = textsOf(needs);
  const at = deciding === undefined ? -1 : all.indexOf(deciding);
  return at < 0 ? all : all.slice(0, at);
}

/** True for a job that asks whether it is left out itself. */
export function asksVerdict(id: string, condition: Node | undefined, { deciding }: OwnJobs): boolean {
  return (
    condition !== undefined &&
    deciding !== undefined &&
    chainOf(condition, "&&").some((part) => isVerdict(part, "!=", id, deciding))
  );
}

/** A condition without what only says that work is left out: verdicts, and results of what is no need of the author's. */
export function withoutVerdicts(
  condition: Node | undefined,
  needs: readonly string[],
  { deciding }: OwnJobs,
): Node | undefined {
  if (!condition || deciding === undefined) return condition;
  const parts = chainOf(condition, "&&").flatMap((part) => {
    if (isVerdict(part, "!=", undefined, deciding)) return [];
    const sides = chainOf(part, "||").filter((side) => !isVerdict(side, "==", undefined, deciding));
    const asked = sides.map(resultOf);
    if (asked.every((id) => id !== undefined && !needs.includes(id))) return [];
    return [joined("||", sides)!];
  });
  // What waits for nothing but the verdict has no other reason to say that it was not cancelled.
  const isIdle = needs.length === 0 && parts[0] && printExpression(parts[0]) === "!cancelled()";
  return joined("&&", isIdle ? parts.slice(1) : parts);
}

/** True for a step that keeps that the job passed. */
export function isRecord({ uses, with: inputs, env }: Raw): boolean {
  if (recordOf(env).CIG_MARKER !== undefined) return true;
  return (
    /^actions\/cache\/save@/.test(String(uses)) && String(recordOf(inputs).path).startsWith(".cig/markers/")
  );
}

function isVerdict(node: Node, operator: "==" | "!=", id: string | undefined, deciding: string): boolean {
  if (node.kind !== "binary" || node.operator !== operator) return false;
  if (node.right.kind !== "literal" || node.right.value !== "skip") return false;
  const [context, job, outputs, name, ...rest] = pathOf(node.left) ?? [];
  const isOutput = context === "needs" && job === deciding && outputs === "outputs" && rest.length === 0;
  return isOutput && name !== undefined && (id === undefined || name === id);
}

/** The job of `needs.a.result == 'success'`. */
function resultOf(node: Node): string | undefined {
  return /^needs(?:\.([\w-]+)|\['([^']+)'\])\.result == 'success'$/
    .exec(printExpression(node))
    ?.slice(1)
    .find((each) => each !== undefined);
}

function joined(operator: "&&" | "||", parts: readonly Node[]): Node | undefined {
  return parts.reduce<Node | undefined>(
    (left, right) => (left ? { kind: "binary", operator, left, right } : right),
    undefined,
  );
}
