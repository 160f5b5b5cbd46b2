import { Function as F } from "cig/sdk";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { holds } from "../../../../execution/github/expressions.ts";
import { apply, github, type JobInit, job, lit, matrix, ref, txt } from "../requests.ts";
import { always, idle, workflowOf } from "./requests.ts";

const results = ["success", "failure", "skipped", "cancelled"] as const;
const verdicts = ["run", "skip", ""] as const;

/** The `needs` and `if` of the jobs, by id. */
async function startsOf(...jobs: JobInit[]) {
  const { content, found } = await workflowOf(jobs);
  expect(found).toEqual([]);
  const all = parse(content).jobs as Record<string, { needs?: string | string[]; if?: unknown }>;
  return Object.fromEntries(
    Object.entries(all).map(([id, { needs, if: condition }]) => [id, { needs, condition }]),
  );
}

/** Whether a job starts; a verdict of "" is none at all, as without the tool. */
function starts(
  condition: unknown,
  needs: Readonly<Record<string, string>>,
  verdict: Readonly<Record<string, string>>,
): boolean {
  const outputs = Object.fromEntries(Object.entries(verdict).filter(([, each]) => each !== ""));
  const contexts = {
    github: { event_name: "push", ref: "refs/heads/main", ref_type: "branch", sha: "x" },
    needs: {
      cig: { result: "success", outputs },
      ...Object.fromEntries(Object.entries(needs).map(([id, result]) => [id, { result, outputs: {} }])),
    },
  };
  const all = Object.values(needs);
  return holds(condition, contexts, {
    succeeded: all.every((result) => result === "success"),
    failed: all.includes("failure"),
  });
}

describe("a job that may be left out", () => {
  it("waits for the job that decides, and runs unless that says otherwise", async () => {
    const { lint } = await startsOf(idle("lint"));
    expect(lint).toEqual({
      needs: "cig",
      condition: "${{ !cancelled() && needs.cig.outputs.lint != 'skip' }}",
    });
    for (const verdict of verdicts)
      expect([verdict, starts(lint!.condition, {}, { lint: verdict })]).toEqual([
        verdict,
        verdict !== "skip",
      ]);
  });

  it("runs when what it needs has passed now or before", async () => {
    const { test } = await startsOf(idle("build"), idle("test", { needs: ["build"] }));
    expect(test).toEqual({
      needs: ["build", "cig"],
      condition:
        "${{ !cancelled() && needs.cig.outputs.test != 'skip' && (needs.build.result == 'success' || needs.cig.outputs.build == 'skip') }}",
    });
    for (const build of results)
      for (const verdict of verdicts)
        expect([build, verdict, starts(test!.condition, { build }, { build: verdict, test: "run" })]).toEqual(
          [build, verdict, build === "success" || verdict === "skip"],
        );
  });

  it("asks its own condition, too", async () => {
    const { lint } = await startsOf(
      idle("lint", { condition: apply(F.EQUAL, ref("git.sha"), lit(txt("x"))) }),
    );
    expect(lint!.condition).toBe(
      "${{ !cancelled() && needs.cig.outputs.lint != 'skip' && github.sha == 'x' }}",
    );
  });

  it("decides alone where it asks how others ended", async () => {
    const { clean } = await startsOf(idle("build"), idle("clean", { needs: ["build"], condition: always }));
    expect(clean).toEqual({
      needs: ["build", "cig"],
      condition: "needs.cig.outputs.clean != 'skip' && always()",
    });
  });

  it("never runs where its condition is false", async () => {
    const never = lit({ kind: { case: "boolean", value: false } });
    expect((await startsOf(idle("lint", { condition: never }))).lint!.condition).toBe(false);
  });

  it("always runs where the author writes its `if` for GitHub, or where its verdict has another's name", async () => {
    const own = await startsOf(
      job("a"),
      idle("b", { providerOptions: github({ if: txt("always()") }) }),
      idle("c"),
    );
    expect(own.b).toEqual({ needs: undefined, condition: "always()" });
    expect((await startsOf(idle("markers"), idle("c"))).markers).toEqual({
      needs: undefined,
      condition: undefined,
    });
    expect((await startsOf(idle("a-matrix"), idle("a"))).a).toEqual({
      needs: "cig",
      condition: "${{ !cancelled() && needs.cig.outputs.a != 'skip' }}",
    });
    expect((await startsOf(idle("a-matrix"), idle("a")))["a-matrix"]).toEqual({
      needs: undefined,
      condition: undefined,
    });
  });
});

describe("a job behind one that may be left out", () => {
  it("takes that for passed, and waits for what is before it", async () => {
    const { deploy } = await startsOf(
      job("build"),
      idle("test", { needs: ["build"] }),
      job("deploy", { needs: ["test"], waitsFor: ["build"] }),
    );
    expect(deploy).toEqual({
      needs: ["test", "cig", "build"],
      condition:
        "${{ !cancelled() && (needs.test.result == 'success' || needs.cig.outputs.test == 'skip') && needs.build.result == 'success' }}",
    });
    for (const build of results)
      for (const test of results)
        for (const verdict of verdicts)
          expect([
            build,
            test,
            verdict,
            starts(deploy!.condition, { build, test }, { test: verdict }),
          ]).toEqual([
            build,
            test,
            verdict,
            build === "success" && (test === "success" || verdict === "skip"),
          ]);
  });

  it("has one of its alternatives when that had passed before", async () => {
    const { last } = await startsOf(idle("a"), job("b"), job("last", { needsAny: ["a", "b"] }));
    expect(last!.condition).toBe(
      "${{ !cancelled() && (needs.a.result == 'success' || needs.cig.outputs.a == 'skip' || needs.b.result == 'success') }}",
    );
  });

  it("asks those that it needs one by one, however far away the other is", async () => {
    const { end } = await startsOf(idle("a"), job("b", { needs: ["a"] }), job("end", { needs: ["b"] }));
    expect(end).toEqual({ needs: "b", condition: "${{ !cancelled() && needs.b.result == 'success' }}" });
  });

  it("means by success() what it waits for, and by failure() what GitHub does", async () => {
    const { told, both } = await startsOf(
      idle("a"),
      job("told", { needs: ["a"], condition: apply(F.FAILURE) }),
      job("both", { needs: ["a"], condition: apply(F.OR, apply(F.SUCCESS), apply(F.FAILURE)) }),
    );
    expect(told).toEqual({ needs: "a", condition: "failure()" });
    expect(both).toEqual({
      needs: ["a", "cig"],
      condition: "needs.a.result == 'success' || needs.cig.outputs.a == 'skip' || failure()",
    });
  });
});

it("changes nothing where nothing may be left out", async () => {
  const { content } = await workflowOf([job("a"), job("b", { needs: ["a"] })]);
  expect(Object.keys(parse(content).jobs)).toEqual(["a", "b", "gate"]);
  expect(parse(content).jobs.b).toMatchObject({ needs: "a" });
  expect(parse(content).jobs.b.if).toBe(undefined);
});

describe("a job that starts the machine of another", () => {
  const launched = (more: JobInit = {}) =>
    [
      idle("build"),
      job("launch-test", { needs: ["build"], launches: "test", ...more } as JobInit),
      idle("test", { needs: ["build", "launch-test"], ...more }),
    ] as const;

  it("is left out exactly where that one is, which then waits for it and never for nothing", async () => {
    const { "launch-test": launch, test } = await startsOf(...launched());
    expect(launch!.needs).toEqual(["build", "cig"]);
    expect(launch!.condition).toBe(
      "${{ !cancelled() && needs.cig.outputs.test != 'skip' && (needs.build.result == 'success' || needs.cig.outputs.build == 'skip') }}",
    );
    expect(test!.needs).toEqual(["build", "launch-test", "cig"]);
    for (const verdict of verdicts)
      for (const result of results) {
        const said = { build: "run", test: verdict };
        const mayRun = verdict !== "skip" && result === "success";
        expect([verdict, result, starts(launch!.condition, { build: result }, said)]).toEqual([
          verdict,
          result,
          mayRun,
        ]);
        const before = { build: "success", "launch-test": result };
        expect([verdict, result, starts(test!.condition, before, said)]).toEqual([verdict, result, mayRun]);
      }
  });

  it("starts one for each variant that runs, and has no verdict, marker or name of a check beside its own", async () => {
    const axes = matrix("test", { n: ["1", "2"] });
    const { content, found } = await workflowOf([
      job("launch-test", { ...matrix("launch-test", { n: ["1", "2"] }), launches: "test" } as JobInit),
      idle("test", { needs: ["launch-test"], ...axes }),
    ]);
    expect(found).toEqual([]);
    const { cig, "launch-test": launch, test } = parse(content).jobs;
    expect(Object.keys(cig.outputs)).toEqual(["test", "test-matrix", "markers", "keys"]);
    expect(launch.strategy.matrix).toEqual(test.strategy.matrix);
    expect(launch.name).toBe("launch-test (${{ matrix.n }})");
    expect(launch.steps).toHaveLength(job("x").steps?.length ?? 0);
  });
});
