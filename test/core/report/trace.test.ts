import { expect, it } from "vitest";
import { startTrace } from "../../../core/report/trace.ts";

it("a trace has a span for each stage and each answer, in microseconds from the start", () => {
  let now = 1000;
  const trace = startTrace(() => now);
  now = 1010;
  trace.add({ kind: "plugin-answered", plugin: "lang/ruby", hook: "detect", memo: "miss", durationMs: 4 });
  now = 1012.5;
  trace.add({ kind: "stage-ended", stage: "detect", durationMs: 12 });
  expect(JSON.parse(trace.text())).toEqual({
    displayTimeUnit: "ms",
    traceEvents: [
      { name: "thread_name", ph: "M", pid: 1, tid: 0, args: { name: "cig" } },
      { name: "thread_name", ph: "M", pid: 1, tid: 1, args: { name: "lang/ruby" } },
      {
        name: "lang/ruby detect",
        cat: "plugin",
        ph: "X",
        pid: 1,
        tid: 1,
        ts: 6000,
        dur: 4000,
        args: { plugin: "lang/ruby", hook: "detect", memo: "miss" },
      },
      { name: "detect", cat: "stage", ph: "X", pid: 1, tid: 0, ts: 500, dur: 12000, args: {} },
    ],
  });
});
