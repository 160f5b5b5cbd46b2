/** What a marker says of itself: this variant, with this signature, ended in success. One JSON line, keys sorted. */
export interface Marker {
  readonly schema: "cig.marker/1";
  /** Id of the variant. */
  readonly job: string;
  /** 64 lower-case hexadecimal digits. */
  readonly signature: string;
  /** Who may trust it: "trusted", "branch/<name>", "pr/<number>". */
  readonly scope: string;
  /** "" where there is no commit. */
  readonly commit: string;
  /** Where people find the run: an address, or an id. */
  readonly run: string;
  /** When it was written, in UTC: "2026-11-29T12:00:00Z". */
  readonly at: string;
  /** From then on it does not count. Absent: it always does. */
  readonly expires?: string;
  /** The digest of each part of the signature. */
  readonly components: Readonly<Record<Component, string>>;
  /** Fingerprints of the variables that count; null for one that was not set. */
  readonly env: Readonly<Record<string, string | null>>;
  readonly versions: Readonly<Record<string, string>>;
  /** Signatures of what it was built on, by variant. */
  readonly upstream: Readonly<Record<string, string>>;
  /** How many files counted. */
  readonly files: number;
}

export const components = ["definition", "env", "files", "inputs", "upstream", "versions"] as const;
export type Component = (typeof components)[number];

/** A marker, or why the bytes are none, as the end of a sentence. */
export type ParsedMarker =
  | { readonly ok: true; readonly marker: Marker }
  | { readonly ok: false; readonly reason: string };

/**
 * Reads a marker. Strict: every key is known, of its type and form, and the text is exactly what `printMarker` makes of
 * it. A marker lets a job be skipped, so what is not understood is not believed.
 */
export function parseMarker(bytes: Uint8Array): ParsedMarker {
  if (bytes.length > largestBytes) return refuse(`is larger than ${largestBytes / 1024} KiB`);
  const text = decode(bytes);
  const value = text === undefined ? undefined : parseJson(text);
  if (value === undefined) return refuse("is not JSON: it is damaged or cut short");
  const fault = faultOf(value);
  if (fault !== undefined) return refuse(fault);
  const marker = value as Marker;
  if (printMarker(marker) !== `${text!.replace(/\n$/, "")}\n`)
    return refuse("is not written as cig writes it");
  return { ok: true, marker };
}

/** One line with its end, keys sorted by code unit. Throws for what `parseMarker` would not take. */
export function printMarker(marker: Marker): string {
  const fault = faultOf(marker);
  if (fault !== undefined) throw new Error(`bug: the marker of ${marker.job} ${fault}`);
  return `${canonical(marker)}\n`;
}

/** As stores are told, too. */
const largestBytes = 256 * 1024;

function refuse(reason: string): ParsedMarker {
  return { ok: false, reason };
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function canonical(value: unknown): string {
  if (!isTable(value)) return JSON.stringify(value);
  const entries = Object.keys(value).sort();
  return `{${entries.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`;
}

/** What is wrong, as the end of a sentence. */
function faultOf(value: unknown): string | undefined {
  if (!isTable(value)) return "is not a table";
  if (value.schema !== "cig.marker/1") return 'is not of the form "cig.marker/1"';
  for (const key of Object.keys(value))
    if (!Object.hasOwn(forms, key)) return `has an unknown key ${JSON.stringify(key.slice(0, 100))}`;
  for (const [key, fits] of Object.entries(forms)) {
    if (!Object.hasOwn(value, key)) {
      if (key !== "expires") return `has no "${key}"`;
    } else if (!fits(value[key])) return `has a "${key}" that is none`;
  }
  return undefined;
}

type Fits = (value: unknown) => boolean;

const isDigest: Fits = (value) => typeof value === "string" && /^[0-9a-f]{64}$/.test(value);
const isLine = (longest: number): Fits => {
  return (value) => typeof value === "string" && value.length <= longest && !/[\0-\x1f\x7f]/.test(value);
};
const isName: Fits = (value) => isLine(1000)(value) && value !== "";
const isTime: Fits = (value) =>
  typeof value === "string" &&
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{3})?Z$/.test(value) &&
  new Date(value).toJSON()?.slice(0, 19) === value.slice(0, 19);

const forms: Readonly<Record<keyof Marker, Fits>> = {
  schema: (value) => value === "cig.marker/1",
  job: isName,
  signature: isDigest,
  scope: isName,
  commit: (value) => typeof value === "string" && /^(?:[0-9a-f]{40}(?:[0-9a-f]{24})?)?$/.test(value),
  run: isLine(2000),
  at: isTime,
  expires: isTime,
  components: (value) =>
    isTable(value) &&
    Object.keys(value).length === components.length &&
    components.every((name) => Object.hasOwn(value, name) && isDigest(value[name])),
  env: isTableOf((value) => value === null || isLine(200)(value)),
  versions: isTableOf(isLine(1000)),
  upstream: isTableOf(isDigest),
  files: (value) => Number.isSafeInteger(value) && (value as number) >= 0,
};

function isTableOf(fits: Fits): Fits {
  return (value) => isTable(value) && Object.keys(value).every((key) => isName(key) && fits(value[key]));
}

function isTable(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
