import { unreachable } from "../../unreachable.ts";
import type { GlobNode, Range } from "../glob-pattern.ts";

/** A state of the automaton of all patterns for one name, before it is made deterministic. */
export interface State {
  readonly number: number;
  readonly characters: Map<number, State>;
  any: State | undefined;
  readonly classes: { readonly negated: boolean; readonly ranges: readonly Range[]; readonly to: State }[];
  /** Reached without a character. */
  star: State | undefined;
  /** Reached without a character, too: where the alternatives of a group join. */
  readonly joins: State[];
  /** Any character leads back here. */
  readonly loops: boolean;
  /** Patterns that a name ending here matches. */
  readonly accepts: number[];
}

/**
 * Builds the automaton and returns its first state. Patterns share what they have in common at their start, so a
 * thousand literal names are one tree; where the alternatives of a group join, a part that is not shared begins.
 */
export function buildStates(patterns: readonly (readonly GlobNode[])[]): State {
  let count = 0;
  const create = (loops = false): State => ({
    number: count++,
    characters: new Map(),
    any: undefined,
    classes: [],
    star: undefined,
    joins: [],
    loops,
    accepts: [],
  });
  const first = create();
  for (const [index, nodes] of patterns.entries()) follow(first, nodes, create).accepts.push(index);
  return first;
}

function follow(from: State, nodes: readonly GlobNode[], create: (loops?: boolean) => State): State {
  let state = from;
  for (const node of nodes) state = step(state, node, create);
  return state;
}

function step(from: State, node: GlobNode, create: (loops?: boolean) => State): State {
  switch (node.kind) {
    case "character": {
      const to = from.characters.get(node.point) ?? create();
      from.characters.set(node.point, to);
      return to;
    }
    case "any":
      from.any ??= create();
      return from.any;
    case "class": {
      const to = create();
      from.classes.push({ negated: node.negated, ranges: node.ranges, to });
      return to;
    }
    case "star":
    case "globstar":
      from.star ??= create(true);
      return from.star;
    case "group": {
      const join = create();
      for (const alternative of node.alternatives) follow(from, alternative, create).joins.push(join);
      return join;
    }
    default:
      return unreachable(node);
  }
}

/** All states that one of `from` leads to by the character, each once, in an order that only depends on `from`. */
export function consume(from: readonly State[], point: number): State[] {
  const found: State[] = [];
  for (const state of from) {
    const next = state.characters.get(point);
    if (next) enter(next, found);
    if (state.any) enter(state.any, found);
    if (state.loops) enter(state, found);
    for (const { negated, ranges, to } of state.classes)
      if (negated !== ranges.some(([first, last]) => first <= point && point <= last)) enter(to, found);
  }
  return found.length > 1 ? [...new Set(found)] : found;
}

/** Adds the state and all that it leads to without a character; some may be there already. */
export function enter(from: State, found: State[]): void {
  found.push(from);
  if (from.star === undefined && from.joins.length === 0) return;
  const seen = new Set([from]);
  for (const state of seen) {
    if (state !== from) found.push(state);
    if (state.star) seen.add(state.star);
    for (const join of state.joins) seen.add(join);
  }
}
