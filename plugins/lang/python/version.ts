import semver from "semver";
import { installerRange } from "./specifier.ts";

/** What a text in a version file means to an installer. */
export type Meaning =
  | { readonly kind: "version"; readonly value: string }
  | { readonly kind: "constraint"; readonly value: string }
  /** It leaves the choice to the machine, or names something that is no Python release. */
  | { readonly kind: "none" }
  | { readonly kind: "invalid" };

/** Reads the text of .python-version, .tool-versions, mise.toml, runtime.txt or Pipfile. */
export function readVersion(text: string): Meaning {
  const value = text
    .trim()
    .replace(/^prefix:/, "")
    .replace(/^(python|cpython)[-@]?(?=\d)/i, "")
    .replace(/^v(?=\d)/, "");
  if (/^\d+(\.\d+){0,2}(t|-dev|t-dev|(a|b|rc)\d+)?$/.test(value)) return { kind: "version", value };
  if (/^\d+(\.\d+)?\.[xX*]$/.test(value)) return { kind: "version", value: value.slice(0, -2) };
  if (/^(pypy|graalpy)-?\d[\w.-]*$/.test(value)) return { kind: "version", value };
  if (value === "system" || value === "latest" || /^(ref|path|sub-[^:]*):/.test(value))
    return { kind: "none" };
  if (/^(miniconda|miniforge|mambaforge|anaconda|conda|jython|stackless|ironpython|micropython)/.test(value))
    return { kind: "none" };
  return readConstraint(value);
}

/** Reads the text of `requires-python` and the like: a range, unless it names one release to the last digit. */
export function readSpecifier(text: string): Meaning {
  const exact = /^={2,3}\s*(\d+\.\d+\.\d+)$/.exec(text.trim())?.[1];
  return exact === undefined ? readConstraint(text.trim()) : { kind: "version", value: exact };
}

/** Whether one release can be meant by both versions. */
export function agree(a: string, b: string): boolean {
  if (a === b) return true;
  const [left, right] = [rangeOf(a), rangeOf(b)];
  return left !== undefined && right !== undefined && semver.intersects(left, right);
}

/** False only when it is certain that no release of `version` meets the constraint. */
export function satisfies(version: string, constraint: string): boolean {
  const [left, right] = [rangeOf(version), installerRange(constraint)];
  if (left === undefined || right === undefined || semver.validRange(right) === null) return true;
  return semver.intersects(left, right);
}

function readConstraint(value: string): Meaning {
  if (value === "" || value === "*") return { kind: "none" };
  return installerRange(value) === undefined ? { kind: "invalid" } : { kind: "constraint", value };
}

/** PyPy and early releases are compared only with themselves. */
function rangeOf(version: string): string | undefined {
  return /^\d+(\.\d+){0,2}t?$/.test(version) ? version.replace("t", "") : undefined;
}
