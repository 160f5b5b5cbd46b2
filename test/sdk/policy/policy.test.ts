import { readPolicy } from "cig/sdk";
import { describe, expect, it } from "vitest";
import { list, tab, txt } from "../../plugins/provider/github/requests.ts";

const rules = [
  { code: "ABC001", title: "One", level: "warning" },
  { code: "ABC002", title: "Two", level: "off" },
] as const;

const waiver = { rule: "ABC001", owner: "me", reason: "x", expires: "2026-12-31" };
const words = (table: Record<string, string>) =>
  tab(Object.fromEntries(Object.entries(table).map(([key, word]) => [key, txt(word)])));
const read = (levels: Record<string, string>, ...waivers: Record<string, string>[]) =>
  readPolicy(
    {
      entries: [
        { key: "levels", value: words(levels) },
        { key: "waivers", value: list(...waivers.map(words)) },
      ],
    } as never,
    "ABC",
    rules,
  );
const told = (policy: ReturnType<typeof read>) =>
  policy.diagnostics.map(({ code, message, location }) => [code, message, location?.subject]);

describe("readPolicy", () => {
  it("takes levels of cig.toml before the rules' own", () => {
    const policy = read({ ABC002: "error" });
    expect(rules.map(policy.levelOf)).toEqual(["warning", "error"]);
    expect(told(policy)).toEqual([]);
  });

  it("says of its own family what is no rule and no level, and nothing of other families", () => {
    const policy = read(
      { ABC009: "off", ABC001: "loud", XYZ001: "loud", ABCD001: "loud" },
      { ...waiver, rule: "ABC007" },
      { ...waiver, rule: "XYZ001", owner: "" },
    );
    expect(told(policy)).toEqual([
      ["ABC000", 'There is no rule "ABC009".', ["policy", "levels", "ABC009"]],
      ["ABC000", "The level of ABC001 is none of error, warning, info, off.", ["policy", "levels", "ABC001"]],
      ["ABC000", 'There is no rule "ABC007".', ["policy", "waivers", "0", "rule"]],
    ]);
    expect(policy.levelOf(rules[0])).toBe("warning");
  });

  it("lets a waiver count for its file and job only, and only with an owner, a reason and a date", () => {
    const policy = read({}, { ...waiver, job: "a", path: "ci.yml" }, { rule: "ABC002", owner: "me" });
    expect(policy.waives("ABC001", "ci.yml", "a")).toBe(true);
    expect(policy.waives("ABC001", "ci.yml", "b")).toBe(false);
    expect(policy.waives("ABC001", "other.yml", "a")).toBe(false);
    expect(policy.waives("ABC002", "ci.yml", "a")).toBe(false);
    expect(told(policy).map(([code, , subject]) => [code, subject])).toEqual([
      ["ABC000", ["policy", "waivers", "1"]],
    ]);
  });

  it("says which waiver was not needed, of rules that were judged", () => {
    const policy = read({}, waiver, { ...waiver, rule: "ABC002" }, { ...waiver, job: "a" });
    policy.waives("ABC001", undefined, undefined);
    const idle = policy.idle(new Set(["ABC001"]));
    expect(idle.map(({ code, location }) => [code, location?.subject])).toEqual([
      ["ABC099", ["policy", "waivers", "2"]],
    ]);
  });
});
