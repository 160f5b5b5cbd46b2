import type { Key } from "./key.ts";
import type { Ground } from "./uses.ts";

/**
 * Whether a key of cig's, which tells systems and processors apart, finds what this one finds: it tells them apart itself, in
 * what it falls back to as well, or there is but one of them.
 */
export function isSaidByKey(
  { tokens, fallbacks }: Key,
  uses: readonly { readonly ground: Ground }[],
): boolean {
  const holds = (isIt: (token: Key["tokens"][number]) => boolean) => {
    const at = tokens.findIndex(isIt);
    return at >= 0 && fallbacks.every((length) => length > at);
  };
  const [hasOs, hasArch] = [holds(({ kind }) => kind === "os"), holds(({ kind }) => kind === "arch")];
  if (hasOs && hasArch) return true;
  const { axis } = uses[0]!.ground;
  const isOfAxis = uses.every(({ ground }) => ground.axis === axis);
  if (axis && isOfAxis && holds((token) => token.kind === "name" && token.text === axis)) return true;
  if (uses.some(({ ground }) => !ground.machines)) return false;
  const machines = [...new Set(uses.flatMap(({ ground }) => ground.machines!))];
  if (machines.length === 1) return true;
  const systems = new Set(machines.map((machine) => machine.split("/")[0]));
  return hasOs && systems.size === machines.length;
}
