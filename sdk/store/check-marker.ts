/** What a marker must say of itself to be kept, or told, under a key. */
export interface Asked {
  readonly job: string;
  /** Absent: any, for the latest marker of a job. */
  readonly signature?: string;
  readonly scope: string;
}

/** No marker is larger, in bytes. */
export const largestMarkerBytes = 256 * 1024;

/**
 * Why these bytes are not the marker that was asked for, as the end of a sentence; undefined when they are. It reads
 * the fields that make up the key, and leaves the rest to the core.
 */
export function whyNotMarker(content: Uint8Array, asked: Asked): string | undefined {
  if (content.length > largestMarkerBytes)
    return `is larger than ${largestMarkerBytes / 1024} KiB, which no marker is`;
  const fields = parse(content);
  if (fields === undefined) return "is not JSON: it is damaged, cut short, or something else";
  if (fields.schema !== markerSchema) return `does not say that it is a marker ("schema": "${markerSchema}")`;
  if (fields.job !== asked.job) return "belongs to another job";
  if (asked.signature !== undefined && fields.signature !== asked.signature)
    return "belongs to another signature";
  if (fields.scope !== asked.scope) return "belongs to another scope";
  return undefined;
}

/** The form of markers. Another form has another name. */
export const markerSchema = "cig.marker/1";

function parse(content: Uint8Array): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(content));
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
