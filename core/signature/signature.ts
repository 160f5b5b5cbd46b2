import { type Components, componentNames } from "./components.ts";
import { CanonicalEncoder } from "./encoding.ts";
import { sha256Hex } from "./sha256.ts";

/** Counts in every signature; raised when a component changes its meaning: a changed rule is a new world. */
export const signatureSchema = 2;

/**
 * The work signature of one variant of a job: SHA-256, 64 hex digits, the same on every platform. SHA-256 and not a faster
 * hash, because it decides whether work is left out, and who opens a pull request chooses a part of the input.
 */
export function signatureOf(components: Components): string {
  const { bytes, places } = frame;
  for (const [index, name] of componentNames.entries()) {
    const digest = components[name];
    if (bytes.write(digest, places[index]!, "hex") !== 32 || digest.length !== 64)
      throw new Error(`bug: the component "${name}" is no digest: "${digest}"`);
  }
  return sha256Hex(bytes);
}

/** All but the digests is the same each time, and so encoded once: a plan has thousands of signatures. */
const frame = encodeFrame();

function encodeFrame(): { readonly bytes: Buffer; readonly places: readonly number[] } {
  const encoder = new CanonicalEncoder().text("cig.signature").text(String(signatureSchema));
  const places = componentNames.map((name) => {
    encoder.text(name).bytes(new Uint8Array(32));
    return encoder.encoded().length - 32;
  });
  return { bytes: Buffer.from(encoder.encoded()), places };
}
