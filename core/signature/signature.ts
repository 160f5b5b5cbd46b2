import { type Components, componentNames } from "./components.ts";
import { CanonicalEncoder } from "./encoding.ts";

/** Counts in every signature; raised when a component changes its meaning: a changed rule is a new world. */
export const signatureSchema = 2;

/**
 * The work signature of one variant of a job: SHA-256, 64 hex digits, the same on every platform. SHA-256 and not a faster
 * hash, because it decides whether work is left out, and who opens a pull request chooses a part of the input.
 */
export function signatureOf(components: Components): string {
  const encoder = new CanonicalEncoder().text("cig.signature").text(String(signatureSchema));
  for (const name of componentNames) encoder.text(name).hex(components[name]);
  return encoder.digest();
}
