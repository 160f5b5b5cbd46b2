import fc from "fast-check";
import { expect, it } from "vitest";
import { decodePath, encodePath } from "../../../core/repo/path-bytes.ts";

it("reads valid UTF-8 as it is", () => {
  expect(decodePath(Buffer.from("a/é/😀.txt"))).toBe("a/é/😀.txt");
  expect(encodePath("a/é/😀.txt")).toBe("a/é/😀.txt");
  expect(encodePath("a\ufffdb")).toBe("a\ufffdb");
});

it("keeps each byte that is not UTF-8", () => {
  expect(decodePath(Buffer.from([0x61, 0xff, 0xc3, 0xa9, 0xc3]))).toBe("a\udcffé\udcc3");
  expect(decodePath(Buffer.from([0xed, 0xa0, 0x80]))).toBe("\udced\udca0\udc80");
});

it("finds the way back from any bytes", () => {
  const byte = fc.oneof(
    fc.integer({ min: 1, max: 255 }),
    fc.constantFrom(0xc3, 0xa9, 0xf0, 0x9f, 0x98, 0x80, 0xed),
  );
  fc.assert(
    fc.property(fc.array(byte, { maxLength: 20 }), (bytes) => {
      const encoded = encodePath(decodePath(Buffer.from(bytes)));
      expect([...Buffer.from(encoded as Buffer)]).toEqual(bytes);
    }),
    { numRuns: 2_000 },
  );
});
