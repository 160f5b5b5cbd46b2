/** What a text that names a toolchain means to rustup. */
export type Meaning =
  | { readonly kind: "version"; readonly value: string }
  | { readonly kind: "constraint"; readonly value: string }
  /** It leaves the choice to the machine, or names a toolchain that only one machine has. */
  | { readonly kind: "none" }
  | { readonly kind: "invalid" };

/** Reads a channel ("1.98.0", "stable", "nightly-2026-10-01"), or a range of releases (">=1.85"). */
export function readVersion(text: string): Meaning {
  const value = text.trim().replace(/^prefix:/, "");
  if (/^(system|latest|none|)$/.test(value) || /^(ref|path|sub-[^:]*):/.test(value)) return { kind: "none" };
  // A host may follow the channel; the machine knows its own.
  const channel =
    /^(stable|beta|nightly|\d+\.\d+(?:\.\d+)?(?:-beta(?:\.\d+)?)?)(-\d{4}-\d{2}-\d{2})?(-\w+-\w+-\w+(?:-\w+)?)?$/.exec(
      value,
    );
  if (channel) return { kind: "version", value: `${channel[1]}${channel[2] ?? ""}` };
  const least = /^(?:>=|\^|~)\s*(\d+(?:\.\d+){1,2})$/.exec(value)?.[1];
  return least === undefined ? { kind: "invalid" } : { kind: "constraint", value: `>=${least}` };
}

/** Whether one toolchain can be meant by both: "1.98" and "1.98.1", "nightly" and "nightly-2026-10-01". */
export function agree(a: string, b: string): boolean {
  const begins = (long: string, short: string) =>
    long.startsWith(`${short}.`) || long.startsWith(`${short}-`);
  return a === b || begins(a, b) || begins(b, a);
}

/** False only when it is certain that the toolchain is older than the release. What has no number is the newest. */
export function isAtLeast(version: string, least: string): boolean {
  const numbers = (text: string) => text.split(".").map(Number);
  if (!/^\d+\.\d+(\.\d+)?$/.test(version)) return true;
  const [have, wanted] = [numbers(version), numbers(least)];
  for (const [index, number] of have.entries()) {
    const other = wanted[index] ?? 0;
    if (number !== other) return number > other;
  }
  return true;
}
