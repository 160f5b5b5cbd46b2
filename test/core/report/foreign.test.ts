import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dangerous, foreign, foreignLine } from "../../../core/report/foreign.ts";

describe("foreign text", () => {
  it("stays as it is when it is harmless", () => {
    const harmless = "Foo::Bar, ::1, a :: b, ## heading, naïve 東京 👩‍💻".replace("👩‍💻", "👩");
    expect(foreign(harmless)).toBe(harmless);
  });

  it("shows control sequences instead of sending them", () => {
    expect(foreign("a\x1b[31mred\x07\x9b\x7f")).toBe("a\\x1b[31mred\\x07\\x9b\\x7f");
  });

  it("shows marks that turn the direction of text, and characters that cannot be seen", () => {
    expect(foreign("a\u202eb\u2066c\u200bd\ufeff")).toBe("a\\u202eb\\u2066c\\u200bd\\ufeff");
  });

  it("breaks what a CI runner takes for a command", () => {
    expect(foreign("::error file=a::b")).toBe(": :error file=a::b");
    expect(foreign("  ::set-env name=x::y")).toBe("  : :set-env name=x::y");
    expect(foreign("text ##[error]x ##vso[task.complete] ##teamcity[x]")).toBe(
      "text ## [error]x ## vso[task.complete] ## teamcity[x]",
    );
  });

  it("keeps newlines and tabs, and makes a Windows line end a plain one", () => {
    expect(foreign("a\r\n\tb\rc")).toBe("a\n\tb\\x0dc");
  });

  it("becomes one line where one line is wanted", () => {
    expect(foreignLine("a\r\n  b\tc")).toBe("a   b c");
  });

  it("never holds a control character, nor a line that a runner takes for a command", () => {
    const piece = fc.constantFrom(
      "::",
      "##[",
      "##",
      "[",
      " ",
      "\n",
      "\r",
      "\x1b",
      "error",
      "a",
      "\u202e",
      "##vso[",
    );
    const text = fc.array(fc.oneof(piece, fc.string({ unit: "binary" })), { maxLength: 20 });
    fc.assert(
      fc.property(text, (pieces) => {
        const shown = foreign(pieces.join(""));
        expect(shown.search(dangerous)).toBe(-1);
        for (const line of shown.split("\n")) expect(line).not.toMatch(/^\s*::[A-Za-z]|##[A-Za-z]*\[/);
      }),
    );
  });
});
