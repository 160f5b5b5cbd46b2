import { type Expression, Function as F } from "cig/sdk";
import { describe, expect, it } from "vitest";
import { readJenkins } from "../../../../plugins/provider/jenkins/reader/reader.ts";
import { judgeJenkinsfile } from "../../../validators/jenkins.ts";
import { apply, job, lit, ref, render, run, txt } from "./requests.ts";

const branch = ref("git.branch");
const tag = ref("git.tag");
const event = ref("run.event");
const text = (value: string) => lit(txt(value));
const is = (name: Expression, value: string) => apply(F.EQUAL, name, text(value));
const manual = { manual: { inputs: [{ name: "go", type: "boolean" }, { name: "to" }] } } as never;

/** The lines of `when` without the sections around them. */
async function whenOf(condition: Expression, more: object = {}): Promise<string> {
  const { content } = await render({
    jobs: [job("before"), job("a", { needs: ["before"], condition, ...more })],
    triggers: manual,
  });
  expect(judgeJenkinsfile(content)).toEqual([]);
  const stage = content.slice(content.indexOf("stage('a')"));
  const [, body = ""] = /when \{\n\s+beforeAgent true\n([\s\S]*?)\n {10}\}\n/.exec(stage) ?? [];
  return body.replace(/\s+/g, " ").trim();
}

const passed = "expression { allPassed(before: 1) }";

describe("a job's condition", () => {
  const cases: [title: string, condition: Expression, expected: string][] = [
    ["compares", is(branch, "main"), `${passed} expression { gitBranch() == 'main' }`],
    [
      "compares the other way round",
      apply(F.NOT_EQUAL, text("main"), branch),
      `${passed} expression { 'main' != gitBranch() }`,
    ],
    ["asks for a tag in Jenkins' words", tag, `${passed} buildingTag()`],
    [
      "asks for the beginning of a tag in Jenkins' words",
      apply(F.STARTS_WITH, tag, text("v1.")),
      `${passed} tag pattern: 'v1\\\\..*', comparator: 'REGEXP'`,
    ],
    ["asks for a tag by name", is(tag, "v1"), `${passed} tag pattern: 'v1', comparator: 'EQUALS'`],
    ["asks for a pull request", is(event, "pull_request"), `${passed} changeRequest()`],
    ["asks what started the build", is(event, "push"), `${passed} expression { event() == 'push' }`],
    [
      "asks for an end",
      apply(F.ENDS_WITH, branch, text(".x")),
      `${passed} expression { gitBranch().endsWith('.x') }`,
    ],
    [
      "asks for a part",
      apply(F.CONTAINS, ref("pr.title"), text("it's")),
      `${passed} expression { (env.CHANGE_TITLE ?: '').contains('it\\'s') }`,
    ],
    [
      "searches, with RE2's names of groups in Java's words",
      apply(F.MATCHES, branch, text("^(?P<kind>a|b)$")),
      `${passed} expression { (gitBranch() =~ '^(?<kind>a|b)$').find() }`,
    ],
    [
      "keeps or in and together, and each part of and on its own",
      apply(F.AND, apply(F.OR, is(branch, "a"), is(branch, "b")), is(event, "push")),
      `${passed} expression { gitBranch() == 'a' || gitBranch() == 'b' } expression { event() == 'push' }`,
    ],
    [
      "keeps and in or together",
      apply(F.OR, apply(F.AND, is(branch, "a"), is(event, "push")), is(branch, "c")),
      `${passed} expression { gitBranch() == 'a' && event() == 'push' || gitBranch() == 'c' }`,
    ],
    [
      "negates a whole",
      apply(F.NOT, apply(F.OR, is(branch, "a"), is(branch, "b"))),
      `${passed} expression { !(gitBranch() == 'a' || gitBranch() == 'b') }`,
    ],
    [
      "asks an input of truth",
      ref("inputs.go"),
      `${passed} expression { (params.go == null ? '' : params.go.toString()) == 'true' }`,
    ],
    [
      "asks an input of text",
      ref("inputs.to"),
      `${passed} expression { (params.to == null ? '' : params.to.toString()) != '' }`,
    ],
    ["waits for nothing but the end", apply(F.ALWAYS), ""],
    ["asks for a failure", apply(F.FAILURE), "expression { anyFailed(['before']) }"],
    [
      "mixes status and more",
      apply(F.OR, apply(F.FAILURE), apply(F.AND, apply(F.SUCCESS), is(branch, "main"))),
      "expression { anyFailed(['before']) || allPassed(before: 1) && gitBranch() == 'main' }",
    ],
    [
      "asks whether the build was aborted",
      apply(F.AND, apply(F.NOT, apply(F.CANCELLED)), is(branch, "main")),
      "expression { !isAborted() } expression { gitBranch() == 'main' }",
    ],
    [
      "says that something never holds",
      lit({ kind: { case: "boolean", value: false } } as never),
      `${passed} expression { false }`,
    ],
  ];
  it.each(cases)("%s", async (_, condition, expected) => {
    expect(await whenOf(condition)).toBe(expected);
  });

  it("and the jobs that it needs are asked before there is a machine and before a person", async () => {
    const { content } = await render({
      jobs: [job("b", { condition: is(branch, "main"), approval: {} as never })],
    });
    expect(content).toContain("when {\n        beforeAgent true\n        beforeInput true\n");
  });
});

describe("a condition on a branch", () => {
  it("holds for branches of this repository alone: no tag, no fork, and the branch of a pull request", async () => {
    const { content } = await render({ jobs: [job("a", { condition: is(branch, "main") }), job("b")] });
    const [row] = readJenkins(new Map([["Jenkinsfile", content]])).workflows[0]!.jobs;
    expect(row!.runsOn).toEqual(["push to main", "schedule", "by hand"]);
  });
});

describe("a step's condition", () => {
  const cases: [title: string, condition: Expression, expected: string][] = [
    ["is a question in a script", is(branch, "main"), "if (gitBranch() == 'main') {"],
    ["asks for a failure before", apply(F.FAILURE), "if (failure != null) {"],
    [
      "mixes a failure and more",
      apply(F.AND, apply(F.FAILURE), is(branch, "main")),
      "if (failure != null && gitBranch() == 'main') {",
    ],
    [
      "asks for a step's output",
      is(ref("steps.look.outputs.code"), "1"),
      "if (kept('a look code') == '1') {",
    ],
  ];
  it.each(cases)("%s", async (_, condition, expected) => {
    const { content } = await render({
      jobs: [job("a", { steps: [run("look", { id: "look" }), run("x", { condition })] })],
    });
    expect(content).toContain(expected);
    expect(judgeJenkinsfile(content)).toEqual([]);
  });

  it("of success alone is none", async () => {
    const { content } = await render({
      jobs: [job("a", { steps: [run("x", { condition: apply(F.SUCCESS) })] })],
    });
    expect(content).not.toContain("if (");
  });
});
