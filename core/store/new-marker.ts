import type { NewMarker } from "./backend.ts";
import { type Marker, printMarker } from "./marker.ts";
import type { Scopes } from "./scope.ts";

/** What is to be written for a marker, or why it must not be. */
export function toNewMarker(marker: Marker, { write }: Scopes, now: Date): NewMarker | string {
  if (write === undefined) return "This run has no scope of its own, so it records nothing.";
  if (marker.scope !== write)
    return `This run records in "${write}" alone, and the marker is for "${marker.scope}".`;
  const life = marker.expires === undefined ? 0 : (Date.parse(marker.expires) - now.getTime()) / 1000;
  if (life < 0) return "The marker has expired already.";
  try {
    const content = Buffer.from(printMarker(marker));
    return { key: marker, scope: write, content, expiresInSeconds: Math.ceil(life) };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
