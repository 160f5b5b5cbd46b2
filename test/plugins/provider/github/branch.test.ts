import { data, Evaluator, Lexer, Parser } from "@actions/expressions";
import { type Expression, Function as F } from "cig/sdk";
import { describe, expect, it } from "vitest";
import { apply, github, job, lit, ref, render, tab, txt } from "./requests.ts";

const branch = ref("git.branch");
const asks = (name: F, text: string) => apply(name, branch, lit(txt(text)));

/** What GitHub's own evaluator says of the condition that is rendered, given its context `github`. */
async function holds(condition: Expression, context: object, more = {}): Promise<boolean> {
  const { content } = await render({ jobs: [job("a", { condition })], ...more });
  const source = /^ {4}if: (?:\$\{\{ )?(.*?)(?: \}\})?$/m.exec(content)![1]!;
  const tree = new Parser(new Lexer(source).lex().tokens, ["github"], []).parse();
  const contexts = JSON.parse(JSON.stringify({ github: context }), data.reviver) as data.Dictionary;
  const result = new Evaluator(tree, contexts).evaluate();
  return result.kind === data.Kind.Boolean && result.value;
}

const repository = "acme/shop";
const push = (name: string) => ({
  repository,
  event_name: "push",
  head_ref: "",
  ref: `refs/heads/${name}`,
  ref_name: name,
  ref_type: "branch",
  event: { repository: { default_branch: "main" } },
});
const tag = (name: string) => ({ ...push(name), ref: `refs/tags/${name}`, ref_type: "tag" });
const pull = (name: string, from: string | null) => ({
  repository,
  event_name: "pull_request",
  head_ref: name,
  base_ref: "main",
  ref: "refs/pull/7/merge",
  ref_name: "7/merge",
  ref_type: "branch",
  event: {
    repository: { default_branch: "main" },
    pull_request: { head: { repo: from === null ? null : { full_name: from } } },
  },
});
const fork = "stranger/shop";

describe("a condition on git.branch", () => {
  const questions: [title: string, condition: Expression][] = [
    ["==", asks(F.EQUAL, "main")],
    ["== the other way round", apply(F.EQUAL, lit(txt("main")), branch)],
    ["== the default branch", apply(F.EQUAL, branch, ref("git.default_branch"))],
    ["not !=", apply(F.NOT, asks(F.NOT_EQUAL, "main"))],
    ["startsWith()", asks(F.STARTS_WITH, "mai")],
    ["endsWith()", asks(F.ENDS_WITH, "ain")],
    ["contains()", asks(F.CONTAINS, "ai")],
    ["contains() in another text", apply(F.CONTAINS, lit(txt("main, next")), branch)],
    ["matches()", asks(F.MATCHES, "^(main|next)$")],
  ];
  for (const [title, condition] of questions)
    it(`is true for this repository's branch and for no tag or fork: ${title}`, async () => {
      expect(await holds(condition, push("main"))).toBe(true);
      expect(await holds(condition, pull("main", repository))).toBe(true);
      expect(await holds(condition, pull("main", fork))).toBe(false);
      expect(await holds(condition, pull("main", null))).toBe(false);
      expect(await holds(condition, tag("main"))).toBe(false);
      expect(await holds(condition, push("feature/x"))).toBe(false);
      expect(await holds(condition, pull("feature/x", repository))).toBe(false);
    });

  it("is as strict beside run.event == 'push', in fewer words", async () => {
    const condition = apply(
      F.AND,
      apply(F.EQUAL, ref("run.event"), lit(txt("push"))),
      apply(F.OR, asks(F.EQUAL, "main"), asks(F.MATCHES, "^release/")),
    );
    expect(await holds(condition, push("main"))).toBe(true);
    expect(await holds(condition, push("release/1"))).toBe(true);
    for (const context of [tag("main"), pull("main", repository), pull("main", fork), push("x")])
      expect(await holds(condition, context)).toBe(false);
    const other = apply(F.AND, apply(F.EQUAL, ref("run.event"), lit(txt("push"))), asks(F.NOT_EQUAL, "main"));
    expect(await holds(other, push("x"))).toBe(true);
    expect(await holds(other, tag("main"))).toBe(true);
    expect(await holds(other, push("main"))).toBe(false);
  });

  it("knows that tags and pull requests of forks have no branch", async () => {
    const isPush = apply(F.EQUAL, ref("run.event"), lit(txt("push")));
    const lacks = [asks(F.EQUAL, ""), apply(F.NOT, branch)];
    const has = [asks(F.NOT_EQUAL, ""), branch, apply(F.NOT, apply(F.NOT, branch))];
    for (const context of [tag("v1"), pull("main", fork), pull("main", null)]) {
      for (const condition of lacks) expect(await holds(condition, context)).toBe(true);
      for (const condition of has) expect(await holds(condition, context)).toBe(false);
    }
    for (const context of [push("main"), pull("main", repository)]) {
      for (const condition of lacks) expect(await holds(condition, context)).toBe(false);
      for (const condition of has) expect(await holds(condition, context)).toBe(true);
    }
    const pushed = apply(F.AND, isPush, asks(F.NOT_EQUAL, ""));
    expect(await holds(pushed, push("main"))).toBe(true);
    for (const context of [tag("v1"), pull("main", repository)])
      expect(await holds(pushed, context)).toBe(false);
  });

  it("is not fooled by pull_request_target, where the ref is this repository's", async () => {
    const providerOptions = github({ on: tab({ pull_request_target: tab({}) }) });
    const context = { ...pull("x", fork), ref: "refs/heads/main", ref_name: "main" };
    expect(await holds(asks(F.EQUAL, "main"), context, { providerOptions })).toBe(false);
    expect(await holds(asks(F.EQUAL, "main"), push("main"), { providerOptions })).toBe(true);
  });
});
