import { isSameLine, linesOf } from "cig/sdk";

/** What the text of a version file means: a version that installers take, or nothing, or something that is none. */
export type Meaning =
  | { readonly kind: "version"; readonly value: string }
  /** It leaves the choice to the machine: `system`. */
  | { readonly kind: "none" }
  | { readonly kind: "invalid" };

/** Reads "3.3.0", "ruby-3.3.0", "3.3.0p0", "jruby-9.4.5.0", "truffleruby+graalvm-24.1.1", "ruby-head". */
export function readRubyVersion(text: string): Meaning {
  const value = text
    .trim()
    .replace(/@.*$/, "") // an RVM gemset
    .replace(/^(ruby|mri)-/, "")
    .replace(/^v(?=\d)/, "");
  if (value === "" || value === "system") return { kind: "none" };
  if (/^(head|(jruby|truffleruby|truffleruby\+graalvm)(-(head|\d[\w.-]*))?)$/.test(value))
    return version(value);
  const match = /^(\d+(?:\.\d+){0,2})(?:[-.]?(preview\d+|rc\d+|dev))?(?:-?p(\d+))?$/.exec(value);
  if (!match) return { kind: "invalid" };
  const [, release, early, patchLevel] = match;
  // Up to 2.0 the patch level was a part of a release's name.
  if (patchLevel && isOlderThan21(release!)) return version(`${release}-p${patchLevel}`);
  return version(early ? `${release}-${early}` : release!);
}

/** The line of a `.ruby-version` that counts: the first that is neither empty nor a comment. */
export function versionLine(text: string): { text: string; line: number } | undefined {
  const index = linesOf(text).findIndex((line) => line.trim() !== "" && !/^\s*#/.test(line));
  return index === -1 ? undefined : { text: linesOf(text)[index]!.replace(/\s#.*$/, ""), line: index + 1 };
}

/** True when one release can be meant by both: "3.3" and "3.3.6", "jruby" and "jruby-9.4.5.0". */
export function agree(a: string, b: string): boolean {
  return isSameLine(a, b) || isEngineOf(a, b) || isEngineOf(b, a);
}

/** "3.3" of "3.3.6", "jruby-9.4" of "jruby-9.4.5.0": what must agree for gems to be compatible. */
export function minorOf(value: string): string {
  return /^(?:[a-z+]+-)?\d+(?:\.\d+)?/.exec(value)?.[0] ?? value;
}

function isEngineOf(engine: string, value: string): boolean {
  return /^[a-z]/.test(engine) && value.startsWith(`${engine}-`);
}

function version(value: string): Meaning {
  return { kind: "version", value };
}

function isOlderThan21(release: string): boolean {
  const [major = 0, minor = 0] = release.split(".").map(Number);
  return major < 2 || (major === 2 && minor === 0);
}
