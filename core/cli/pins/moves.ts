import type { PinUse } from "../../lock/used-pins.ts";
import { compareVersions, type Pin } from "../../pins.ts";
import type { Run } from "../run-pipeline.ts";

/** What is fetched of one third party now, and what an update would fetch. */
export interface PinMove {
  /** As in `[pins]`: "actions/checkout@v7". */
  readonly key: string;
  /** "actions/checkout", "postgres:16" */
  readonly name: string;
  /** Without a digest where nothing is pinned. */
  readonly used: Pin;
  /** The same as `used` where nothing is newer. */
  readonly next: Pin;
  /** The newest that is known, which cig.toml or a plugin may not ask for. */
  readonly newest: Pin;
}

/** Compares a run as it is with one that forgot all pins. */
export function pinMoves(now: Run, then: Run): PinMove[] {
  return now.pins.map((use): PinMove => {
    const next = nextOf(use, then.pins);
    const newest = [use.newest, use.known, next].reduce<Pin>(newerOf, use.pin);
    return { key: use.key, name: use.name, used: use.pin, next, newest };
  });
}

export function isBehind({ used, next }: PinMove): boolean {
  return used.digest !== next.digest;
}

/** An image by a tag alone, as somebody chose it: only who asks for that has it pinned. */
export function isOpenImage({ key, name, used }: PinMove): boolean {
  return key === name && used.version === "" && used.digest === "";
}

/** What people are shown of a pin: its version, or the beginning of the digest; "-" for none. */
export function pinWord({ version, digest }: Pin): string {
  return version || digest.slice(0, digest.startsWith("sha256:") ? 19 : 12) || "-";
}

function nextOf({ key, name, pin }: PinUse, then: readonly PinUse[]): Pin {
  const same = then.find((other) => other.key === key);
  const others = then.filter((other) => other.name === name);
  // A plugin that asks for another line of versions replaces the old one.
  const next = same ?? (others.length === 1 ? others[0] : undefined);
  if (!next) return pin;
  // One version is one commit: where cig.lock has another for it than the plugins, theirs is what somebody looked at.
  return next.pin.version === pin.version ? next.pin : newerOf(pin, next.pin);
}

/** The first of two that do not differ in age. */
export function newerOf(one: Pin, other: Pin | undefined): Pin {
  return other && compareVersions(other.version, one.version) > 0 ? other : one;
}
