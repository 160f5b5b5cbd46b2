import { type Call, type Expression, extendedPattern, Function as Name } from "cig/sdk";
import { openReport } from "../report.ts";
import type { Scope } from "../scope.ts";
import {
  allOf,
  always,
  anyOf,
  type Cond,
  escapePattern,
  is,
  isNot,
  matches,
  negated,
  never,
} from "./cond.ts";
import { eventOf, started } from "./event.ts";
import { compileReference } from "./reference.ts";

/** A value in a condition: known now, or a variable of the build that is empty unless all of `when` holds. */
type Operand =
  | { readonly kind: "known"; readonly text: string }
  | { readonly kind: "event" }
  | { readonly kind: "ref" }
  | { readonly kind: "build"; readonly subject: string; readonly when: readonly Cond[] };

const noTag = is("build.tag", null);

const subjects: Readonly<Record<string, Operand>> = {
  "run.event": { kind: "event" },
  "git.ref": { kind: "ref" },
  // A build of a tag has its name as the branch; one for a fork has a branch that is none of this repository.
  "git.branch": {
    kind: "build",
    subject: "build.branch",
    when: [noTag, isNot("build.pull_request.repository.fork", true)],
  },
  "git.tag": { kind: "build", subject: "build.tag", when: [isNot("build.tag", null)] },
  "git.sha": { kind: "build", subject: "build.commit", when: [] },
  "pr.number": {
    kind: "build",
    subject: "build.pull_request.id",
    when: [isNot("build.pull_request.id", null)],
  },
  "pr.head_branch": {
    kind: "build",
    subject: "build.branch",
    when: [isNot("build.pull_request.id", null)],
  },
  "pr.base_branch": {
    kind: "build",
    subject: "build.pull_request.base_branch",
    when: [isNot("build.pull_request.base_branch", null)],
  },
  "run.id": { kind: "build", subject: "build.id", when: [] },
};

/** A test of a text: what it says of one that is known, and of a variable of the build. */
interface Test {
  readonly holds: (text: string) => boolean;
  readonly of: (subject: string) => Cond;
}

/**
 * A condition that Buildkite decides when the pipeline is uploaded. Undefined for one that needs what only the job
 * knows, or that its language cannot say.
 */
export function compileCondition(expression: Expression, scope: Scope): Cond | undefined {
  const { kind } = expression;
  if (kind.case === "call") return compileCall(kind.value, scope);
  const operand = operandOf(expression, scope);
  if (operand?.kind === "event" || operand?.kind === "ref") return always;
  return operand && tested(operand, truthTest);
}

function compileCall({ function: name, arguments: inner }: Call, scope: Scope): Cond | undefined {
  const [left, right] = inner;
  switch (name) {
    case Name.AND:
    case Name.OR: {
      const all = inner.map((each) => compileCondition(each, scope));
      if (!all.every((each) => each !== undefined)) return undefined;
      return name === Name.AND ? allOf(all) : anyOf(all);
    }
    case Name.NOT: {
      const cond = left && compileCondition(left, scope);
      return cond && negated(cond);
    }
    case Name.EQUAL:
      return compileEqual(left, right, scope);
    case Name.NOT_EQUAL: {
      const same = compileEqual(left, right, scope);
      return same && negated(same);
    }
    case Name.CONTAINS:
      return compileTest(left, right, containsTest, scope);
    case Name.STARTS_WITH:
      return compileTest(left, right, prefixTest, scope);
    case Name.ENDS_WITH:
      return compileTest(left, right, suffixTest, scope);
    case Name.MATCHES:
      return compileTest(left, right, patternTest, scope);
    default:
      return undefined;
  }
}

function compileEqual(
  left: Expression | undefined,
  right: Expression | undefined,
  scope: Scope,
): Cond | undefined {
  const [a, b] = [operandOf(left, scope), operandOf(right, scope)];
  if (!a || !b) return undefined;
  if (a.kind === "known") return b.kind === "known" ? constant(a.text === b.text) : equals(b, a.text);
  return b.kind === "known" ? equals(a, b.text) : undefined;
}

function equals(operand: Operand, text: string): Cond | undefined {
  if (operand.kind === "event") {
    const event = eventOf(text);
    return event ? started[event] : never;
  }
  if (operand.kind === "ref")
    return refTest(text, (name) => ({ holds: () => false, of: (s) => is(s, name) }));
  return isSayable(text)
    ? tested(operand, { holds: (value) => value === text, of: (subject) => is(subject, text) })
    : undefined;
}

function compileTest(
  left: Expression | undefined,
  right: Expression | undefined,
  testOf: (text: string) => Test | undefined,
  scope: Scope,
): Cond | undefined {
  const [subject, needle] = [operandOf(left, scope), operandOf(right, scope)];
  if (!subject || needle?.kind !== "known") return undefined;
  if (subject.kind === "ref") return testOf === prefixTest ? refTest(needle.text, prefixTest) : undefined;
  const test = isSayable(needle.text) ? testOf(needle.text) : undefined;
  return test && tested(subject, test);
}

function tested(operand: Operand, test: Test): Cond | undefined {
  switch (operand.kind) {
    case "known":
      return constant(test.holds(operand.text));
    case "build": {
      const of = test.of(operand.subject);
      // Without a value it is the empty text.
      return test.holds("") ? anyOf([of, ...operand.when.map(negated)]) : allOf([of, ...operand.when]);
    }
    default:
      return undefined;
  }
}

/** A test of a whole ref is one of a branch or a tag; a pull request is at the ref of its branch. */
function refTest(text: string, testOf: (rest: string) => Test | undefined): Cond | undefined {
  if (!isSayable(text)) return undefined;
  if (text.startsWith("refs/tags/"))
    return allOf([testOf(text.slice(10))!.of("build.tag"), isNot("build.tag", null)]);
  if (text.startsWith("refs/heads/")) return allOf([testOf(text.slice(11))!.of("build.branch"), noTag]);
  return "refs/heads/".startsWith(text) || "refs/tags/".startsWith(text) ? undefined : never;
}

const truthTest: Test = {
  holds: (text) => !/^(?:|false|0)$/.test(text),
  of: (subject) => isNot(subject, ""),
};

function containsTest(text: string): Test {
  return {
    holds: (value) => value.includes(text),
    of: (subject) => matches(subject, escapePattern(text)),
  };
}

function prefixTest(text: string): Test {
  return {
    holds: (value) => value.startsWith(text),
    of: (subject) => (text === "" ? always : matches(subject, `^${escapePattern(text)}`)),
  };
}

function suffixTest(text: string): Test {
  return {
    holds: (value) => value.endsWith(text),
    of: (subject) => matches(subject, `${escapePattern(text)}$`),
  };
}

/** Patterns that mean the same to every engine; others are asked in the job. */
function patternTest(pattern: string): Test | undefined {
  if (extendedPattern(pattern) === undefined) return undefined;
  const search = new RegExp(pattern, "u");
  return { holds: (value) => search.test(value), of: (subject) => matches(subject, pattern) };
}

/** Characters that the language has no way to write are left to the job. */
function isSayable(text: string): boolean {
  return !/[\0-\x1f\x7f]/.test(text);
}

function constant(value: boolean): Cond {
  return value ? always : never;
}

function operandOf(expression: Expression | undefined, scope: Scope): Operand | undefined {
  const kind = expression?.kind;
  if (kind?.case === "literal") {
    const { kind: value } = kind.value;
    if (value.case === "list" || value.case === "table" || value.case === undefined) return undefined;
    return { kind: "known", text: String(value.value) };
  }
  if (kind?.case !== "reference") return undefined;
  const name = kind.value.path.join(".");
  if (Object.hasOwn(subjects, name)) return subjects[name];
  if (name === "git.default_branch")
    return { kind: "known", text: scope.output.project?.defaultBranch || "main" };
  // Asked only whether it is known now: what is wrong with a name is said where it is used.
  const piece = compileReference(kind.value, { ...scope, report: openReport(), ...unused });
  return piece?.kind === "literal" ? { kind: "known", text: piece.text } : undefined;
}

const unused = { parts: undefined } as const;
