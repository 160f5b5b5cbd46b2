import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Marker, parseMarker, printMarker } from "../../../core/store/marker.ts";
import { markerOf, signatureOf } from "./markers.ts";

const parse = (text: string) => parseMarker(Buffer.from(text));
const reasonOf = (text: string) => {
  const parsed = parse(text);
  return parsed.ok ? "accepted" : parsed.reason;
};
const changed = (changes: Record<string, unknown>) => {
  const entries = Object.entries({ ...markerOf(), ...changes }).filter(([, value]) => value !== undefined);
  const sort = (value: unknown): unknown =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.fromEntries(
          Object.entries(value)
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([key, each]) => [key, sort(each)]),
        )
      : value;
  return JSON.stringify(sort(Object.fromEntries(entries)));
};

describe("a marker", () => {
  it("is one line of JSON with sorted keys", () => {
    const one = signatureOf("component");
    expect(printMarker(markerOf())).toBe(
      `{"at":"2026-11-29T12:00:00Z","commit":"4feac90adb0422438390b9dd94e269a7273789f5",` +
        `"components":{"definition":"${one}","env":"${one}","files":"${one}","inputs":"${one}","upstream":"${one}","versions":"${one}"},` +
        `"env":{"RAILS_ENV":"1f2e3d","TOKEN":null},"files":42,"job":"test-ruby3.2","run":"https://ci.example.com/runs/7",` +
        `"schema":"cig.marker/1","scope":"trusted","signature":"${signatureOf("a")}",` +
        `"upstream":{"build":"${signatureOf("build")}"},"versions":{"ruby":"3.2.9"}}\n`,
    );
  });

  it("is read back as it was, with or without its line end", () => {
    const marker = markerOf({ expires: "2026-12-29T12:00:00.500Z", commit: "" });
    expect(parse(printMarker(marker))).toEqual({ ok: true, marker });
    expect(parse(printMarker(marker).trimEnd())).toEqual({ ok: true, marker });
  });

  it("is read back whatever its names and texts are", () => {
    const line = fc.string({ unit: "binary", minLength: 1, maxLength: 30 }).map((text) => {
      return text.replace(/[\0-\x1f\x7f]/g, "_");
    });
    const table = <T>(value: fc.Arbitrary<T>) => fc.dictionary(line, value, { maxKeys: 5 });
    const hex = fc.string({ minLength: 1 }).map(signatureOf);
    const markers = fc.record({
      job: line,
      signature: hex,
      env: table(fc.oneof(line, fc.constant(null))),
      versions: table(line),
      upstream: table(hex),
      files: fc.nat(),
    });
    fc.assert(
      fc.property(markers, (changes) => {
        const printed = printMarker(markerOf(changes as Partial<Marker>));
        expect(parse(printed)).toEqual({ ok: true, marker: { ...markerOf(), ...changes } });
        expect(printed.indexOf("\n")).toBe(printed.length - 1);
      }),
    );
  });

  it.each([
    ["", "is not JSON: it is damaged or cut short"],
    [printMarker(markerOf()).slice(0, 300), "is not JSON: it is damaged or cut short"],
    ["\ufeff{}", "is not JSON: it is damaged or cut short"],
    ["[]", "is not a table"],
    ["null", "is not a table"],
    [changed({ schema: "cig.marker/2" }), 'is not of the form "cig.marker/1"'],
    [changed({ more: 1 }), 'has an unknown key "more"'],
    [changed({ job: undefined }), 'has no "job"'],
    [changed({ job: "" }), 'has a "job" that is none'],
    [changed({ job: "a\nb" }), 'has a "job" that is none'],
    [changed({ signature: signatureOf("a").toUpperCase() }), 'has a "signature" that is none'],
    [changed({ signature: signatureOf("a").slice(1) }), 'has a "signature" that is none'],
    [changed({ commit: "HEAD" }), 'has a "commit" that is none'],
    [changed({ at: "2026-11-29" }), 'has a "at" that is none'],
    [changed({ at: "2026-02-30T00:00:00Z" }), 'has a "at" that is none'],
    [changed({ at: "2026-11-29T12:00:00+01:00" }), 'has a "at" that is none'],
    [changed({ expires: null }), 'has a "expires" that is none'],
    [changed({ files: -1 }), 'has a "files" that is none'],
    [changed({ files: "42" }), 'has a "files" that is none'],
    [changed({ components: {} }), 'has a "components" that is none'],
    [
      changed({ components: { ...markerOf().components, more: signatureOf("a") } }),
      'has a "components" that is none',
    ],
    [changed({ env: { A: 1 } }), 'has a "env" that is none'],
    [changed({ upstream: { build: "abc" } }), 'has a "upstream" that is none'],
    [changed({ versions: [] }), 'has a "versions" that is none'],
    [` ${printMarker(markerOf())}`, "is not written as cig writes it"],
    [`${printMarker(markerOf())}\n`, "is not written as cig writes it"],
    [printMarker(markerOf()).replace("{", '{"files":41,'), "is not written as cig writes it"],
    [`{"schema":"cig.marker/1","x":"${"x".repeat(256 * 1024)}"}`, "is larger than 256 KiB"],
  ])("%# is refused when it is not exactly one", (text, reason) => {
    expect(reasonOf(text)).toBe(reason);
  });

  it("is refused when any one of its bytes is another", () => {
    const printed = Buffer.from(printMarker(markerOf({ env: {}, versions: {}, upstream: {} })));
    const structural = fc.record({ at: fc.nat(printed.length - 2), byte: fc.constantFrom(...'{}[]",:\0 ') });
    fc.assert(
      fc.property(structural, ({ at, byte }) => {
        const damaged = Buffer.from(printed);
        damaged[at] = byte.charCodeAt(0);
        fc.pre(!damaged.equals(printed));
        const parsed = parseMarker(damaged);
        // A text may hold any character; its key is compared with what was asked for.
        if (parsed.ok) expect(parsed.marker.run + parsed.marker.job + parsed.marker.scope).toContain(byte);
      }),
      { numRuns: 500 },
    );
  });

  it("cannot be printed when it could not be read back", () => {
    expect(() => printMarker(markerOf({ signature: "abc" }))).toThrow(
      'bug: the marker of test-ruby3.2 has a "signature" that is none',
    );
  });
});
