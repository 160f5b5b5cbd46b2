/**
 * Tells the launcher, where there is one, what this process does: it makes its cache of compiled code anew when that is
 * something that no run before has done. See core/launch.ts.
 */
export function noteUse(use: string): void {
  (globalThis as { [launcher]?: (use: string) => void })[launcher]?.(use);
}

const launcher = Symbol.for("cig.uses");
