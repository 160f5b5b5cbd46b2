import { describe, expect, it } from "vitest";
import { StderrRing } from "../../../../core/host/process/stderr-ring.ts";

function ringOf(...pieces: string[]): StderrRing {
  const ring = new StderrRing();
  for (const piece of pieces) ring.write(Buffer.from(piece));
  return ring;
}

describe("the ring of stderr lines", () => {
  it("joins lines that came in pieces, and keeps the last without a newline", () => {
    expect(ringOf("one\ntw", "o\r\nthr", "ee").lines()).toEqual(["one", "two", "three"]);
  });

  it("keeps the last twenty lines", () => {
    const lines = Array.from({ length: 100 }, (_, index) => `line ${index}`);
    expect(ringOf(`${lines.join("\n")}\n`).lines()).toEqual(lines.slice(80));
  });

  it("cuts long lines, and holds no more however long one grows", () => {
    const ring = ringOf(...Array.from({ length: 1000 }, () => "x".repeat(10_000)), "\nend");
    expect(ring.lines().map((line) => line.length)).toEqual([301, 3]);
  });

  it("tells of each line once it is complete, the last one at the end, and of a flood only the start", () => {
    const told: string[] = [];
    const ring = new StderrRing((line) => void told.push(line));
    ring.write(Buffer.from("one\n\n\x1b[31mtw"));
    ring.write(Buffer.from("o\x1b[0m\nthree"));
    expect(told).toEqual(["one", "two"]);
    ring.end();
    expect(told).toEqual(["one", "two", "three"]);
    ring.write(Buffer.from("x\n".repeat(100_000)));
    expect(told).toHaveLength(1001);
    expect(told.at(-1)).toBe("… (more than 1000 lines; the rest is left out)");
  });

  it("keeps characters whole that were split between two writes", () => {
    const ring = new StderrRing();
    const bytes = Buffer.from("grün\n");
    ring.write(bytes.subarray(0, 3));
    ring.write(bytes.subarray(3));
    expect(ring.lines()).toEqual(["grün"]);
  });
});
