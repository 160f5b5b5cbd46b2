import { byCodeUnit } from "../compare.ts";
import { compareVersions, type Pin, type Pins, pinKey } from "../pins.ts";

/** A pin in the rendered files, and what the plugins of this cig know of it. */
export interface PinUse {
  /** As in `[pins]`: "actions/checkout@v7". */
  readonly key: string;
  /** The provider whose building block it is: "github". */
  readonly provider: string;
  /** "actions/checkout" */
  readonly name: string;
  readonly pin: Pin;
  /** The newest of the same line. Absent: nobody knows. */
  readonly known?: Pin;
  /** The newest of all. Absent: nobody knows. */
  readonly newest?: Pin;
}

/** What a plugin told of a pin, as on the wire. */
export interface ToldPin {
  /** The provider of the plugin's outputs. */
  readonly provider: string;
  readonly pin?: NamedPin | undefined;
  readonly known?: NamedPin | undefined;
  readonly newest?: NamedPin | undefined;
}

interface NamedPin {
  readonly name: string;
  readonly version: string;
  readonly digest: string;
}

/**
 * The pins of a whole run, one for each line of versions, sorted. Where two differ, that which is held is told; else the
 * newer one.
 */
export function gatherPins(told: readonly ToldPin[], held: Pins): PinUse[] {
  const byKey = new Map<string, PinUse>();
  for (const { provider, pin, known, newest } of told) {
    if (!pin) continue;
    const use: PinUse = {
      key: pinKey(pin.name, pin.version),
      provider,
      name: pin.name,
      pin: plain(pin),
      ...(known && { known: plain(known) }),
      ...(newest && { newest: plain(newest) }),
    };
    const other = byKey.get(use.key);
    if (!other || isBetter(use, other, held)) byKey.set(use.key, use);
  }
  return [...byKey.values()].sort((a, b) => byCodeUnit(a.key, b.key));
}

function isBetter({ key, pin }: PinUse, other: PinUse, held: Pins): boolean {
  const digest = held.get(key)?.digest;
  if (other.pin.digest === digest) return false;
  return pin.digest === digest || compareVersions(pin.version, other.pin.version) > 0;
}

function plain({ version, digest }: NamedPin): Pin {
  return { version, digest };
}
