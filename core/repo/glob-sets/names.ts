import type { GlobNode } from "../glob-pattern.ts";
import { decodePath } from "../path-bytes.ts";
import { buildStates, consume, enter, type State } from "./name-states.ts";

/** Judges names (the pieces of paths between slashes) by many patterns at once. */
export interface Names {
  /** The number of the set of patterns that match the name in these bytes; the same set has the same number. */
  classify(bytes: Buffer, from: number, to: number): number;
  /** The patterns of such a set, as indexes, ascending. */
  readonly classes: readonly (readonly number[])[];
}

/** Deterministic states are forgotten when they are more, or have more members in all, so that memory stays bounded. */
const mostKnown = 4096;
const mostMembers = 500_000;

/**
 * Compiles patterns for one name each into an automaton that is made deterministic as names come: a name costs one
 * step a byte, whatever the patterns are.
 */
export function compileNames(patterns: readonly (readonly GlobNode[])[]): Names {
  const start = new Set<State>();
  enter(buildStates(patterns), start);
  const classes = intern();
  const memory = remember([...start], classes.numberOf);
  return { classify: (bytes, from, to) => classify(memory, bytes, from, to), classes: classes.all };
}

function classify(memory: Memory, bytes: Buffer, from: number, to: number): number {
  memory.makeRoom();
  let state = 0;
  let table = memory.table();
  for (let index = from; index < to; index++) {
    const byte = bytes[index]!;
    if (byte > 127) return classifyWide(memory, decodePath(bytes, from, to));
    const next = table[state * 128 + byte]!;
    if (next >= 0) state = next;
    else {
      state = memory.advance(state, byte);
      table = memory.table();
    }
  }
  return memory.classOf(state);
}

function classifyWide(memory: Memory, name: string): number {
  let state = 0;
  for (const character of name) state = memory.advance(state, character.codePointAt(0)!);
  return memory.classOf(state);
}

/** The deterministic part; its states are numbers, and 0 is the first. */
interface Memory {
  /** For each state and ASCII character the next state, or -1. Another one after each `advance`. */
  table(): Int32Array;
  advance(state: number, point: number): number;
  classOf(state: number): number;
  /** To be called between names, because it may forget every state but the first. */
  makeRoom(): void;
}

function remember(first: readonly State[], numberOf: (accepts: readonly number[]) => number): Memory {
  let table = new Int32Array(64 * 128).fill(-1);
  let wide = new Map<number, number>();
  let known = new Map<string, number>();
  let members: (readonly State[])[] = [];
  let classes: number[] = [];
  let size = 0;

  function stateOf(found: readonly State[]): number {
    const sorted = [...found].sort((a, b) => a.number - b.number);
    const key = sorted.map((state) => state.number).join();
    const state = known.get(key) ?? members.length;
    if (state < members.length) return state;
    known.set(key, state);
    members.push(sorted);
    size += sorted.length;
    classes.push(numberOf(sorted.flatMap((each) => each.accepts).sort((a, b) => a - b)));
    if (members.length * 128 > table.length) {
      const larger = new Int32Array(table.length * 2).fill(-1);
      larger.set(table);
      table = larger;
    }
    return state;
  }

  function advance(state: number, point: number): number {
    const key = state * 0x110000 + point;
    const before = point < 128 ? table[state * 128 + point]! : wide.get(key);
    if (before !== undefined && before >= 0) return before;
    const next = stateOf(consume(members[state]!, point));
    if (point < 128) table[state * 128 + point] = next;
    else wide.set(key, next);
    return next;
  }

  function makeRoom(): void {
    if (members.length <= mostKnown && size <= mostMembers && wide.size <= mostKnown * 8) return;
    table.fill(-1);
    wide = new Map();
    known = new Map();
    members = [];
    classes = [];
    size = 0;
    stateOf(first);
  }

  stateOf(first);
  return { table: () => table, advance, classOf: (state) => classes[state]!, makeRoom };
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
    const number = known.get(key) ?? all.push([...list]) - 1;
    known.set(key, number);
    return number;
  };
  return { all, numberOf };
}
