import type { MessageInitShape, Pin, UsedPinSchema } from "cig/sdk";
import { pins } from "./pins.ts";

/** An action as it stands after `uses:`, with the version for a comment. */
export interface PinnedAction {
  readonly uses: string;
  /** Empty: nothing that a reader needs to be told. */
  readonly version: string;
}

/** The table of pins with what cig.lock holds instead, and a book of what was asked for. */
export interface Pins {
  /**
   * Pins an action to a full commit id: the one given, the one that it is written with, or the one of this plugin's
   * table for its version (`v5`, `v5.1`, `v5.1.0`; none: the newest known). An action that the table does not know is
   * left as it is written. Undefined: it has neither version nor entry.
   */
  action(written: string, pin?: string, version?: string): PinnedAction | undefined;
  /** What this plugin itself brings in: the newest that the table is known to have, or what is held of its line. */
  newest(name: string): PinnedAction;
  /** All that was pinned and has a version, sorted. */
  used(): MessageInitShape<typeof UsedPinSchema>[];
}

export function openPins(held: readonly Pin[]): Pins {
  const book = new Map<string, readonly [name: string, version: string, digest: string]>();
  const enter = ({ uses, version }: PinnedAction) => {
    const at = uses.lastIndexOf("@");
    const [name, digest] = [repositoryOf(uses.slice(0, at)), uses.slice(at + 1)];
    if (version !== "" && isCommit(digest)) book.set(`${name}@${version} ${digest}`, [name, version, digest]);
    return { uses, version };
  };
  return {
    action(written, pin = "", version = "") {
      const pinned = pinAction(written, pin, version);
      return pinned && enter(pinned);
    },
    newest(name) {
      const known = versionsOf(name)[0];
      if (!known) throw new Error(`bug: the table of pins has no ${name}`);
      const own = held.find(
        (pin) => pin.name === repositoryOf(name) && lineOf(pin.version) === lineOf(known[0]),
      );
      const [version, digest] = own ? [own.version, own.digest] : known;
      return enter({ uses: `${name}@${digest}`, version });
    },
    used: () =>
      [...book.keys()].sort().map((key) => {
        const [name, version, digest] = book.get(key)!;
        const versions = versionsOf(name).map(([known, commit]) => ({
          name,
          version: known,
          digest: commit,
        }));
        const known = versions.find((each) => lineOf(each.version) === lineOf(version));
        return {
          pin: { name, version, digest },
          ...(known && { known }),
          ...(versions[0] && { newest: versions[0] }),
        };
      }),
  };
}

function pinAction(written: string, pin: string, version: string): PinnedAction | undefined {
  if (/^(?:\.{1,2}\/|docker:\/\/)/.test(written)) return { uses: written, version: "" };
  const at = written.lastIndexOf("@");
  const name = at < 0 ? written : written.slice(0, at);
  const ref = pin || (at < 0 ? version : written.slice(at + 1));
  if (isCommit(ref)) return { uses: `${name}@${ref}`, version: version || versionOf(name, ref) };
  const known = lookUp(name, ref);
  if (known) return { uses: `${name}@${known[1]}`, version: known[0] };
  return ref === "" ? undefined : { uses: `${name}@${ref}`, version: "" };
}

/** "v7" of "v7.0.1": what moves within it takes the same inputs. */
function lineOf(version: string): string {
  return /^v?\d+/.exec(version)?.[0] ?? version;
}

export function isCommit(ref: string): boolean {
  return /^[0-9a-f]{40}$/.test(ref);
}

function lookUp(name: string, ref: string): readonly [string, string] | undefined {
  const versions = versionsOf(name);
  if (ref === "") return versions[0];
  const wanted = ref.replace(/^v/, "");
  return versions.find(([version]) => {
    const plain = version.replace(/^v/, "");
    return plain === wanted || plain.startsWith(`${wanted}.`);
  });
}

function versionOf(name: string, commit: string): string {
  return versionsOf(name).find(([, known]) => known === commit)?.[0] ?? "";
}

function versionsOf(name: string): readonly (readonly [version: string, commit: string])[] {
  return pins.get(repositoryOf(name).toLowerCase()) ?? [];
}

/** An action in a folder of a repository has the versions of all of it: "actions/cache" of "actions/cache/save". */
function repositoryOf(name: string): string {
  return name.split("/").slice(0, 2).join("/");
}
