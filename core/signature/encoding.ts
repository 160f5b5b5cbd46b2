import { sha256Hex } from "./sha256.ts";

/**
 * Bytes of values in a row, such that different values never give the same bytes: a text or a byte string has its
 * length in front, a list its count; both are 8 bytes, big endian. Text is UTF-8; a lone surrogate, which stands for
 * a byte that is no UTF-8 (see path-bytes.ts), is its own three bytes, as in WTF-8.
 */
export class CanonicalEncoder {
  #buffer = Buffer.allocUnsafe(512);
  #length = 0;

  text(value: string): this {
    if (!isWellFormed(value)) return this.bytes(encodeLoose(value));
    // No code unit takes more than three bytes.
    this.#reserve(8 + value.length * 3);
    const size = this.#buffer.write(value, this.#length + 8);
    this.#count(size);
    this.#length += size;
    return this;
  }

  bytes(value: Uint8Array): this {
    this.#reserve(8 + value.byteLength);
    this.#count(value.byteLength);
    this.#buffer.set(value, this.#length);
    this.#length += value.byteLength;
    return this;
  }

  /** Bytes that are given as hex digits, as digests are. */
  hex(digits: string): this {
    const size = digits.length / 2;
    this.#reserve(8 + size);
    this.#count(size);
    const written = this.#buffer.write(digits, this.#length, "hex");
    if (written !== size) throw new Error(`bug: "${digits}" are no hex digits`);
    this.#length += size;
    return this;
  }

  list<T>(items: readonly T[], each: (item: T) => void): this {
    this.#reserve(8);
    this.#count(items.length);
    for (const item of items) each(item);
    return this;
  }

  /** What was encoded so far. */
  encoded(): Uint8Array {
    return this.#buffer.subarray(0, this.#length);
  }

  /** SHA-256 of it, as 64 hex digits. */
  digest(): string {
    return sha256Hex(this.encoded());
  }

  #count(count: number): void {
    this.#buffer.writeUInt32BE(Math.floor(count / 2 ** 32), this.#length);
    this.#buffer.writeUInt32BE(count >>> 0, this.#length + 4);
    this.#length += 8;
  }

  #reserve(more: number): void {
    const needed = this.#length + more;
    if (needed <= this.#buffer.length) return;
    const grown = Buffer.allocUnsafe(Math.max(needed, this.#buffer.length * 2));
    this.#buffer.copy(grown, 0, 0, this.#length);
    this.#buffer = grown;
  }
}
function isWellFormed(text: string): boolean {
  return !/[\ud800-\udfff]/.test(text) || !/\p{Surrogate}/u.test(text);
}

function encodeLoose(text: string): Buffer {
  return Buffer.concat(
    Array.from(text, (character) => {
      const unit = character.charCodeAt(0);
      return character.length === 1 && unit >= 0xd800 && unit <= 0xdfff
        ? Buffer.from([0xe0 | (unit >> 12), 0x80 | ((unit >> 6) & 63), 0x80 | (unit & 63)])
        : Buffer.from(character, "utf8");
    }),
  );
}
