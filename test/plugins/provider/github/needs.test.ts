import { Function as F, named, reference } from "cig/sdk";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { holds } from "../../../execution/github/expressions.ts";
import { judgeWorkflow } from "../../../validators/github.ts";
import { apply, github, job, lit, matrix, ref, render, run, txt } from "./requests.ts";

const results = ["success", "failure", "skipped", "cancelled"] as const;

/** Whether the job `last` starts, by the results of what it waits for; `before` is what success() asks. */
function starts(condition: unknown, needs: Record<string, string>, before = Object.values(needs)): boolean {
  const contexts = {
    github: { event_name: "push", ref: "refs/heads/main", ref_type: "branch" },
    needs: Object.fromEntries(Object.entries(needs).map(([id, result]) => [id, { result, outputs: {} }])),
  };
  return holds(condition, contexts, {
    succeeded: before.every((result) => result === "success"),
    failed: before.includes("failure"),
  });
}

async function conditionOf(jobs: Parameters<typeof render>[0]["jobs"], id = "last"): Promise<unknown> {
  const { content, diagnostics } = await render({ jobs });
  expect(diagnostics).toEqual([]);
  expect(await judgeWorkflow(content)).toEqual([]);
  return parse(content).jobs[id].if;
}

describe("a job with alternatives", () => {
  it("waits for all of them, and starts when one of them has ended well", async () => {
    const condition = await conditionOf([
      job("a"),
      job("b"),
      job("c"),
      job("last", { needs: ["c"], needsAny: ["a", "b"] }),
    ]);
    expect(condition).toBe(
      "${{ !cancelled() && needs.c.result == 'success' && (needs.a.result == 'success' || needs.b.result == 'success') }}",
    );
    for (const a of results)
      for (const b of results)
        for (const c of results)
          expect([a, b, c, starts(condition, { a, b, c })]).toEqual([
            a,
            b,
            c,
            c === "success" && (a === "success" || b === "success"),
          ]);
  });

  it("asks its own condition, too, and matrices as a whole", async () => {
    const condition = await conditionOf([
      job("a", matrix("a", { n: ["1", "2"] })),
      job("b"),
      job("last", {
        needsAny: ["a", "b"],
        condition: apply(F.OR, apply(F.EQUAL, ref("git.tag"), lit(txt("v1"))), ref("git.branch")),
      }),
    ]);
    expect(condition).toBe(
      "${{ !cancelled() && (needs.a.result == 'success' || needs.b.result == 'success') && (github.ref == 'refs/tags/v1' || github.ref_type != 'tag' && (!github.head_ref || github.event.pull_request.head.repo.full_name == github.repository)) }}",
    );
  });

  it("leaves the decision to failure(), always() and cancelled() where the author writes them", async () => {
    const condition = (own: ReturnType<typeof apply>) =>
      conditionOf([job("a"), job("b"), job("last", { needsAny: ["a", "b"], condition: own })]);
    expect(await condition(apply(F.ALWAYS))).toBe("always()");
    expect(await condition(apply(F.FAILURE))).toBe("failure()");
    expect(await condition(apply(F.NOT, apply(F.CANCELLED)))).toBe("${{ !cancelled() }}");
  });

  it("knows success() as its own question, alone and beside failure()", async () => {
    const condition = (own: ReturnType<typeof apply>) =>
      conditionOf([job("a"), job("b"), job("last", { needsAny: ["a", "b"], condition: own })]);
    const alone = await condition(apply(F.SUCCESS));
    expect(starts(alone, { a: "failure", b: "success" })).toBe(true);
    expect(starts(alone, { a: "failure", b: "skipped" })).toBe(false);
    const both = await condition(apply(F.OR, apply(F.SUCCESS), apply(F.FAILURE)));
    expect(starts(both, { a: "failure", b: "skipped" })).toBe(true);
    expect(starts(both, { a: "skipped", b: "skipped" })).toBe(false);
  });

  it("never starts where its condition is false", async () => {
    const never = lit({ kind: { case: "boolean", value: false } });
    expect(await conditionOf([job("a"), job("last", { needsAny: ["a"], condition: never })])).toBe(false);
  });

  it("reads their outputs", async () => {
    const { content, diagnostics } = await render({
      jobs: [
        job("a", { steps: [run("x", { id: "s" })], outputs: [named("o", reference("steps.s.outputs.o"))] }),
        job("b"),
        job("last", { needsAny: ["a", "b"], env: [named("O", reference("jobs.a.outputs.o"))] }),
      ],
    });
    expect(diagnostics).toEqual([]);
    expect(content).toContain("    needs: [a, b]\n");
    expect(content).toContain("      O: ${{ needs.a.outputs.o }}\n");
  });
});

describe("a job behind one that works in spite of a failure", () => {
  const jobs = (middle: object, last: object = {}) => [
    job("first"),
    job("middle", { needs: ["first"], ...middle }),
    job("last", { needs: ["middle"], ...last }),
  ];

  it("asks the one that it needs, as success() would ask the first, too", async () => {
    for (const own of [
      { condition: apply(F.ALWAYS) },
      { condition: apply(F.OR, apply(F.SUCCESS), apply(F.FAILURE)) },
      { condition: apply(F.AND, apply(F.NOT, apply(F.CANCELLED)), ref("git.branch")) },
      { providerOptions: github({ if: txt("${{ always() }}") }) },
      { needs: [], needsAny: ["first"] },
    ]) {
      const condition = await conditionOf(jobs(own));
      expect(condition).toBe("${{ !cancelled() && needs.middle.result == 'success' }}");
      // The first failed, and the middle one worked all the same.
      expect(starts(condition, { middle: "success" }, ["failure", "success"])).toBe(true);
      expect(starts(condition, { middle: "skipped" }, ["failure", "skipped"])).toBe(false);
    }
  });

  it("does so however far away that one is", async () => {
    const condition = await conditionOf([
      ...jobs({ condition: apply(F.ALWAYS) }, { condition: apply(F.EQUAL, ref("git.sha"), lit(txt("x"))) }),
      job("end", { needs: ["last"] }),
    ]);
    expect(condition).toBe("${{ !cancelled() && needs.middle.result == 'success' && github.sha == 'x' }}");
    expect(
      await conditionOf([...jobs({ condition: apply(F.ALWAYS) }), job("end", { needs: ["last"] })], "end"),
    ).toBe("${{ !cancelled() && needs.last.result == 'success' }}");
  });

  it("says nothing where nobody before it could have failed unseen", async () => {
    expect(await conditionOf(jobs({}))).toBe(undefined);
    expect(await conditionOf(jobs({ condition: apply(F.SUCCESS) }))).toBe(undefined);
    expect(await conditionOf([job("a", { condition: apply(F.ALWAYS) }), job("last", { needs: ["a"] })])).toBe(
      undefined,
    );
  });
});
