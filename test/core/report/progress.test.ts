import { describe, expect, it } from "vitest";
import { makePaint } from "../../../core/report/paint.ts";
import { makeProgress } from "../../../core/report/progress.ts";
import type { Stream } from "../../../core/report/terminal.ts";

function recorder(live: boolean, width = 80) {
  const written: string[] = [];
  const stream: Stream = {
    write: (text) => void written.push(text),
    paint: makePaint(false),
    width: () => width,
    live,
    isTerminal: false,
  };
  return { written, progress: makeProgress(stream) };
}

describe("progress", () => {
  it("rewrites one line on a terminal, and takes it away", () => {
    const { written, progress } = recorder(true);
    progress.show({ kind: "stage-started", stage: "detect" });
    progress.show({
      kind: "plugin-answered",
      plugin: "lang/ruby",
      hook: "detect",
      memo: "hit",
      durationMs: 1,
    });
    progress.clear();
    progress.clear();
    expect(written).toEqual([
      "\r\x1b[KDetecting project...",
      "\r\x1b[KDetecting project... lang/ruby (detect)",
      "\r\x1b[K",
    ]);
  });

  it("never fills more than the line", () => {
    const { written, progress } = recorder(true, 20);
    progress.show({ kind: "stage-started", stage: "plan" });
    progress.show({
      kind: "plugin-answered",
      plugin: "x".repeat(50),
      hook: "plan",
      memo: "hit",
      durationMs: 1,
    });
    expect(written.at(-1)).toBe("\r\x1b[KPlanning resources.");
  });

  it("says nothing where nobody watches", () => {
    const { written, progress } = recorder(false);
    progress.show({ kind: "stage-started", stage: "detect" });
    progress.clear();
    expect(written).toEqual([]);
  });
});
