import { create } from "@bufbuild/protobuf";
import { PreflightRequestSchema } from "../proto/gen/cig/plugin/v1/plugin_pb.ts";
import type { Host } from "./host/host.ts";

/** A variant that may be left out. */
export interface Candidate {
  readonly id: string;
  /** 64 hex digits. */
  readonly signature: string;
  /** The signature with which it last succeeded, where that is known. */
  readonly previous?: string;
}

/**
 * Asks every plugin that has the hook whether a variant must run; the result has, by variant, why. A plugin can make work run
 * and never leave any out: what it says against running is not heard, and where it fails or is not there, all of it runs.
 */
export async function preflight(
  host: Pick<Host, "plugins" | "call">,
  variants: readonly Candidate[],
  missing: readonly string[] = [],
): Promise<Map<string, string>> {
  const reasons = new Map<string, string>();
  const say = (id: string, reason: string) => {
    if (!reasons.has(id)) reasons.set(id, reason);
  };
  for (const name of missing)
    for (const { id } of variants) say(id, `the plugin ${name}, which has a say in this, is not there`);
  for (const plugin of host.plugins.filter(({ manifest }) => manifest.hooks.includes("preflight")))
    for (const { id, signature, previous } of variants) {
      const answer = await host.call(
        plugin,
        "preflight",
        create(PreflightRequestSchema, {
          variant: id,
          signature: Buffer.from(signature, "hex"),
          ...(previous !== undefined && { previousSignature: Buffer.from(previous, "hex") }),
        }),
      );
      if (!answer.ok) say(id, `the plugin ${plugin.name} failed when it was asked`);
      else if (answer.response.shouldRun) say(id, `${plugin.name} says "${answer.response.reason || "run"}"`);
    }
  return reasons;
}
