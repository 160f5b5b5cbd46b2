/** What is fetched for a third party's building block or an image: one commit or digest. */
export interface Pin {
  /** What people call it: "v7.0.1"; "" for an image, whose tag is its name. */
  readonly version: string;
  /** A full commit id, or "sha256:…". */
  readonly digest: string;
}

/** By name and line, "actions/checkout@v7"; of an image by its name with the tag, "postgres:16". */
export type Pins = ReadonlyMap<string, Pin>;

/** "actions/checkout@v7" of "actions/checkout" and "v7.0.1": what moves without anybody's having to change a word. */
export function pinKey(name: string, version: string): string {
  const line = /^v?\d+/.exec(version)?.[0] ?? version;
  return line === "" ? name : `${name}@${line}`;
}

/** An action in a folder of a repository has the versions of all of it; an address is a name as a whole. */
export function repositoryOf(uses: string): string {
  return uses.includes("://") ? uses : uses.split("/").slice(0, 2).join("/");
}

/** Whether a version is one of those that somebody asks for: "v7" has v7.0.1, "v7.0" too, "v7.1" has not. */
export function satisfiesVersion(version: string, wanted: string): boolean {
  const plain = (text: string) => text.replace(/^v/, "");
  return plain(version) === plain(wanted) || plain(version).startsWith(`${plain(wanted)}.`);
}

/** Less than 0: `a` is the older one. Numbers count as numbers; what has none compares as text. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [numbersOf(a), numbersOf(b)];
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return a < b ? -1 : a > b ? 1 : 0;
}

function numbersOf(version: string): number[] {
  return (/^v?(\d+(?:\.\d+)*)/.exec(version)?.[1] ?? "").split(".").map(Number);
}
