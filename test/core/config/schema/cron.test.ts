import { describe, expect, it } from "vitest";
import { faultsOfCron } from "../../../../core/config/schema/cron.ts";

describe("faultsOfCron", () => {
  it.each(["* * * * *", "0 3 * * 1", "*/15 0-6/2 1,15 JAN-MAR mon-fri", " 0  3 * * 7 ", "5/10 * * * SUN"])(
    "takes %s",
    (line) => {
      expect(faultsOfCron(line)).toEqual([]);
    },
  );

  it.each([
    ["@daily", "1 field"],
    ["* * * * * *", "6 fields"],
    ["60 * * * *", "a minute"],
    ["* 24 * * *", "an hour"],
    ["* * 0 * *", "a day of the month"],
    ["* * * 13 *", "a month"],
    ["* * * * 8", "a day of the week"],
    ["5-1 * * * *", "a minute"],
    ["*/0 * * * *", "a minute"],
    ["1,,2 * * * *", "a minute"],
    ["x * * * *", "a minute"],
  ])("refuses %s and names the field", (line, words) => {
    expect(faultsOfCron(line)).toHaveLength(1);
    expect(faultsOfCron(line)[0]!.message).toContain(words);
  });
});
