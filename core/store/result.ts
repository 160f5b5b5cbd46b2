import type { Marker } from "./marker.ts";

/** What a marker is found by. */
export interface MarkerKey {
  /** Id of the variant. */
  readonly job: string;
  /** 64 lower-case hexadecimal digits. */
  readonly signature: string;
}

/** "test-ruby3.2/<signature>" */
export function keyOf({ job, signature }: MarkerKey): string {
  return `${job}/${signature}`;
}

/** What looking up one key came to. Whoever gets anything but "found" runs the job. */
export type LookupResult =
  | { readonly kind: "found"; readonly marker: Marker }
  | { readonly kind: "none" }
  /** The store cannot be asked, or what it says cannot be believed; a sentence for people. */
  | { readonly kind: "doubt"; readonly reason: string };

/** What became of a marker. */
export type RecordResult =
  | { readonly kind: "stored" }
  | { readonly kind: "refused"; readonly reason: string };
