import type { PinUse } from "../../lock/used-pins.ts";
import { compareVersions, type Pin } from "../../pins.ts";
import type { Run } from "../run-pipeline.ts";

/** What is fetched of one third party now, and what an update would fetch. */
export interface PinMove {
  /** "actions/checkout" */
  readonly name: string;
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
    return { name: use.name, used: use.pin, next, newest };
  });
}

function nextOf({ key, name, pin }: PinUse, then: readonly PinUse[]): Pin {
  const same = then.find((other) => other.key === key);
  const others = then.filter((other) => other.name === name);
  // A plugin that asks for another line of versions replaces the old one.
  const next = same ?? (others.length === 1 ? others[0] : undefined);
  return next ? newerOf(pin, next.pin) : pin;
}

/** The first of two that do not differ in age. */
function newerOf(one: Pin, other: Pin | undefined): Pin {
  return other && compareVersions(other.version, one.version) > 0 ? other : one;
}

/** Keys of pins that nobody but cig.lock knows: forgetting them would fetch whatever a tag points at. */
export function onlyLocked(now: Run, then: Run): string[] {
  const names = new Set(then.pins.map(({ name }) => name));
  return now.pins.filter(({ name }) => !names.has(name)).map(({ key }) => key);
}
