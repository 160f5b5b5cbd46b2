import { type Expression, Function as F } from "cig/sdk";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { readCircleci } from "../../../../plugins/provider/circleci/reader/reader.ts";
import { judgeConfig } from "../../../validators/circleci.ts";
import { apply, job, lit, ref, render, txt } from "./requests.ts";

const event = (word: string) => apply(F.EQUAL, ref("run.event"), lit(txt(word)));
const isMain = apply(F.EQUAL, ref("git.branch"), lit(txt("main")));

interface Entry {
  readonly filters?: unknown;
  readonly requires?: unknown;
}

/** The jobs of each workflow with what they wait for and what keeps them out. */
async function workflowsOf(jobs: Parameters<typeof job>[1][], push: object = { branches: ["main"] }) {
  const { content, codes } = await render({
    triggers: { push, schedule: [{ cron: "1 2 * * *" }] },
    jobs: jobs.map((each, index) => job("abcdef"[index]!, each)),
  });
  expect(codes.filter((code) => !/^CC03/.test(code))).toEqual([]);
  expect(judgeConfig(content)).toEqual([]);
  const { workflows } = parse(content) as { workflows: Record<string, { jobs: (string | object)[] }> };
  return Object.fromEntries(
    Object.entries(workflows).map(([name, { jobs: entries }]) => [
      name,
      entries.map((entry) => (typeof entry === "string" ? [entry, {}] : Object.entries(entry)[0]!)),
    ]),
  ) as Record<string, [string, Entry][]>;
}

const names = (entries: [string, Entry][] = []) => entries.map(([name]) => name);

describe("a job for some events", () => {
  it("stands only in workflows in which it can run", async () => {
    const found = await workflowsOf([{}, { condition: event("schedule") }, { condition: event("push") }]);
    expect(names(found.ci)).toEqual(["a", "c"]);
    expect(names(found["ci-schedule"])).toEqual(["a", "b"]);
    // What started the workflow is known there.
    expect(found["ci-schedule"]![1]![1]).toEqual({});
  });

  it("takes those along that wait for it, but not those that run at any rate", async () => {
    const found = await workflowsOf([
      { condition: event("schedule") },
      { needs: ["a"] },
      { needs: ["b"] },
      { needs: ["a"], condition: apply(F.ALWAYS) },
      { needs: ["a"], condition: apply(F.FAILURE) },
      { needsAny: ["a", "d"] },
    ]);
    expect(names(found.ci)).toEqual(["d", "f"]);
    expect(found.ci![0]![1].requires).toBeUndefined();
    expect(found.ci![1]![1].requires).toEqual([{ d: "terminal" }]);
    expect(names(found["ci-schedule"])).toEqual(["a", "b", "c", "d", "e", "f"]);
  });

  const cases: [string, Expression, string[], string[]][] = [
    ["any other event", apply(F.NOT, event("schedule")), ["a"], []],
    ["not that event", apply(F.NOT_EQUAL, ref("run.event"), lit(txt("schedule"))), ["a"], []],
    ["one of two", apply(F.OR, event("schedule"), isMain), ["a"], ["a"]],
    ["that event there", apply(F.AND, isMain, event("schedule")), [], ["a"]],
    ["one that no word is", apply(F.AND, event("schedule"), event("push")), [], []],
  ];
  it.each(cases)("that asks for %s", async (_, condition, pushed, scheduled) => {
    const found = await workflowsOf([{ condition }, {}]);
    expect([names(found.ci), names(found["ci-schedule"])]).toEqual([
      [...pushed, "b"],
      [...scheduled, "b"],
    ]);
  });

  it("is read as a job of one workflow", async () => {
    const { content } = await render({
      triggers: { push: { branches: ["main"] }, schedule: [{ cron: "1 2 * * *" }] },
      jobs: [
        job("a", { condition: event("schedule") }),
        job("b", { needs: ["a"], condition: apply(F.ALWAYS) }),
        job("c", { condition: event("push") }),
      ],
    });
    const { workflows } = readCircleci(new Map([[".circleci/config.yml", content]]));
    const rows = workflows.map(({ name, startsOn, jobs }) => [
      name,
      startsOn,
      jobs.map(({ id, needs, runsOn, runsAfter }) => [id, needs, runsOn, runsAfter]),
    ]);
    // Whoever may push to CircleCI may start a pipeline, too.
    expect(rows).toEqual([
      [
        "ci",
        ["push to main", "schedule", "by hand"],
        [
          ["a", [], ["schedule"], "success"],
          ["b", ["a"], ["push to main", "schedule", "by hand"], "always"],
          ["c", [], ["push to main"], "success"],
        ],
      ],
    ]);
  });

  it("leaves no workflow without jobs", async () => {
    expect(Object.keys(await workflowsOf([{ condition: event("schedule") }]))).toEqual(["ci-schedule"]);
    expect(Object.keys(await workflowsOf([{ condition: event("push") }]))).toEqual(["ci"]);
  });
});
