import { createHash, type Hash } from "node:crypto";

/**
 * Feeds values to a hash so that different values never give the same bytes: each item has its length in front, each
 * list its count, each component its name. Text is UTF-8.
 */
export class CanonicalHash {
  readonly #hash: Hash = createHash("sha256");

  /** Starts a component; what follows belongs to it. */
  component(name: string): this {
    return this.text(name);
  }

  text(value: string): this {
    return this.bytes(Buffer.from(value, "utf8"));
  }

  bytes(value: Uint8Array): this {
    this.#length(value.byteLength);
    this.#hash.update(value);
    return this;
  }

  list<T>(items: readonly T[], each: (item: T) => void): this {
    this.#length(items.length);
    for (const item of items) each(item);
    return this;
  }

  /** 32 bytes. */
  digest(): Uint8Array {
    return this.#hash.digest();
  }

  #length(length: number): void {
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64BE(BigInt(length));
    this.#hash.update(bytes);
  }
}
