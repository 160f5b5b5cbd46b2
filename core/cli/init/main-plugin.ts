import type { Fact } from "../../../proto/gen/cig/plugin/v1/fact_pb.ts";
import { byCodeUnit } from "../../compare.ts";
import { parseFactKey } from "../fact-key.ts";

/**
 * The plugin of the application's framework, or else the one that found most scripts; ties by name. A framework that only
 * draws pages stands behind one that answers requests: beside a server it makes the server's pages.
 */
export function mainPlugin(facts: readonly Fact[]): string | undefined {
  const scores = new Map<string, number>();
  for (const { key, plugin } of facts) {
    const { tool, field } = parseFactKey(key);
    const isOfPages = ofPages.has(field.split(".")[0]!);
    const score = tool === "framework" ? (isOfPages ? 100 : 1000) : tool === "script" ? 1 : 0;
    scores.set(plugin, (scores.get(plugin) ?? 0) + score);
  }
  return [...scores].sort(([a, x], [b, y]) => y - x || byCodeUnit(a, b))[0]?.[0];
}

const ofPages = new Set(["angular", "astro", "react", "svelte", "vue"]);
