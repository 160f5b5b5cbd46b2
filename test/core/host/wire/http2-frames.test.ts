import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FrameWatch } from "../../../../core/host/wire/http2-frames.ts";

function frame(type: number, stream: number, body = ""): Buffer {
  const header = Buffer.alloc(9);
  header.writeUIntBE(body.length, 0, 3);
  header.writeUInt8(type, 3);
  header.writeUInt32BE(stream, 5);
  return Buffer.concat([header, Buffer.from(body)]);
}

const settings = frame(4, 0, "\0\x03\0\0\0\x64");
const data = frame(0, 1, "Hello, this is the body and not a frame");
const good = Buffer.concat([
  settings,
  frame(4, 0),
  data,
  frame(1, 1, "x".repeat(16384)),
  frame(6, 0, "12345678"),
]);

/** Feeds bytes in pieces that end at the given places; returns what is found stray. */
function strayOf(bytes: Buffer, cuts: readonly number[]): string | undefined {
  const watch = new FrameWatch();
  let from = 0;
  for (const to of [...cuts].sort((a, b) => a - b).concat(bytes.length)) {
    const stray = watch.firstStray(bytes.subarray(from, to));
    if (stray) return stray.toString("latin1");
    from = Math.max(from, to);
  }
  return undefined;
}

const cuts = fc.array(fc.nat(200), { maxLength: 6 });

describe("the watch over frames", () => {
  it("finds nothing in good frames, however they are cut", () => {
    fc.assert(fc.property(cuts, (cuts) => strayOf(good, cuts) === undefined));
  });

  it("finds a banner before the first frame", () => {
    expect(strayOf(Buffer.concat([Buffer.from("Welcome\n"), settings]), [])).toMatch(/^Welcome\n/);
  });

  it("finds text between frames, from its first byte, however it is cut", () => {
    const bytes = Buffer.concat([settings, data, Buffer.from("debug: x")]);
    fc.assert(fc.property(cuts, (cuts) => "debug: x".startsWith(strayOf(bytes, cuts) ?? "nothing")));
  });

  it("refuses a first frame that is not SETTINGS, and one that is too long", () => {
    expect(strayOf(data, [])).toBeDefined();
    const long = Buffer.alloc(9);
    long.writeUIntBE(16385, 0, 3);
    expect(strayOf(Buffer.concat([settings, long]), [])).toBeDefined();
  });
});
