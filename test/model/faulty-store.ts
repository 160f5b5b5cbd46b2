import type { Found, Lookup, MarkerFields } from "../../core/verdict/work.ts";
import type { Random } from "./random.ts";

export const faults = ["down", "slow", "corrupt", "foreign", "stale", "prefix", "lost writes"] as const;

/** What is wrong with the store while a run uses it. */
export type Fault = (typeof faults)[number];

interface Kept {
  readonly marker: MarkerFields;
  readonly sequence: number;
}

/** A store of markers that can fail in each way that stores do. */
export class FaultyStore {
  readonly #kept = new Map<string, Kept>();
  #sequence = 0;

  record(marker: MarkerFields, fault: Fault | undefined): void {
    if (fault === "lost writes" || fault === "down") return;
    this.#kept.set(keyOf(marker.scope, marker), { marker, sequence: this.#sequence++ });
  }

  /** The scopes in their order; `random` decides what a fault does this time. */
  lookup(wanted: Lookup, scopes: readonly string[], fault: Fault | undefined, random: Random): Found {
    if (fault === "down") return { kind: "doubt", reason: "it refuses connections" };
    if (fault === "slow" && random.oneIn(2)) return { kind: "doubt", reason: "it took longer than 10 s" };
    const exact = scopes.flatMap((scope) => this.#kept.get(keyOf(scope, wanted)) ?? [])[0];
    if (fault === "foreign" && random.oneIn(2)) return this.#any(random, () => true);
    if (fault === "prefix")
      return this.#any(
        random,
        ({ marker }) => marker.job.startsWith(wanted.id) && scopes.includes(marker.scope),
      );
    if (!exact || (fault === "stale" && exact.sequence > this.#sequence / 2)) return { kind: "none" };
    return { kind: "found", marker: fault === "corrupt" ? damaged(exact.marker, random) : exact.marker };
  }

  /** The marker of exactly this, if it is there: for the model's own eyes. */
  peek(scope: string, wanted: Lookup): MarkerFields | undefined {
    return this.#kept.get(keyOf(scope, wanted))?.marker;
  }

  /** Everything that begins like the wanted key, as stores with prefix matches have it. */
  beginning(wanted: Lookup, scopes: readonly string[]): MarkerFields | undefined {
    return [...this.#kept.values()]
      .map(({ marker }) => marker)
      .findLast(({ job, scope }) => job.startsWith(wanted.id) && scopes.includes(scope));
  }

  /** Forgets some of it. */
  lose(random: Random): void {
    for (const key of this.#kept.keys()) if (random.oneIn(3)) this.#kept.delete(key);
  }

  #any(random: Random, filter: (kept: Kept) => boolean): Found {
    const all = [...this.#kept.values()].filter(filter);
    return all.length === 0 ? { kind: "none" } : { kind: "found", marker: random.pick(all).marker };
  }
}

function keyOf(
  scope: string,
  { signature, ...rest }: { signature: string; id?: string; job: string },
): string {
  return `${scope}\n${rest.id ?? rest.job}/${signature}`;
}

function damaged(marker: MarkerFields, random: Random): MarkerFields {
  const text = JSON.stringify(marker);
  const ways: readonly (() => unknown)[] = [
    () => null,
    () => text.slice(0, random.below(text.length)),
    () => ({}),
    () => ({ ...marker, signature: marker.signature.slice(0, 40) }),
    () => ({ ...marker, job: `${marker.job}x` }),
    () => ({ ...marker, scope: "" }),
    () => ({ ...marker, schema: "cig.marker/0" }),
    () => ({ ...marker, at: 0 }),
    () => ({ ...marker, expires: "never" }),
  ];
  return random.pick(ways)() as MarkerFields;
}
