import { createHash } from "node:crypto";
import type { Marker } from "../../../core/store/marker.ts";

/** A signature made of a word, for tests. */
export function signatureOf(word: string): string {
  return createHash("sha256").update(word).digest("hex");
}

/** A well-formed marker of today. */
export function markerOf(changes: Partial<Marker> = {}): Marker {
  const digest = signatureOf("component");
  return {
    schema: "cig.marker/1",
    job: "test-ruby3.2",
    signature: signatureOf("a"),
    scope: "trusted",
    commit: "4feac90adb0422438390b9dd94e269a7273789f5",
    run: "https://ci.example.com/runs/7",
    at: "2026-11-29T12:00:00Z",
    components: {
      definition: digest,
      env: digest,
      files: digest,
      inputs: digest,
      upstream: digest,
      versions: digest,
    },
    env: { RAILS_ENV: "1f2e3d", TOKEN: null },
    versions: { ruby: "3.2.9" },
    upstream: { build: signatureOf("build") },
    files: 42,
    ...changes,
  };
}

export const noon = new Date("2026-11-29T12:00:00Z");
