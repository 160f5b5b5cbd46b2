import { readText, wholeValue } from "./expression/text.ts";
import { isTable as isPlainTable, type Table } from "./expression/value.ts";
import { isRecord, textsOf } from "./raw.ts";

/** Where a job runs, in the words of a table. */
export interface Machine {
  /** linux, macos, windows; empty where nothing says so, which GitHub refuses. */
  readonly os: string;
  readonly arch: "amd64" | "arm64";
  readonly machine?: string;
}

/** Labels that say no more than a system and a processor. */
const plainLabels = new Set([
  "ubuntu-latest",
  "ubuntu-24.04-arm",
  "macos-latest",
  "macos-15-intel",
  "windows-latest",
  "windows-11-arm",
]);

/** Reads `runs-on`: a label, a list of them, or a group. A text that is a list in JSON is one. */
export function readRunner(runsOn: unknown, known: Table): Machine {
  const labels = labelsOf(runsOn, known);
  const words = labels.join(" ").toLowerCase();
  const os = labels.length === 0 ? "" : osOf(words);
  const own = labels.length === 1 && plainLabels.has(labels[0]!) ? undefined : labels.join(", ");
  return { os, arch: archOf(words, os), ...(own && { machine: own }) };
}

function osOf(words: string): string {
  return /\bmacos/.test(words) ? "macos" : /\bwindows/.test(words) ? "windows" : "linux";
}

function labelsOf(written: unknown, known: Table): string[] {
  const value = wholeValue(written, known);
  const isWhole = Array.isArray(value) || (value !== undefined && isPlainTable(value));
  const runsOn: unknown = isWhole ? value : written;
  if (isRecord(runsOn))
    return [
      ...(runsOn.group ? [`group ${readText(runsOn.group, known)}`] : []),
      ...labelsOf(runsOn.labels, known),
    ];
  const texts = textsOf(runsOn).map((text) => readText(text, known));
  const [only = ""] = texts;
  if (texts.length !== 1 || !only.startsWith("[")) return texts;
  try {
    return textsOf(JSON.parse(only));
  } catch {
    return texts;
  }
}

function archOf(words: string, os: string): Machine["arch"] {
  if (/\barm(?:64)?\b|aarch64/.test(words)) return "arm64";
  if (os !== "macos" || /\bintel\b|\blarge\b|\bx64\b/.test(words)) return "amd64";
  const version = Number(/\bmacos-(\d+)/.exec(words)?.[1] ?? 99);
  return version < 14 ? "amd64" : "arm64";
}
