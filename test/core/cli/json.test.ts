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

  it("has sorted keys at each level, whichever of them were in order before", () => {
    const level = fc.dictionary(
      fc.string(),
      fc.dictionary(fc.string(), fc.constantFrom(1, [2, { b: 3, a: 4 }])),
    );
    fc.assert(
      fc.property(level, (document) => {
        const inOrder = (_: string, value: unknown) => {
          if (value === null || typeof value !== "object" || Array.isArray(value)) return value;
          const keys = Object.keys(value).filter((key) => !/^\d+$/.test(key));
          expect(keys).toEqual([...keys].sort());
          return value;
        };
        expect(JSON.parse(toJson(document), inOrder)).toEqual(document);
      }),
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
