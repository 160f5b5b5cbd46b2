import { describe, expect, it } from "vitest";
import { minutesOf, secondsOf } from "../../../core/config/duration.ts";

describe("minutesOf", () => {
  it.each([
    [10, 10],
    ["10m", 10],
    ["1h", 60],
    ["1h30m", 90],
    [" 2h ", 120],
  ])("reads %j as %d minutes", (timeout, minutes) => {
    expect(minutesOf(timeout)).toBe(minutes);
  });

  it.each(["", "10", "90s", "0m", "m", "1h 30m", "-5m", "1.5h", "9999h"])("does not read %j", (timeout) => {
    expect(minutesOf(timeout)).toBeUndefined();
  });
});

describe("secondsOf", () => {
  it.each([
    [5, 5],
    ["5s", 5],
    ["2m", 120],
    ["1m30s", 90],
  ])("reads %j as %d seconds", (wait, seconds) => {
    expect(secondsOf(wait)).toBe(seconds);
  });

  it.each(["", "5", "0s", "1h", "s"])("does not read %j", (wait) => {
    expect(secondsOf(wait)).toBeUndefined();
  });
});
