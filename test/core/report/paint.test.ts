import { describe, expect, it } from "vitest";
import { makePaint, wantsColour } from "../../../core/report/paint.ts";

const wish = (environment: Record<string, string>, isTerminal = true, option?: boolean) =>
  wantsColour({ environment, isTerminal, option });

describe("colour", () => {
  it("is used where a terminal listens, and not in a pipe", () => {
    expect(wish({})).toBe(true);
    expect(wish({}, false)).toBe(false);
  });

  it("is not used on a dumb terminal", () => {
    expect(wish({ TERM: "dumb" })).toBe(false);
  });

  it("obeys NO_COLOR, unless that is empty", () => {
    expect(wish({ NO_COLOR: "1" })).toBe(false);
    expect(wish({ NO_COLOR: "" })).toBe(true);
  });

  it("obeys FORCE_COLOR in a pipe, and its 0 on a terminal", () => {
    expect(wish({ FORCE_COLOR: "1" }, false)).toBe(true);
    expect(wish({ FORCE_COLOR: "0" })).toBe(false);
  });

  it("obeys NO_COLOR rather than FORCE_COLOR", () => {
    expect(wish({ NO_COLOR: "1", FORCE_COLOR: "1" })).toBe(false);
  });

  it("obeys the command line before all", () => {
    expect(wish({ NO_COLOR: "1", TERM: "dumb" }, false, true)).toBe(true);
    expect(wish({ FORCE_COLOR: "1" }, true, false)).toBe(false);
  });

  it("wraps text in sequences, or leaves it alone", () => {
    expect(makePaint(true).red("a")).toBe("\x1b[31ma\x1b[39m");
    expect(makePaint(false).red("a")).toBe("a");
    expect(makePaint(true).bold("")).toBe("");
  });
});
