import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { diagnosticJson, toJson } from "../../../core/cli/json.ts";
import { diagnose } from "../../../core/diagnostic/codes.ts";
import { dangerous } from "../../../core/report/foreign.ts";

describe("a machine form", () => {
  it("has sorted keys, without those that are absent", () => {
    expect(toJson({ b: 1, a: { d: undefined, c: [{ z: 1, y: null }] }, B: true })).toBe(
      '{\n  "B": true,\n  "a": {\n    "c": [\n      {\n        "y": null,\n        "z": 1\n      }\n    ]\n  },\n  "b": 1\n}\n',
    );
  });

  it("keeps a key that is called __proto__", () => {
    expect(toJson(JSON.parse('{"__proto__": {"x": 1}}'))).toBe('{\n  "__proto__": {\n    "x": 1\n  }\n}\n');
  });

  it("writes what a terminal or a runner acts on as escapes", () => {
    expect(toJson({ a: "\x7f\x9b ##[group] \u202e" })).toBe(
      '{\n  "a": "\\u007f\\u009b \\u0023#[group] \\u202e"\n}\n',
    );
  });

  it("reads back as what it was, and is harmless, whatever the text", () => {
    const text = fc.array(
      fc.oneof(fc.constantFrom("##[", "::error::", "\n", "\x1b"), fc.string({ unit: "binary" })),
    );
    fc.assert(
      fc.property(text, (pieces) => {
        const value = pieces.join("");
        const document = toJson({ value });
        expect(JSON.parse(document)).toEqual({ value });
        expect(document.search(dangerous)).toBe(-1);
        expect(document).not.toMatch(/##[A-Za-z]*\[|^\s*::/m);
      }),
    );
  });

  it("has a diagnostic without its source line and key path", () => {
    const at = { file: "cig.toml", line: 3, column: 2, sourceLine: "x" };
    expect(toJson(diagnosticJson(diagnose("CIG103", "m", { hint: "h", at, subject: ["jobs"] })))).toBe(
      `${JSON.stringify({ at: { column: 2, file: "cig.toml", line: 3 }, code: "CIG103", hint: "h", level: "error", message: "m", title: "Unknown key" }, null, 2)}\n`,
    );
  });
});
