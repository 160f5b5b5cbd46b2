import { linesOf } from "cig/sdk";

/** What a Gemfile.lock (or gems.locked) says, each with its line. */
export interface Lockfile {
  /** As written: "ruby 3.3.0p0", or "ruby 3.1.4p0 (jruby 9.4.5.0)". */
  readonly ruby?: { readonly text: string; readonly line: number };
  /** BUNDLED WITH */
  readonly bundler?: { readonly version: string; readonly line: number };
  /** Resolved versions by gem, without the platform. */
  readonly gems: ReadonlyMap<string, { readonly version: string; readonly line: number }>;
  /** Gems that the Gemfile and its gemspecs ask for, with their lines. */
  readonly dependencies: ReadonlyMap<string, number>;
  /** First line of an unresolved merge; then nothing else is read. */
  readonly conflictLine?: number;
}

/** Reads a lock file line by line; what it does not know it passes over. */
export function parseLockfile(text: string): Lockfile {
  const gems = new Map<string, { version: string; line: number }>();
  const dependencies = new Map<string, number>();
  let section = "";
  let ruby: Lockfile["ruby"];
  let bundler: Lockfile["bundler"];
  for (const [index, content] of linesOf(text).entries()) {
    const line = index + 1;
    if (/^(<{7} |={7}$|>{7} )/.test(content))
      return { gems: new Map(), dependencies: new Map(), conflictLine: line };
    if (/^[A-Z]/.test(content)) section = content.trim();
    else if (section === "RUBY VERSION" && !ruby && content.trim() !== "")
      ruby = { text: content.trim(), line };
    else if (section === "BUNDLED WITH") bundler ??= bundlerOf(content, line);
    else if (section === "DEPENDENCIES") {
      const name = /^ {2}([\w.-]+)(?: \(|!|$)/.exec(content)?.[1];
      if (name) dependencies.set(name, line);
    } else if (section !== "PLATFORMS" && section !== "CHECKSUMS") {
      const spec = /^ {4}([\w.-]+) \(([^()\s-]+)[^()]*\)$/.exec(content);
      if (spec && !gems.has(spec[1]!)) gems.set(spec[1]!, { version: spec[2]!, line });
    }
  }
  return { gems, dependencies, ...(ruby && { ruby }), ...(bundler && { bundler }) };
}

function bundlerOf(content: string, line: number): Lockfile["bundler"] {
  const version = content.trim();
  return /^\d+(\.\w+)+$/.test(version) ? { version, line } : undefined;
}

/** "3.3.0p0" of "ruby 3.3.0p0", "jruby-9.4.5.0" of "ruby 3.1.4p0 (jruby 9.4.5.0)". */
export function lockedRuby(text: string): string | undefined {
  const engine = /\((\w+) ([\w.]+)\)\s*$/.exec(text);
  if (engine) return `${engine[1]}-${engine[2]}`;
  return /^ruby (\S+)/.exec(text)?.[1];
}
