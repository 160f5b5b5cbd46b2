import { judge } from "../../core/store/judge.ts";
import { type Marker, printMarker } from "../../core/store/marker.ts";
import type { Found, Lookup } from "../../core/verdict/work.ts";
import type { Random } from "./random.ts";

export const faults = ["down", "slow", "corrupt", "foreign", "stale", "prefix", "lost writes"] as const;

/** What is wrong with the store while a run uses it. */
export type Fault = (typeof faults)[number];

interface Kept {
  readonly marker: Marker;
  readonly content: Buffer;
  readonly sequence: number;
}

type Told = Parameters<typeof judge>[0]["markers"];

/** A store of markers that fails in each way that stores do; what it says is judged by cig's own judge. */
export class FaultyStore {
  readonly #kept = new Map<string, Kept>();
  #sequence = 0;

  record(marker: Marker, fault: Fault | undefined): void {
    if (fault === "lost writes" || fault === "down") return;
    const content = Buffer.from(printMarker(marker));
    this.#kept.set(keyOf(marker.scope, marker.job, marker.signature), {
      marker,
      content,
      sequence: this.#sequence++,
    });
  }

  /** `random` decides what a fault does this time. */
  lookup(
    { id, signature }: Lookup,
    scopes: readonly string[],
    now: number,
    fault: Fault | undefined,
    random: Random,
  ): Found {
    if (fault === "down" || (fault === "slow" && random.oneIn(2)))
      return { kind: "doubt", reason: "The store does not answer." };
    const markers = scopes.flatMap((scope) => this.#tell(scope, id, signature, fault, random));
    const judged = judge({ markers, problem: "" }, { job: id, signature }, scopes, new Date(now));
    return judged;
  }

  /** The marker of exactly this, if it is there: for the model's own eyes. */
  peek(scope: string, id: string, signature: string): Marker | undefined {
    return this.#kept.get(keyOf(scope, id, signature))?.marker;
  }

  /** The newest that begins like the wanted key, as stores with prefix matches have it. */
  beginning(id: string, scopes: readonly string[]): Marker | undefined {
    return [...this.#kept.values()]
      .map(({ marker }) => marker)
      .findLast(({ job, scope }) => job.startsWith(id) && scopes.includes(scope));
  }

  /** Forgets some of it. */
  lose(random: Random): void {
    for (const key of this.#kept.keys()) if (random.oneIn(3)) this.#kept.delete(key);
  }

  /** What the store gives for a key, believing its own eyes. */
  #tell(scope: string, id: string, signature: string, fault: Fault | undefined, random: Random): Told {
    const any = (filter: (kept: Kept) => boolean): Told => {
      const all = [...this.#kept.values()].filter(filter);
      return all.length === 0 ? [] : [{ scope, content: random.pick(all).content }];
    };
    if (fault === "foreign" && random.oneIn(2)) return any(() => true);
    if (fault === "prefix") return any(({ marker }) => marker.job.startsWith(id));
    const exact = this.#kept.get(keyOf(scope, id, signature));
    if (!exact || (fault === "stale" && exact.sequence > this.#sequence / 2)) return [];
    return [{ scope, content: fault === "corrupt" ? damaged(exact.content, random) : exact.content }];
  }
}

function keyOf(scope: string, id: string, signature: string): string {
  return `${scope}\n${id}/${signature}`;
}

/** Cut short, empty, or with one bit turned. */
function damaged(content: Buffer, random: Random): Buffer {
  if (random.oneIn(3)) return content.subarray(0, random.below(content.length));
  const copy = Buffer.from(content);
  copy[random.below(copy.length)]! ^= 1 << random.below(8);
  return copy;
}
