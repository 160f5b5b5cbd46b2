import { createHash } from "node:crypto";

/**
 * Bytes of values in a row, such that different values never give the same bytes: a text or a byte string has its
 * length in front, a list its count; both are 8 bytes, big endian. Text is UTF-8; a lone surrogate, which stands for
 * a byte that is no UTF-8 (see path-bytes.ts), is its own three bytes, as in WTF-8.
 */
export class CanonicalEncoder {
  #buffer = Buffer.allocUnsafe(512);
  #length = 0;

  text(value: string): this {
    return this.bytes(isWellFormed(value) ? Buffer.from(value, "utf8") : encodeLoose(value));
  }

  bytes(value: Uint8Array): this {
    this.#count(value.byteLength);
    this.#reserve(value.byteLength);
    this.#buffer.set(value, this.#length);
    this.#length += value.byteLength;
    return this;
  }

  list<T>(items: readonly T[], each: (item: T) => void): this {
    this.#count(items.length);
    for (const item of items) each(item);
    return this;
  }

  /** What was encoded so far. */
  encoded(): Uint8Array {
    return this.#buffer.subarray(0, this.#length);
  }

  /** SHA-256 of it, 32 bytes. */
  digest(): Uint8Array {
    return new Uint8Array(createHash("sha256").update(this.encoded()).digest());
  }

  #count(count: number): void {
    this.#reserve(8);
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
