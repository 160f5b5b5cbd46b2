import { type Call, type Expression, Function as Name, plainMatches } from "cig/sdk";
import type { Scope } from "../scope.ts";
import { optionOf } from "../yaml/options.ts";
import { atom, call, join, not, type Operand, quoted } from "./operand.ts";
import { isPath, literalText } from "./read.ts";

/**
 * A question about `git.branch`. Whoever forks the repository can call a branch "main", and a tag can have that name,
 * too; so a pull request counts with its own branch only where that lies in this repository, and anything else only
 * as `refs/heads/…`. Undefined: the call is about something else.
 *
 * `compileOther` gives the operand of the other side; its undefined makes the answer `{}`.
 */
export function compileBranch(
  node: Call,
  scope: Scope,
  compileOther: (expression: Expression) => Operand | undefined,
): { operand?: Operand } | undefined {
  const position = node.arguments.findIndex((each) => isPath(each, "git.branch"));
  const other = node.arguments[1 - position];
  if (position < 0 || !other || !questions.has(node.function)) return undefined;
  const isNegative = node.function === Name.NOT_EQUAL;
  const text = literalText(other);
  if (text === "" && (isNegative || node.function === Name.EQUAL))
    return { operand: isNegative ? branchExists(scope) : not(branchExists(scope)) };
  const tests = testsOf(node, position, text, () => compileOther(other));
  if (!tests) return {};
  const { pushed, ofPull } = tests;
  if (scope.isPush) {
    if (!isNegative) return { operand: pushed };
    return { operand: tests.notPushed ?? not(pushed) };
  }
  const ownPull = join("&&", [ofPull, isOwn]);
  const either = join("||", [runsForTarget(scope) ? join("&&", [pushed, noPull]) : pushed, ownPull]);
  return { operand: isNegative ? not(either) : either };
}

const questions: ReadonlySet<Name> = new Set([
  Name.EQUAL,
  Name.NOT_EQUAL,
  Name.CONTAINS,
  Name.STARTS_WITH,
  Name.ENDS_WITH,
  Name.MATCHES,
]);

/**
 * There is a branch of this repository, whatever it is called. A tag, a release and a pull request of a fork have none;
 * whoever asks for pushes beside it needs to hear nothing of pull requests.
 */
export function branchExists({ isPush }: Pick<Scope, "isPush">): Operand {
  const noTag = join("!=", [atom("github.ref_type"), quoted("tag")]);
  return isPush ? noTag : join("&&", [noTag, join("||", [noPull, isOwn])]);
}

/** The pull request comes from this repository. */
const isOwn = join("==", [atom("github.event.pull_request.head.repo.full_name"), atom("github.repository")]);
const noPull = not(atom("github.head_ref"));
const ref = atom("github.ref");

interface Tests {
  /** Of the branch that was pushed. */
  readonly pushed: Operand;
  /** The contrary in fewer words, where there are any. */
  readonly notPushed?: Operand;
  /** Of the branch of a pull request. */
  readonly ofPull: Operand;
}

function testsOf(
  node: Call,
  position: number,
  text: string | undefined,
  compileOther: () => Operand | undefined,
): Tests | undefined {
  const head = atom("github.head_ref");
  if (node.function === Name.MATCHES) {
    const matches = text === undefined || position !== 0 ? undefined : plainMatches(text);
    if (!matches) return undefined;
    const all = matches.map((each) => testOf(nameOf[each.kind], 0, each.text, quoted(each.text), head));
    return {
      pushed: join(
        "||",
        all.map(({ pushed }) => pushed),
      ),
      ofPull: join(
        "||",
        all.map(({ ofPull }) => ofPull),
      ),
    };
  }
  const other = text === undefined ? compileOther() : quoted(text);
  return other && testOf(node.function, position, text, other, head);
}

const nameOf = {
  equal: Name.EQUAL,
  prefix: Name.STARTS_WITH,
  suffix: Name.ENDS_WITH,
  contains: Name.CONTAINS,
} as const;

function testOf(
  name: Name,
  position: number,
  text: string | undefined,
  other: Operand,
  head: Operand,
): Tests {
  if (name === Name.EQUAL || name === Name.NOT_EQUAL) {
    const whole =
      text === undefined ? call("format", quoted("refs/heads/{0}"), other) : quoted(`refs/heads/${text}`);
    return {
      pushed: join("==", [ref, whole]),
      notPushed: join("!=", [ref, whole]),
      ofPull: join("==", [head, other]),
    };
  }
  const test = (branch: Operand) =>
    call(functionNames.get(name)!, ...(position === 0 ? [branch, other] : [other, branch]));
  if (name === Name.STARTS_WITH && position === 0 && text !== undefined)
    return { pushed: call("startsWith", ref, quoted(`refs/heads/${text}`)), ofPull: test(head) };
  return {
    pushed: join("&&", [call("startsWith", ref, quoted("refs/heads/")), test(atom("github.ref_name"))]),
    ofPull: test(head),
  };
}

const functionNames = new Map<Name, string>([
  [Name.CONTAINS, "contains"],
  [Name.STARTS_WITH, "startsWith"],
  [Name.ENDS_WITH, "endsWith"],
]);

/** `pull_request_target`, by the escape hatch, shows the branch of this repository beside that of the fork. */
function runsForTarget({ output }: Scope): boolean {
  return JSON.stringify(optionOf(output.providerOptions, "on") ?? "", plain).includes("pull_request_target");
}

function plain(_key: string, value: unknown): unknown {
  return value instanceof Map ? Object.fromEntries(value) : value;
}
