import { pins } from "./pins.ts";

/** An action as it stands after `uses:`, with the version for a comment. */
export interface PinnedAction {
  readonly uses: string;
  /** Empty: nothing that a reader needs to be told. */
  readonly version: string;
}

/**
 * Pins an action to a full commit id: the one given, the one that it is written with, or the one of this
 * plugin's table for its version (`v5`, `v5.1`, `v5.1.0`; none: the newest known). An action that the table
 * does not know is left as it is written. Undefined: it has neither version nor entry.
 */
export function pinAction(written: string, pin = "", version = ""): PinnedAction | undefined {
  if (/^(?:\.{1,2}\/|docker:\/\/)/.test(written)) return { uses: written, version: "" };
  const at = written.lastIndexOf("@");
  const name = at < 0 ? written : written.slice(0, at);
  const ref = pin || (at < 0 ? version : written.slice(at + 1));
  if (isCommit(ref)) return { uses: `${name}@${ref}`, version: version || versionOf(name, ref) };
  const known = lookUp(name, ref);
  if (known) return { uses: `${name}@${known[1]}`, version: known[0] };
  return ref === "" ? undefined : { uses: `${name}@${ref}`, version: "" };
}

/** The newest pin of an action that the table is known to have. */
export function newestPin(name: string): PinnedAction {
  const action = pinAction(name);
  if (!action) throw new Error(`bug: the table of pins has no ${name}`);
  return action;
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
  return pins.get(name.split("/").slice(0, 2).join("/").toLowerCase()) ?? [];
}
