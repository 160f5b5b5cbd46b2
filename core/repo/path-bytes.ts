/**
 * Git's paths are bytes. A byte that is not part of valid UTF-8 becomes the lone surrogate U+DC80–U+DCFF (as in
 * Python), so that every name has its own string and `encodePath` can find the way back to the file.
 */
export function decodePath(bytes: Buffer, from = 0, to = bytes.length): string {
  for (let index = from; index < to; index++) if (bytes[index]! > 127) return decodeWide(bytes, from, to);
  return bytes.toString("latin1", from, to);
}

/** The path as the file system wants it: the string itself where it is valid Unicode, else its bytes. */
export function encodePath(path: string): string | Buffer {
  if (!/[\ud800-\udfff]/.test(path)) return path;
  // With the flag `u` the class matches lone surrogates only.
  const pieces = path.split(/([\udc80-\udcff])/u);
  if (pieces.length === 1) return path;
  return Buffer.concat(
    pieces.map((piece, index) =>
      index % 2 === 1 ? Buffer.from([piece.charCodeAt(0) - 0xdc00]) : Buffer.from(piece),
    ),
  );
}

function decodeWide(bytes: Buffer, from: number, to: number): string {
  const text = bytes.toString("utf8", from, to);
  if (!text.includes("\ufffd")) return text;
  let decoded = "";
  for (let index = from; index < to; ) {
    const length = sequenceLength(bytes, index, to);
    decoded +=
      length === 0
        ? String.fromCharCode(0xdc00 + bytes[index]!)
        : bytes.toString("utf8", index, index + length);
    index += Math.max(1, length);
  }
  return decoded;
}

/** Bytes of the valid UTF-8 sequence at `index`; 0 when there is none. */
function sequenceLength(bytes: Buffer, index: number, to: number): number {
  const first = bytes[index]!;
  if (first < 0x80) return 1;
  const length =
    first >= 0xc2 && first < 0xe0
      ? 2
      : first >= 0xe0 && first < 0xf0
        ? 3
        : first >= 0xf0 && first < 0xf5
          ? 4
          : 0;
  if (length === 0 || index + length > to) return 0;
  for (let offset = 1; offset < length; offset++) if ((bytes[index + offset]! & 0xc0) !== 0x80) return 0;
  const second = bytes[index + 1]!;
  const isOverlong = (first === 0xe0 && second < 0xa0) || (first === 0xf0 && second < 0x90);
  const isOutside = (first === 0xed && second > 0x9f) || (first === 0xf4 && second > 0x8f);
  return isOverlong || isOutside ? 0 : length;
}
