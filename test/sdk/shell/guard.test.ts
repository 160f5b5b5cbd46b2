import { spawnSync } from "node:child_process";
import { create, type Expression, ExpressionSchema, Function as Name, reference, shellGuard } from "cig/sdk";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const subject = ref("git.branch");

function ref(path: string): Expression {
  return create(ExpressionSchema, { kind: reference(path).kind as never });
}

function lit(value: string | boolean): Expression {
  return create(ExpressionSchema, {
    kind: {
      case: "literal",
      value: {
        kind: typeof value === "string" ? { case: "text", value } : { case: "boolean", value },
      },
    },
  });
}

function call(name: Name, ...args: Expression[]): Expression {
  return create(ExpressionSchema, { kind: { case: "call", value: { function: name, arguments: args } } });
}

function guard(expression: Expression): string | undefined {
  return shellGuard(
    expression,
    ({ path }) => ({ kind: "shell", source: `\${V_${path.join("_")}:-}` }),
    (name) => (name === Name.SUCCESS ? '[ "$status" = 0 ]' : undefined),
  );
}

function holds(expression: Expression, branch: string, shell = "sh"): boolean {
  const source = guard(expression);
  const { status, stderr } = spawnSync(shell, ["-c", `if ${source}; then exit 10; else exit 20; fi`], {
    // Without SHLVL bash takes itself for a login over the network.
    env: { PATH: process.env.PATH, SHLVL: "1", V_git_branch: branch, status: "0" },
    encoding: "utf8",
  });
  expect(stderr).toBe("");
  return status === 10 ? true : status === 20 ? false : expect.fail(`${source} ended with ${status}`);
}

describe.each(["sh", "bash"])("a condition in %s", (shell) => {
  const cases: [string, Expression, string[], string[]][] = [
    ["==", call(Name.EQUAL, subject, lit("main")), ["main"], ["", "Main", "main "]],
    ["!=", call(Name.NOT_EQUAL, subject, lit("main")), ["", "x"], ["main"]],
    ["!", call(Name.NOT, call(Name.EQUAL, subject, lit("main"))), ["x"], ["main"]],
    [
      "!!",
      call(Name.NOT, call(Name.NOT, call(Name.NOT, call(Name.EQUAL, subject, lit("main"))))),
      ["x"],
      ["main"],
    ],
    [
      "&&",
      call(
        Name.AND,
        call(Name.STARTS_WITH, subject, lit("a")),
        call(Name.NOT, call(Name.ENDS_WITH, subject, lit("z"))),
      ),
      ["ab"],
      ["az", "b"],
    ],
    [
      "||",
      call(Name.OR, call(Name.EQUAL, subject, lit("a")), call(Name.EQUAL, subject, lit("b"))),
      ["a", "b"],
      ["c"],
    ],
    ["contains", call(Name.CONTAINS, subject, lit("*x?")), ["a*x?b"], ["axb"]],
    ["contains a name", call(Name.CONTAINS, lit("main,*"), subject), ["main", "*", ""], ["x", "?"]],
    ["startsWith", call(Name.STARTS_WITH, subject, lit("rel/")), ["rel/1"], ["a/rel/"]],
    ["endsWith", call(Name.ENDS_WITH, subject, lit("-rc")), ["1-rc"], ["1-rc2"]],
    ["matches plainly", call(Name.MATCHES, subject, lit("^(?:main|dev)$")), ["main", "dev"], ["mains"]],
    [
      "matches",
      call(Name.MATCHES, subject, lit("^v\\d+(?:\\.[\\w-]+)*$")),
      ["v1", "v1.2.x-y"],
      ["v", "v1.", "xv1"],
    ],
    ["a bare name", subject, ["x"], ["", "false", "0"]],
    ["success()", call(Name.SUCCESS), ["x"], []],
  ];
  test.each(cases)("says %s", (_, expression, yes, no) => {
    for (const branch of yes) expect([branch, holds(expression, branch, shell)]).toEqual([branch, true]);
    for (const branch of no) expect([branch, holds(expression, branch, shell)]).toEqual([branch, false]);
  });
});

test("What a shell cannot say is no command", () => {
  expect(guard(call(Name.FAILURE))).toBeUndefined();
  expect(guard(call(Name.MATCHES, subject, lit("\\bmain\\b")))).toBeUndefined();
  expect(guard(call(Name.MATCHES, subject, lit("(?i)main")))).toBeUndefined();
  expect(guard(call(Name.AND, subject, call(Name.FAILURE)))).toBeUndefined();
});

test("A value compares by its characters and never runs", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(..."a$`'\"\\*?[](){}|&;<> \t\n!~#=%é") }), (value) => {
      expect(holds(call(Name.EQUAL, subject, lit(value)), value)).toBe(true);
      expect(holds(call(Name.CONTAINS, subject, lit(value)), `x${value}y`)).toBe(true);
      expect(holds(call(Name.NOT_EQUAL, subject, lit(value)), `${value}.`)).toBe(true);
    }),
    { numRuns: 60 },
  );
});
