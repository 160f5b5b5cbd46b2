import { describe, expect, it } from "vitest";
import { diagnose } from "../../../core/diagnostic/codes.ts";
import type { Place } from "../../../core/diagnostic/diagnostic.ts";
import { countDiagnostics, renderDiagnostic } from "../../../core/report/diagnostic.ts";
import { displayWidth } from "../../../core/report/width.ts";

const at: Place = { file: "cig.toml", line: 12, column: 1, endColumn: 6, sourceLine: 'nedds = ["build"]' };
const unknownKey = diagnose("CIG103", 'A job has no key "nedds".', { hint: 'Did you mean "needs"?', at });

describe("a diagnostic", () => {
  it("shows code, title, place, source line, caret, message and hint", () => {
    expect(renderDiagnostic(unknownKey)).toBe(
      [
        "error[CIG103]: Unknown key",
        "  --> cig.toml:12:1",
        "   |",
        '12 | nedds = ["build"]',
        "   | ^^^^^",
        '   = A job has no key "nedds".',
        '   = hint: Did you mean "needs"?',
        "",
      ].join("\n"),
    );
  });

  it("names the plugin that made it", () => {
    const text = renderDiagnostic({
      ...unknownKey,
      plugin: "policy/security",
      code: "SEC001",
      level: "warning",
    });
    expect(text.split("\n")[0]).toBe("warning[SEC001]: Unknown key (policy/security)");
  });

  it("says the key path where the line is not known", () => {
    const text = renderDiagnostic(
      diagnose("CIG403", "Nobody does this.", { subject: ["jobs", "a b", "packages"] }),
    );
    expect(text).toBe(
      'error[CIG403]: No plugin provides this\n --> jobs."a b".packages\n  = Nobody does this.\n',
    );
  });

  it("says a whole file without a line", () => {
    const text = renderDiagnostic(
      diagnose("CIG108", "It is a folder.", { at: { file: "cig.toml", line: 0, column: 0 } }),
    );
    expect(text).toBe("error[CIG108]: cig.toml cannot be read\n --> cig.toml\n  = It is a folder.\n");
  });

  it("puts the caret under the right cells after tabs and wide characters", () => {
    const sourceLine = '\tname = "東京", x';
    const column = sourceLine.indexOf("x") + 1;
    const text = renderDiagnostic({ ...unknownKey, at: { file: "a", line: 3, column, sourceLine } });
    const [, , , source, caret] = text.split("\n");
    expect(source).toBe('3 |     name = "東京", x');
    expect(displayWidth(caret!.slice(0, caret!.indexOf("^")))).toBe(
      displayWidth(source!.slice(0, source!.indexOf("x"))),
    );
  });

  it("keeps the marked text in sight when the line is long", () => {
    const sourceLine = `${"a".repeat(300)}HERE${"b".repeat(300)}`;
    const text = renderDiagnostic({
      ...unknownKey,
      at: { file: "a", line: 3, column: 301, endColumn: 305, sourceLine },
    });
    const [, , , source, caret] = text.split("\n");
    expect(displayWidth(source!)).toBeLessThanOrEqual(80);
    expect(source!.slice(caret!.indexOf("^"), caret!.lastIndexOf("^") + 1)).toBe("HERE");
  });

  it("puts the caret behind the line when something is missing at its end", () => {
    const text = renderDiagnostic({
      ...unknownKey,
      at: { file: "a", line: 3, column: 6, sourceLine: "a = [" },
    });
    expect(text.split("\n").slice(3, 5)).toEqual(["3 | a = [", "  |      ^"]);
  });

  it("survives a place outside of its line", () => {
    const text = renderDiagnostic({
      ...unknownKey,
      at: { file: "a", line: 3, column: 99, endColumn: 2, sourceLine: "" },
    });
    expect(text.split("\n").slice(3, 5)).toEqual(["3 |", "  | ^"]);
  });

  it("wraps at the terminal's width and keeps commands on their own lines", () => {
    const text = renderDiagnostic(
      diagnose("CIG101", "There is no cig.toml here, and without one there is nothing to plan.", {
        hint: "Write one:\n  cig init --dry-run and then some more words",
      }),
      { width: 40 },
    );
    expect(text).toBe(
      [
        "error[CIG101]: cig.toml is missing",
        "  = There is no cig.toml here, and",
        "    without one there is nothing to",
        "    plan.",
        "  = hint: Write one:",
        "            cig init --dry-run and then some more words",
        "",
      ].join("\n"),
    );
  });

  it("is readable on a very narrow terminal", () => {
    const text = renderDiagnostic(unknownKey, { width: 20 });
    expect(text).toContain("error[CIG103]");
    expect(text).toContain("nedds");
  });

  it("lets no foreign text reach the terminal or the runner", () => {
    const text = renderDiagnostic({
      level: "error",
      code: "X\x1b[2J",
      title: "t\n::error::x",
      message: "m ##[group]\n::warning::w\x07",
      hint: "::stop-commands::x",
      plugin: "p\r\n::x::",
      at: { file: "a\x1b]0;b\x07", line: 1, column: 1, sourceLine: "::set-env::\x1b[31m" },
    });
    expect(text).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f]/);
    expect(text).not.toMatch(/^\s*::|##\[/m);
  });
});

describe("the count of diagnostics", () => {
  it("names errors and warnings, and nothing else", () => {
    const warning = { ...unknownKey, level: "warning" as const };
    const info = { ...unknownKey, level: "info" as const };
    expect(countDiagnostics([unknownKey, warning, info, unknownKey])).toBe("2 errors, 1 warning");
    expect(countDiagnostics([warning, warning])).toBe("2 warnings");
    expect(countDiagnostics([info])).toBe("");
  });
});
