import type { GlobNode } from "../glob-pattern.ts";
import { buildStates, consume, enter, type State } from "./name-states.ts";

/**
 * Judges names (the pieces of paths between slashes) by many patterns at once: an automaton that is made deterministic
 * as names come. A name costs one step a character, whatever the patterns are. States are numbers, and 0 is the first.
 */
export interface Names {
  /**
   * For each state and ASCII character the next state, or -1 where `advance` has to find it. After that this may be
   * another array, as `classOf` may.
   */
  readonly table: Int32Array;
  /**
   * By state: the number of the set of patterns that match a name which ends in it. The same set has the same number.
   */
  readonly classOf: Int32Array;
  advance(state: number, point: number): number;
  /** The patterns of such a set, as indexes, ascending. */
  readonly classes: readonly (readonly number[])[];
  /** To be called between names, because it may forget every state but the first. */
  makeRoom(): void;
}

/** Deterministic states are forgotten when they are more, or have more members in all, so that memory stays bounded. */
const mostKnown = 4096;
const mostMembers = 500_000;

/** Compiles patterns for one name each. */
export function compileNames(patterns: readonly (readonly GlobNode[])[]): Names {
  const first: State[] = [];
  enter(buildStates(patterns), first);
  const classes = intern();
  let wide = new Map<number, number>();
  let known = new Map<string, number>();
  let members: (readonly State[])[] = [];
  let size = 0;

  function stateOf(found: readonly State[]): number {
    // Another order would only be another state that says the same.
    let key = "";
    for (const state of found) key += `${state.number},`;
    const state = known.get(key) ?? members.length;
    if (state < members.length) return state;
    known.set(key, state);
    members.push(found);
    size += found.length;
    if (members.length > names.classOf.length) {
      names.table = enlarge(names.table);
      names.classOf = enlarge(names.classOf);
    }
    names.classOf[state] = classes.numberOf(acceptsOf(found));
    return state;
  }

  function advance(state: number, point: number): number {
    const key = state * 0x110000 + point;
    const before = point < 128 ? names.table[state * 128 + point]! : wide.get(key);
    if (before !== undefined && before >= 0) return before;
    const next = stateOf(consume(members[state]!, point));
    if (point < 128) names.table[state * 128 + point] = next;
    else wide.set(key, next);
    return next;
  }

  function makeRoom(): void {
    if (members.length <= mostKnown && size <= mostMembers && wide.size <= mostKnown * 8) return;
    names.table.fill(-1);
    wide = new Map();
    known = new Map();
    members = [];
    size = 0;
    stateOf(first);
  }

  const names = {
    table: new Int32Array(64 * 128).fill(-1),
    classOf: new Int32Array(64),
    advance,
    classes: classes.all,
    makeRoom,
  };
  stateOf(first);
  return names;
}

/** The class of a name; to be called where nothing is known of the name yet. */
export function classOfName(names: Names, name: string): number {
  names.makeRoom();
  let state = 0;
  for (let index = 0; index < name.length; index++) {
    const point = name.codePointAt(index)!;
    if (point > 0xffff) index++;
    state = names.advance(state, point);
  }
  return names.classOf[state]!;
}

function acceptsOf(members: readonly State[]): number[] {
  const accepts: number[] = [];
  for (const state of members) if (state.accepts.length > 0) accepts.push(...state.accepts);
  return accepts.sort((a, b) => a - b);
}

function enlarge(table: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(table.length * 2).fill(-1);
  larger.set(table);
  return larger;
}

/** Gives each different list a number. */
export function intern(): {
  readonly all: number[][];
  readonly numberOf: (list: readonly number[]) => number;
} {
  const all: number[][] = [];
  const known = new Map<string, number>();
  const numberOf = (list: readonly number[]) => {
    const key = list.join();
    const before = known.get(key);
    if (before !== undefined) return before;
    known.set(key, all.length);
    return all.push([...list]) - 1;
  };
  return { all, numberOf };
}
