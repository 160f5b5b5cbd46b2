import { plainText } from "../host/process/plain-text.ts";
import { type Marker, parseMarker } from "./marker.ts";
import type { LookupResult, MarkerKey } from "./result.ts";

/** What a store says of a key. Nothing of it is believed before it was looked at. */
export interface Told {
  readonly markers: readonly { readonly scope: string; readonly content: Uint8Array }[];
  /** A sentence; "" for none. */
  readonly problem: string;
}

/**
 * Decides what is to be thought of an answer: the first marker, in the order of the scopes, that is exactly what was
 * asked for and counts now. Where there is none, anything odd is a doubt: a store that lies costs time, never truth.
 */
export function judge(told: Told, key: MarkerKey, scopes: readonly string[], now: Date): LookupResult {
  let doubt: string | undefined;
  for (const scope of scopes)
    for (const { content } of told.markers.filter((marker) => marker.scope === scope)) {
      const judged = judgeMarker(content, key, scope, now);
      if (typeof judged !== "string") return { kind: "found", marker: judged };
      doubt ??= `The marker in "${scope}" ${judged}.`;
    }
  if (told.markers.some((marker) => !scopes.includes(marker.scope)))
    doubt ??= "The store answered with a marker of a scope that was not asked for.";
  if (doubt === undefined && told.problem !== "") doubt = told.problem;
  return doubt === undefined ? { kind: "none" } : { kind: "doubt", reason: plainText(doubt) };
}

/** The newest marker of a job that is well formed; one that has expired serves an explanation, too. */
export function judgeLatest(told: Told, job: string, scopes: readonly string[], now: Date): LookupResult {
  let newest: Marker | undefined;
  let doubt: string | undefined;
  for (const { scope, content } of told.markers.filter((marker) => scopes.includes(marker.scope))) {
    const parsed = parseMarker(content);
    const fault = parsed.ok ? whyForeign(parsed.marker, { job }, scope, now) : parsed.reason;
    if (fault !== undefined) doubt ??= `The marker in "${scope}" ${fault}.`;
    else if (parsed.ok && (!newest || Date.parse(parsed.marker.at) > Date.parse(newest.at)))
      newest = parsed.marker;
  }
  if (newest) return { kind: "found", marker: newest };
  doubt ??= told.problem || undefined;
  return doubt === undefined ? { kind: "none" } : { kind: "doubt", reason: plainText(doubt) };
}

/** The marker, or why it does not count, as the end of a sentence. */
function judgeMarker(content: Uint8Array, key: MarkerKey, scope: string, now: Date): Marker | string {
  const parsed = parseMarker(content);
  if (!parsed.ok) return parsed.reason;
  const { marker } = parsed;
  const fault = whyForeign(marker, key, scope, now);
  if (fault !== undefined) return fault;
  if (marker.expires !== undefined && Date.parse(marker.expires) <= now.getTime())
    return `expired at ${marker.expires}`;
  return marker;
}

function whyForeign(
  marker: Marker,
  { job, signature }: { readonly job: string; readonly signature?: string },
  scope: string,
  now: Date,
): string | undefined {
  if (marker.job !== job) return `belongs to another job, "${marker.job}"`;
  if (signature !== undefined && marker.signature !== signature) return "belongs to another signature";
  if (marker.scope !== scope) return `belongs to another scope, "${marker.scope}"`;
  if (Date.parse(marker.at) > now.getTime() + toleratedSkewMs)
    return `comes from the future (${marker.at}): a clock is wrong, here or where it was written`;
  return undefined;
}

/** Machines differ by some seconds, and by minutes where nobody looks after their clocks. */
const toleratedSkewMs = 5 * 60 * 1000;
