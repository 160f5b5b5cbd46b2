/**
 * Follows a byte stream that should be the server's half of an HTTP/2 connection. It reads frame headers only; the
 * first frame of a server is SETTINGS on stream 0, and no frame may be longer than what was agreed.
 */
export class FrameWatch {
  private header = Buffer.alloc(0);
  private remaining = 0;
  private isFirst = true;

  /** Takes the next bytes; returns those from which on the stream is not HTTP/2, or undefined while all is well. */
  firstStray(bytes: Buffer): Buffer | undefined {
    let at = 0;
    while (at < bytes.length) {
      if (this.remaining > 0) {
        const body = Math.min(this.remaining, bytes.length - at);
        this.remaining -= body;
        at += body;
        continue;
      }
      const begun = this.header;
      const piece = bytes.subarray(at, at + headerLength - begun.length);
      this.header = Buffer.concat([begun, piece]);
      if (!isPossibleHeader(this.header, this.isFirst)) return Buffer.concat([begun, bytes.subarray(at)]);
      at += piece.length;
      if (this.header.length < headerLength) break;
      this.remaining = this.header.readUIntBE(0, 3);
      this.isFirst = false;
      this.header = Buffer.alloc(0);
    }
    return undefined;
  }
}

const headerLength = 9;
/** The largest frame that a Node client agrees to receive unless told otherwise. */
const maxFrameLength = 16384;
const settingsType = 4;
/** CONTINUATION is 9; ORIGIN, ALTSVC and PRIORITY_UPDATE are 10, 12 and 16. */
const lastKnownType = 16;

/** Judges as much of a header as has come. */
function isPossibleHeader(header: Buffer, isFirst: boolean): boolean {
  if (header.length < 4) return header[0] === undefined || header[0] === 0;
  const length = header.readUIntBE(0, 3);
  const type = header[3]!;
  if (length > maxFrameLength || type > lastKnownType) return false;
  if (isFirst && type !== settingsType) return false;
  // The first bit of the stream's number is reserved; stream ids of this connection are small.
  return header.length < 6 || header[5]! < 0x80;
}
