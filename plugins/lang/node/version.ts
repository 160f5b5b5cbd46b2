import semver from "semver";

/** What a text in a version file means to an installer. */
export type Meaning =
  | { readonly kind: "version"; readonly value: string }
  | { readonly kind: "constraint"; readonly value: string }
  /** It leaves the choice to the machine: `system`, `path:…`. */
  | { readonly kind: "none" }
  | { readonly kind: "invalid" };

/** Reads the text of .nvmrc, .node-version, .tool-versions, mise.toml or volta. */
export function readVersion(text: string): Meaning {
  const value = text
    .trim()
    .replace(/^prefix:/, "")
    .replace(/^[vV=](?=\d)/, "");
  if (/^\d+(\.\d+){0,2}$/.test(value)) return { kind: "version", value };
  if (/^\d+(\.\d+)?(\.[xX*]){1,2}$/.test(value)) return { kind: "version", value: value.toLowerCase() };
  if (/^\d+\.\d+\.\d+-[\w.-]+$/.test(value)) return { kind: "version", value };
  const alias = readAlias(value.toLowerCase());
  if (alias) return { kind: "version", value: alias };
  if (value === "system" || /^(ref|path|sub-[^:]*):/.test(value)) return { kind: "none" };
  return readConstraint(value);
}

/** Reads the text of `engines` and the like: a range, unless it names one version to the last digit. */
export function readRange(text: string): Meaning {
  const value = text.trim().replace(/^[vV=](?=\d)/, "");
  if (/^\d+\.\d+\.\d+$/.test(value)) return { kind: "version", value };
  return readConstraint(text.trim());
}

/** Whether one release can be meant by both. Moving names (`lts/*`, `node`) fit only themselves. */
export function agree(a: string, b: string): boolean {
  if (a === b) return true;
  const [left, right] = [rangeOf(a), rangeOf(b)];
  return left !== undefined && right !== undefined && semver.intersects(left, right);
}

/** Like `agree`, but a moving name fits every constraint: nobody can tell without a calendar. */
export function satisfies(version: string, constraint: string): boolean {
  const range = rangeOf(version);
  return range === undefined || semver.intersects(range, constraint);
}

function readConstraint(value: string): Meaning {
  if (value === "" || semver.validRange(value) === null) return { kind: "invalid" };
  return { kind: "constraint", value };
}

function readAlias(value: string): string | undefined {
  if (value === "lts" || value === "lts/*") return "lts/*";
  if (/^lts\/-\d$/.test(value)) return value;
  const codename = /^lts[/-]([a-z]+)$/.exec(value)?.[1];
  if (codename) return `lts/${codename}`;
  if (value === "node" || value === "latest" || value === "current") return value;
  return value === "stable" ? "node" : undefined;
}

/** Long-term lines by name; they never change once released. */
const codenames = new Map(
  Object.entries({
    argon: "4",
    boron: "6",
    carbon: "8",
    dubnium: "10",
    erbium: "12",
    fermium: "14",
    gallium: "16",
    hydrogen: "18",
    iron: "20",
    jod: "22",
    krypton: "24",
  }),
);

function rangeOf(version: string): string | undefined {
  const codename = /^lts\/([a-z]+)$/.exec(version)?.[1];
  const text = codename === undefined ? version : codenames.get(codename);
  return text !== undefined && semver.validRange(text) !== null ? text : undefined;
}
