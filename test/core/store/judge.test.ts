import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { judge } from "../../../core/store/judge.ts";
import { printMarker } from "../../../core/store/marker.ts";
import { markerOf, noon, signatureOf } from "./markers.ts";

const key = { job: "test", signature: signatureOf("a") };
const toldOf = (...markers: [scope: string, text: string][]) => ({
  markers: markers.map(([scope, text]) => ({ scope, content: Buffer.from(text) })),
  problem: "",
});

describe("what a store says", () => {
  it("counts by the order of the scopes, not by its own", () => {
    const own = markerOf({ ...key, scope: "pr/12", files: 1 });
    const trusted = markerOf({ ...key, scope: "trusted", files: 2 });
    const told = toldOf(["trusted", printMarker(trusted)], ["pr/12", printMarker(own)]);
    expect(judge(told, key, ["pr/12", "trusted"], noon)).toEqual({ kind: "found", marker: own });
    expect(judge(told, key, ["trusted"], noon)).toEqual({ kind: "found", marker: trusted });
  });

  it("is nothing when there is nothing, and a doubt when there is a problem", () => {
    expect(judge(toldOf(), key, ["trusted"], noon)).toEqual({ kind: "none" });
    expect(judge({ markers: [], problem: "The store is tired." }, key, ["trusted"], noon)).toEqual({
      kind: "doubt",
      reason: "The store is tired.",
    });
  });

  it("counts although another scope could not be looked in", () => {
    const marker = markerOf({ ...key, scope: "trusted" });
    const told = { ...toldOf(["trusted", printMarker(marker)]), problem: "The store answers 500." };
    expect(judge(told, key, ["pr/12", "trusted"], noon)).toEqual({ kind: "found", marker });
  });

  it("is believed for exactly the key, a trusted scope, and now; never otherwise, whatever it says", () => {
    const scope = fc.constantFrom("trusted", "pr/12", "pr/1", "branch/a");
    const said = fc.record({
      job: fc.constantFrom("test", "test-2", "Test"),
      signature: fc.constantFrom("a", "b").map(signatureOf),
      scope,
      at: fc.constantFrom(
        "2026-11-29T11:00:00Z",
        "2026-11-29T12:04:59Z",
        "2026-11-29T12:06:00Z",
        "2027-01-01T00:00:00Z",
      ),
      expires: fc.constantFrom(undefined, "2026-11-29T12:00:00Z", "2026-11-29T12:00:01Z"),
    });
    const candidate = fc.record({ place: scope, said, damage: fc.constantFrom("", "", "cut", "space") });
    fc.assert(
      fc.property(fc.array(candidate, { maxLength: 5 }), fc.uniqueArray(scope), (candidates, scopes) => {
        const texts = candidates.map(({ place, said, damage }): [string, string] => {
          const { expires, ...rest } = said;
          const text = printMarker(markerOf({ ...rest, ...(expires !== undefined && { expires }) }));
          return [place, damage === "cut" ? text.slice(0, -2) : damage === "space" ? ` ${text}` : text];
        });
        const counts = candidates.some(
          ({ place, said, damage }) =>
            damage === "" &&
            scopes.includes(place) &&
            said.scope === place &&
            said.job === "test" &&
            said.signature === signatureOf("a") &&
            said.at < "2026-11-29T12:05" &&
            said.expires !== "2026-11-29T12:00:00Z",
        );
        const { kind } = judge(toldOf(...texts), key, scopes, noon);
        expect(kind).toBe(counts ? "found" : candidates.length === 0 ? "none" : "doubt");
      }),
      { numRuns: 1000 },
    );
  });
});
