import type { Pins } from "../../pins.ts";
import type { Run } from "../run-pipeline.ts";
import { editToml } from "./toml/edit-toml.ts";
import type { Proposal, Way } from "./words/proposal.ts";

/** A cig.toml and pins, what they render to, and how far that is from the files that somebody edited. */
export interface Attempt {
  readonly source: string;
  readonly pins: Pins;
  readonly run: Run;
  /** 0 where it means the same. */
  readonly left: number;
}

/** Renders in memory; undefined where that is impossible. */
export type Try = (source: string, pins: Pins) => Promise<Attempt | undefined>;

/** A proposal for one of the edited files. */
export interface Filed extends Proposal {
  readonly file: string;
}

export interface Found {
  readonly attempt: Attempt;
  readonly accepted: readonly { readonly file: string; readonly way: Way }[];
}

/** More than this is no edit of a person or a bot. */
const mostAttempts = 60;

/**
 * Takes over what brings the rendered files nearer to the edited ones. The best way of all proposals at once is tried
 * first, which is nearly always right; else each by itself.
 */
export async function search(start: Attempt, proposals: readonly Filed[], attempt: Try): Promise<Found> {
  const all = distinct(proposals.filter(({ ways }) => ways.length > 0));
  const first = all.map(({ file, ways }) => ({ file, way: ways[0]! }));
  const together = await tried(
    start,
    first.map(({ way }) => way),
    attempt,
  );
  if (together?.left === 0) return { attempt: together, accepted: first };
  let now = start;
  let attempts = 0;
  const accepted: { file: string; way: Way }[] = [];
  for (const { file, ways } of all) {
    let best: { readonly way: Way; readonly next: Attempt } | undefined;
    for (const way of ways) {
      if (++attempts > mostAttempts || now.left === 0 || best?.next.left === 0) break;
      const next = await tried(now, [way], attempt);
      if (next && next.left < (best?.next ?? now).left) best = { way, next };
    }
    if (!best) continue;
    now = best.next;
    accepted.push({ file, way: best.way });
  }
  return { attempt: now, accepted };
}

async function tried(start: Attempt, ways: readonly Way[], attempt: Try): Promise<Attempt | undefined> {
  let source: string | undefined = start.source;
  for (const operation of ways.flatMap(({ operations }) => operations)) {
    source = editToml(source, operation);
    if (source === undefined) return undefined;
  }
  if (ways.length === 0) return undefined;
  const pins = new Map([...start.pins, ...ways.flatMap(({ pins: more }) => [...(more ?? [])])]);
  return attempt(source, pins);
}

/** What several jobs have of one template is said once. */
function distinct(proposals: readonly Filed[]): Filed[] {
  const seen = new Set<string>();
  return proposals.filter(({ ways }) => {
    const key = JSON.stringify(ways[0]!.operations);
    return !seen.has(key) && seen.add(key);
  });
}
