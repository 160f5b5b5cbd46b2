/** What differs between the markers of the checks. */
export interface Draft {
  readonly job: string;
  readonly signature: string;
  readonly scope: string;
  readonly files: number;
  readonly run: string;
}

/** Two signatures that differ in their last digit. */
export const signatures = [
  `${"0123456789abcdef".repeat(3)}0123456789abcde0`,
  `${"0123456789abcdef".repeat(3)}0123456789abcde1`,
] as const;

/** A marker as cig writes it. */
export function markerText({ job, signature, scope, files, run }: Draft): Uint8Array {
  const parts = ["definition", "env", "files", "inputs", "upstream", "versions"];
  const marker = {
    at: "2026-11-29T12:00:00Z",
    commit: "",
    components: Object.fromEntries(parts.map((part) => [part, signatures[0]])),
    env: {},
    files,
    job,
    run,
    schema: "cig.marker/1",
    scope,
    signature,
    upstream: {},
    versions: {},
  };
  return new TextEncoder().encode(`${JSON.stringify(marker)}\n`);
}
