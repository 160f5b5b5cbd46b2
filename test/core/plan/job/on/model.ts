import { type Expression, Function as Fn } from "../../../../../proto/gen/cig/plugin/v1/value_pb.ts";

/** What started a run. Of a tag `branch` is empty, of a branch `tag`; `base` is the target of a pull request. */
export interface Occasion {
  readonly event: string;
  readonly branch: string;
  readonly tag: string;
  readonly base: string;
}

/** Evaluates a condition as its words in the contract say, for a run in which all went well so far. */
export function holds(expression: Expression, occasion: Occasion): boolean {
  return evaluate(expression, occasion) === true;
}

function evaluate({ kind }: Expression, occasion: Occasion): string | boolean {
  if (kind.case === "literal") return kind.value.kind.value as string | boolean;
  if (kind.case === "reference") return lookUp(kind.value.path.join("."), occasion);
  if (kind.case === undefined) throw new Error("an expression without a kind");
  const { function: fn, arguments: operands } = kind.value;
  const values = operands.map((operand) => evaluate(operand, occasion));
  const [a = "", b = ""] = values as string[];
  const results = new Map<Fn, () => boolean>([
    [Fn.AND, () => values.every((value) => value === true)],
    [Fn.OR, () => values.some((value) => value === true)],
    [Fn.NOT, () => values[0] !== true],
    [Fn.EQUAL, () => a === b],
    [Fn.NOT_EQUAL, () => a !== b],
    [Fn.CONTAINS, () => a.includes(b)],
    [Fn.STARTS_WITH, () => a.startsWith(b)],
    [Fn.ENDS_WITH, () => a.endsWith(b)],
    [Fn.MATCHES, () => new RegExp(b).test(a)],
    [Fn.ALWAYS, () => true],
    [Fn.SUCCESS, () => true],
    [Fn.FAILURE, () => false],
  ]);
  return results.get(fn)!();
}

function lookUp(name: string, { event, branch, tag, base }: Occasion): string {
  const values: Record<string, string> = {
    "run.event": event,
    "git.branch": branch,
    "git.tag": tag,
    "pr.base_branch": base,
  };
  return values[name]!;
}
