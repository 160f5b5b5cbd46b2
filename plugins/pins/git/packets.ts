/** Lines in git's framing: each with its length before it, sections divided by "0001", "0000" at the end. */
export function printPackets(sections: readonly (readonly string[])[]): Uint8Array {
  const packet = (line: string) => (Buffer.byteLength(line) + 4).toString(16).padStart(4, "0") + line;
  return Buffer.from(`${sections.map((lines) => lines.map(packet).join("")).join("0001")}0000`);
}

/** The lines of an answer up to its end, without line ends; undefined when it is in no such framing, or cut off. */
export function packetsOf(bytes: Uint8Array): string[] | undefined {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const lines: string[] = [];
  for (let at = 0; at + 4 <= buffer.length; ) {
    const head = buffer.toString("latin1", at, at + 4);
    if (head === "0000") return lines;
    const length = /^[0-9a-f]{4}$/.test(head) ? Number.parseInt(head, 16) : 0;
    if (length < 4 || at + length > buffer.length) return undefined;
    lines.push(buffer.toString("utf8", at + 4, at + length).replace(/\n$/, ""));
    at += length;
  }
  return undefined;
}
