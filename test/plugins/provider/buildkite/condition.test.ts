import { type Expression, Function as F } from "cig/sdk";
import { occasions } from "cig/sdk/testing";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { readBuildkite } from "../../../../plugins/provider/buildkite/reader/reader.ts";
import { judgePipeline } from "../../../validators/buildkite.ts";
import { runStep } from "./bash.ts";
import { apply, job, list, lit, ref, render, run, txt } from "./requests.ts";

const checkout = { kind: { case: "checkout", value: {} } } as never;

async function rendered(condition: Expression) {
  const { content, codes } = await render({
    jobs: [job("t", { condition, steps: [checkout, run("echo works")] })],
  });
  if (content !== "") expect(judgePipeline(content)).toEqual([]);
  return { content, codes };
}

async function conditionalOf(condition: Expression): Promise<string | undefined> {
  return parse((await rendered(condition)).content).steps[0].if;
}

const branch = ref("git.branch");
const own = "build.tag == null && build.pull_request.repository.fork != true";
const foreign = "build.tag != null || build.pull_request.repository.fork == true";

describe("Buildkite decides", () => {
  const cases: [string, Expression, string | undefined][] = [
    ["==", apply(F.EQUAL, branch, lit(txt("main"))), `build.branch == "main" && ${own}`],
    ["== the other way round", apply(F.EQUAL, lit(txt("main")), branch), `build.branch == "main" && ${own}`],
    ["!=", apply(F.NOT_EQUAL, branch, lit(txt("main"))), `build.branch != "main" || ${foreign}`],
    ["== nothing", apply(F.EQUAL, ref("git.tag"), lit(txt(""))), 'build.tag == "" || build.tag == null'],
    ["!= nothing", apply(F.NOT_EQUAL, ref("git.tag"), lit(txt(""))), 'build.tag != "" && build.tag != null'],
    ["a bare name", ref("git.tag"), 'build.tag != "" && build.tag != null'],
    ["!", apply(F.NOT, ref("git.tag")), 'build.tag == "" || build.tag == null'],
    [
      "&& and ||",
      apply(
        F.AND,
        apply(
          F.OR,
          apply(F.EQUAL, ref("git.sha"), lit(txt("a"))),
          apply(F.EQUAL, ref("git.sha"), lit(txt("b"))),
        ),
        apply(F.NOT, apply(F.EQUAL, ref("git.sha"), lit(txt("c")))),
      ),
      '(build.commit == "a" || build.commit == "b") && build.commit != "c"',
    ],
    [
      "contains()",
      apply(F.CONTAINS, ref("git.tag"), lit(txt("a.b/$"))),
      "build.tag =~ /a\\.b\\/[$$]/ && build.tag != null",
    ],
    [
      "startsWith()",
      apply(F.STARTS_WITH, ref("git.tag"), lit(txt("v"))),
      "build.tag =~ /^v/ && build.tag != null",
    ],
    [
      "endsWith()",
      apply(F.ENDS_WITH, ref("git.tag"), lit(txt("-rc"))),
      "build.tag =~ /-rc$$/ && build.tag != null",
    ],
    [
      "matches()",
      apply(F.MATCHES, ref("git.tag"), lit(txt("^v\\d+/x$"))),
      "build.tag =~ /^v\\d+\\/x$$/ && build.tag != null",
    ],
    [
      "!matches()",
      apply(F.NOT, apply(F.MATCHES, ref("git.tag"), lit(txt("^v\\d+$")))),
      "build.tag !~ /^v\\d+$$/ || build.tag == null",
    ],
    ["the event", apply(F.EQUAL, ref("run.event"), lit(txt("schedule"))), 'build.source == "schedule"'],
    [
      "GitHub's word for an event",
      apply(F.NOT_EQUAL, ref("run.event"), lit(txt("workflow_dispatch"))),
      'build.source != "ui" && build.source != "api" && build.source != "trigger_job"',
    ],
    ["a ref", apply(F.EQUAL, ref("git.ref"), lit(txt("refs/tags/v1"))), 'build.tag == "v1"'],
    ["refs of tags", apply(F.STARTS_WITH, ref("git.ref"), lit(txt("refs/tags/"))), "build.tag != null"],
    [
      "the default branch",
      apply(F.EQUAL, branch, ref("git.default_branch")),
      `build.branch == "main" && ${own}`,
    ],
    ["quotes", apply(F.EQUAL, ref("git.sha"), lit(txt('a"b'))), "build.commit == 'a\"b'"],
    [
      "all kinds of quotes",
      apply(F.EQUAL, ref("git.sha"), lit(txt("a\"b'c\\"))),
      "build.commit =~ /^a\"b'c\\\\$$/",
    ],
    ["what is always so", apply(F.EQUAL, lit(txt("a")), lit(txt("a"))), undefined],
    ["what is never so", apply(F.EQUAL, lit(txt("a")), lit(txt("b"))), "false"],
    [
      "success()",
      apply(F.AND, apply(F.SUCCESS), apply(F.EQUAL, ref("git.sha"), lit(txt("a")))),
      'build.commit == "a"',
    ],
  ];
  test.each(cases)("%s", async (_, condition, wanted) => {
    expect(await conditionalOf(condition)).toBe(wanted);
  });
});

describe("The job asks itself", () => {
  const env = { BUILDKITE_BUILD_CREATOR: "me\n'x'" };
  test.each([
    ["for a value that only it knows", apply(F.EQUAL, ref("run.actor"), lit(txt("me\n'x'"))), true],
    ["and finds that it is not so", apply(F.EQUAL, ref("run.actor"), lit(txt("me"))), false],
    ["for a text that Buildkite cannot write", apply(F.EQUAL, branch, lit(txt("a\tb"))), false],
    ["for parts of it", apply(F.CONTAINS, ref("run.actor"), lit(txt("'x'"))), true],
    ["by GitHub's words", apply(F.EQUAL, ref("run.event"), ref("run.event")), true],
    [
      "for all of several",
      apply(F.OR, apply(F.EQUAL, ref("run.attempt"), lit(txt("1"))), apply(F.EQUAL, branch, lit(txt("x")))),
      true,
    ],
  ])("%s", async (_, condition, wanted) => {
    const { content } = await rendered(condition);
    const { out, status } = runStep(content, "t", { env });
    expect([status, out.includes("works")]).toEqual([0, wanted]);
  });
});

test.each([
  ["cancelled()", apply(F.CANCELLED)],
  ["a list", apply(F.EQUAL, ref("run.actor"), lit(list(txt("a"))))],
  ["a pattern of another kind", apply(F.MATCHES, branch, lit(txt("(?i)main")))],
])("%s cannot be asked for", async (_, condition) => {
  const { codes, content } = await rendered(condition);
  expect([codes, content]).toEqual([["BK004"], ""]);
});

test("What the conditionals say of each occasion is what cig.toml says", async () => {
  const conditions: [Expression, string[]][] = [
    [apply(F.EQUAL, branch, lit(txt("main"))), ["push to main", "schedule", "by hand"]],
    [
      apply(F.NOT_EQUAL, branch, lit(txt("main"))),
      ["push to feature/x", "tag v1.2.3", "pull request", "pull request of a fork", "merge queue", "release"],
    ],
    [apply(F.MATCHES, ref("git.tag"), lit(txt("^v\\d"))), ["tag v1.2.3", "release"]],
    [apply(F.EQUAL, ref("run.event"), lit(txt("push"))), ["push to main", "push to feature/x", "tag v1.2.3"]],
    [apply(F.EQUAL, ref("pr.base_branch"), lit(txt("main"))), ["pull request", "pull request of a fork"]],
  ];
  for (const [condition, wanted] of conditions) {
    const { content } = await rendered(condition);
    const { workflows } = readBuildkite(new Map([[".buildkite/pipeline.yml", content]]));
    expect(workflows[0]!.jobs[0]!.runsOn).toEqual(occasions.filter((each) => wanted.includes(each)));
  }
});
