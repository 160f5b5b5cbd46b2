import { Function as F } from "cig/sdk";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { holds } from "../../../execution/github/expressions.ts";
import { apply, job, lit, ref, render, run, txt, type ValueInit } from "./requests.ts";

const bool = (value: boolean): ValueInit => ({ kind: { case: "boolean", value } }) as never;
const before = { succeeded: true, failed: false };

/** The condition of a step that compares, as GitHub has it. */
async function compared(
  left: ReturnType<typeof lit>,
  right: ReturnType<typeof lit>,
  fn = F.EQUAL,
): Promise<unknown> {
  const { content, diagnostics } = await render({
    jobs: [
      job("a", {
        matrix: {
          axes: [
            { name: "flag", values: [bool(true), bool(false)] },
            { name: "word", values: [txt("true"), txt("no")] },
            { name: "mixed", values: [txt("true"), bool(true)] },
          ],
        },
        steps: [run("x", { id: "s" }), run("y", { condition: apply(fn, left, right) })],
      } as never),
    ],
  });
  expect(diagnostics).toEqual([]);
  return parse(content).jobs.a.steps[1].if;
}

describe("true and false", () => {
  it("are the same as the texts, whatever the other side is on GitHub", async () => {
    const contexts = (value: unknown) => ({
      matrix: { flag: value, word: value },
      steps: { s: { outputs: { o: value } } },
    });
    for (const constant of [true, false, "true", "false"])
      for (const fn of [F.EQUAL, F.NOT_EQUAL]) {
        const literal = lit(typeof constant === "string" ? txt(constant) : bool(constant));
        for (const [name, values] of [
          ["matrix.flag", [true, false]],
          ["matrix.word", ["true", "no"]],
          ["steps.s.outputs.o", ["true", "false", ""]],
        ] as const)
          for (const value of values)
            for (const isSwapped of [false, true]) {
              const sides = isSwapped ? [literal, ref(name)] : [ref(name), literal];
              const condition = await compared(sides[0]!, sides[1]!, fn);
              const isSame = String(value) === String(constant);
              expect([name, value, constant, fn, holds(condition, contexts(value), before)]).toEqual([
                name,
                value,
                constant,
                fn,
                isSame === (fn === F.EQUAL),
              ]);
            }
      }
  });

  it("are compared before the run where nothing else is", async () => {
    expect(await compared(lit(bool(true)), lit(txt("true")))).toBe(true);
    expect(await compared(lit(txt("a")), lit(txt("A")))).toBe(false);
    expect(await compared(lit(bool(false)), lit(txt("true")), F.NOT_EQUAL)).toBe(true);
  });

  it("stay what they are where the values are of both kinds", async () => {
    expect(await compared(ref("matrix.mixed"), lit(bool(true)))).toBe("matrix.mixed == true");
    expect(await compared(ref("matrix.word"), lit(txt("no")))).toBe("matrix.word == 'no'");
  });
});
