/** When the table was made. */
export const releasesAsOf = "2026-11-30";

/** Long-term releases on that day on which current Maven, Gradle and their plugins run, oldest first. */
const longTerm = [17, 21, 25] as const;

/** What a text that names a JDK means. */
export type Meaning =
  | { readonly kind: "version"; readonly value: string; readonly distribution?: string }
  | { readonly kind: "constraint"; readonly value: string }
  /** It leaves the choice to the machine. */
  | { readonly kind: "none" }
  | { readonly kind: "invalid" };

/** Distributions by how version managers call them. */
const distributions: Readonly<Record<string, string>> = {
  adopt: "temurin",
  adoptopenjdk: "temurin",
  amzn: "corretto",
  corretto: "corretto",
  dragonwell: "dragonwell",
  graal: "graalvm",
  graalce: "graalvm-community",
  graalvm: "graalvm",
  "graalvm-community": "graalvm-community",
  liberica: "liberica",
  librca: "liberica",
  microsoft: "microsoft",
  ms: "microsoft",
  oracle: "oracle",
  sapmchn: "sapmachine",
  sapmachine: "sapmachine",
  sem: "semeru",
  "semeru-openj9": "semeru",
  tem: "temurin",
  temurin: "temurin",
  zulu: "zulu",
};

/** Reads "21", "1.8", "21.0.5", "temurin-21.0.5+11.0.LTS" (asdf, mise, jenv), "21.0.5-tem" (SDKMAN), ">=17", "[17,)". */
export function readVersion(text: string): Meaning {
  const value = text.trim().replace(/^prefix:/, "");
  if (/^(system|latest|lts|)$/.test(value) || /^(ref|path):/.test(value)) return { kind: "none" };
  const least = /^(?:>=\s*|\[)(\d+(?:\.\d+){0,2})(?:,\s*\)?)?$/.exec(value)?.[1];
  if (least !== undefined) return { kind: "constraint", value: `>=${plain(least)}` };
  const behind = /^(\d+(?:\.\d+){0,3})(?:\.fx|\.r\d+)?-([a-z]\w*)$/.exec(value);
  const front = /^(?:([a-z][\w-]*?)-)?(?:jre-|javafx-)?(\d+(?:\.\d+){0,3})(?:[+_.-][\w.+-]*)?$/.exec(value);
  const [version, name] = behind ? [behind[1], behind[2]] : [front?.[2], front?.[1]];
  if (version === undefined) return { kind: "invalid" };
  const distribution = name === undefined ? undefined : distributions[name];
  return { kind: "version", value: plain(version), ...(distribution !== undefined && { distribution }) };
}

/** "1.8" is 8; of four numbers installers know three. */
function plain(version: string): string {
  return version
    .replace(/^1\.(?=[5-9]\b)/, "")
    .split(".")
    .slice(0, 3)
    .join(".");
}

/** Whether one release can be meant by both. */
export function agree(a: string, b: string): boolean {
  return a === b || a.startsWith(`${b}.`) || b.startsWith(`${a}.`);
}

/** True when the version's feature release is not below that of the range ">=17". */
export function meets(version: string, range: string): boolean {
  return featureOf(version) >= featureOf(range.replace(/^>=/, ""));
}

/** The oldest long-term release that the range allows; where it begins above them all, the one that it begins with. */
export function resolveRange(range: string): string {
  const least = featureOf(range.replace(/^>=/, ""));
  return String(longTerm.find((release) => release >= least) ?? least);
}

function featureOf(version: string): number {
  return Number(version.split(".")[0]);
}
