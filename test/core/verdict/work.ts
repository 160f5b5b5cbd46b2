import { type DecideOptions, decide } from "../../../core/verdict/decide.ts";
import { reasonText, type Verdicts } from "../../../core/verdict/verdict.ts";
import type { Found, Lookup, MarkerFields, WorkJob } from "../../../core/verdict/work.ts";

/** A job with one variant of its own name, whose signature is made of that name. */
export function job(id: string, more: Partial<Omit<WorkJob, "id">> = {}): WorkJob {
  return {
    id,
    variants: [variant(id)],
    needs: [],
    needsAny: [],
    uses: [],
    effects: false,
    asksStatus: false,
    ...more,
  };
}

export function variant(id: string, doubt?: string) {
  return { id, signature: signatureOf(id), ...(doubt !== undefined && { doubt }) };
}

/** 64 hexadecimal digits that differ for different ids. */
export function signatureOf(id: string): string {
  return Buffer.from(id).toString("hex").padEnd(64, "0").slice(0, 64);
}

export function marker(id: string, more: Partial<MarkerFields> = {}): MarkerFields {
  return {
    schema: "cig.marker/1",
    job: id,
    signature: signatureOf(id),
    scope: "trusted",
    commit: "0123456789abcdef0123456789abcdef01234567",
    run: "77",
    at: "2026-11-28T10:00:00Z",
    ...more,
  };
}

export const now = Date.parse("2026-11-29T10:00:00Z");

/** A store in which just these have passed; "test.0-of-2" stands for a copy of "test". */
export function passed(...ids: readonly string[]): (wanted: Lookup) => Found {
  return ({ id, signature }) =>
    ids.includes(id) ? { kind: "found", marker: marker(id, { signature }) } : { kind: "none" };
}

export function decideWith(
  jobs: readonly WorkJob[],
  found: (wanted: Lookup) => Found,
  more: Partial<DecideOptions> = {},
): Verdicts {
  return decide(jobs, found, { scopes: ["trusted"], now, ...more });
}

/** "run test: It has …", in the order of the jobs. */
export function told(verdicts: Verdicts): string[] {
  return [...verdicts.values()].map(({ id, verdict, reason }) => `${verdict} ${id}: ${reasonText(reason)}`);
}

/** Ids of the variants that run. */
export function running(verdicts: Verdicts): string[] {
  return [...verdicts.values()].flatMap(({ id, verdict }) => (verdict === "run" ? id : []));
}
