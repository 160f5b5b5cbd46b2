import type { GlobNode, GlobPattern, Range } from "./glob-pattern.ts";

/**
 * All patterns as one automaton that is made deterministic lazily, a state at a time. A path costs one step a
 * character whatever the patterns are, so no pattern can hang it.
 */
export interface Automaton {
  readonly states: readonly State[];
  readonly patterns: readonly GlobPattern[];
  /** Known deterministic states by the key of their members. */
  readonly known: Map<string, Step>;
  readonly start: Step;
}

/** A set of states of the automaton, with the steps out of it that were taken so far. */
export interface Step {
  /** Members: state number × 2, plus 1 where a globstar spans folders. Ascending. */
  readonly members: readonly number[];
  /** What the last matching pattern says about a path that ends here; undefined where none matches. */
  readonly verdict: boolean | undefined;
  readonly ascii: (Step | undefined)[];
  readonly wide: Map<number, Step>;
}

type State =
  | { readonly kind: "character"; readonly point: number; readonly next: number }
  | { readonly kind: "any"; readonly next: number }
  | {
      readonly kind: "class";
      readonly negated: boolean;
      readonly ranges: readonly Range[];
      readonly next: number;
    }
  | { readonly kind: "star"; readonly next: number }
  | { readonly kind: "globstar"; readonly next: number }
  | { readonly kind: "split"; readonly next: readonly number[] }
  | { readonly kind: "accept"; readonly pattern: number };

const slash = 47;
/** Deterministic states are forgotten beyond this number, so that memory stays bounded. */
const mostKnown = 4096;

export function buildAutomaton(patterns: readonly GlobPattern[]): Automaton {
  const states: State[] = [];
  const entries = patterns.map((pattern, index) =>
    addNodes(states, pattern.nodes, addState(states, { kind: "accept", pattern: index })),
  );
  const members = new Set<number>();
  for (const entry of entries) enter(states, entry, { afterFolders: false, atSegmentStart: true }, members);
  const core = { states, patterns, known: new Map<string, Step>() };
  return { ...core, start: toStep(core, members) };
}

/** The step for the next character of a path. */
export function advance(automaton: Automaton, step: Step, point: number): Step {
  const known = point < 128 ? step.ascii[point] : step.wide.get(point);
  if (known !== undefined) return known;
  const next = toStep(automaton, consume(automaton.states, step.members, point));
  if (point < 128) step.ascii[point] = next;
  else step.wide.set(point, next);
  return next;
}

/** Where the characters of `path` from `start` on lead. */
export function walk(automaton: Automaton, from: Step, path: string, start: number): Step {
  let step = from;
  for (let index = start; index < path.length; index++) {
    if (step.members.length === 0) return step;
    const unit = path.charCodeAt(index);
    const point = unit < 0xd800 || unit > 0xdbff ? unit : path.codePointAt(index)!;
    if (point > 0xffff) index++;
    step = (point < 128 ? step.ascii[point] : undefined) ?? advance(automaton, step, point);
  }
  return step;
}

/** The patterns that match a path which ends at the step, as indexes. */
export function acceptedBy(automaton: Automaton, step: Step): number[] {
  return accepted(automaton.states, step.members);
}

function addState(states: State[], state: State): number {
  return states.push(state) - 1;
}

/** Adds the nodes so that they lead to `next`, and returns where they begin. */
function addNodes(states: State[], nodes: readonly GlobNode[], next: number): number {
  return nodes.reduceRight((following, node) => addNode(states, node, following), next);
}

function addNode(states: State[], node: GlobNode, next: number): number {
  if (node.kind !== "group") return addState(states, { ...node, next });
  const entries = node.alternatives.map((alternative) => addNodes(states, alternative, next));
  return addState(states, { kind: "split", next: entries });
}

function consume(states: readonly State[], before: readonly number[], point: number): Set<number> {
  const ready = point === slash ? withFinishedFolders(states, before) : before;
  const members = new Set<number>();
  const how = { afterFolders: false, atSegmentStart: point === slash };
  for (const member of ready) {
    const state = states[member >> 1]!;
    if (member & 1) members.add(member);
    else if (state.kind === "star" || state.kind === "globstar") {
      if (point !== slash) enter(states, member >> 1, how, members);
    } else if (takes(state, point)) enter(states, (state as { next: number }).next, how, members);
  }
  return members;
}

/** A globstar that spans folders may end before a slash and at the end, nowhere else. */
function withFinishedFolders(states: readonly State[], before: readonly number[]): Iterable<number> {
  const members = new Set(before);
  const how = { afterFolders: false, atSegmentStart: false };
  for (const member of before)
    if (member & 1) enter(states, (states[member >> 1] as { next: number }).next, how, members);
  return members;
}

function takes(state: State, point: number): boolean {
  if (state.kind === "character") return state.point === point;
  if (point === slash) return false;
  if (state.kind === "any") return true;
  return (
    state.kind === "class" &&
    state.negated !== state.ranges.some(([first, last]) => first <= point && point <= last)
  );
}

interface Entry {
  /** A globstar before matched no folder at all, so the slash after it must match nothing too. */
  readonly afterFolders: boolean;
  readonly atSegmentStart: boolean;
}

/** Adds the state, and all that is reached from it without a character, to `members`. */
function enter(states: readonly State[], from: number, how: Entry, members: Set<number>): void {
  const seen = new Set<number>();
  const open: (readonly [number, boolean])[] = [[from, how.afterFolders]];
  for (let entry = open.pop(); entry !== undefined; entry = open.pop()) {
    const [number, afterFolders] = entry;
    const key = number * 2 + (afterFolders ? 1 : 0);
    if (seen.has(key)) continue;
    seen.add(key);
    const state = states[number]!;
    if (state.kind === "split") for (const next of state.next) open.push([next, afterFolders]);
    else if (afterFolders) {
      if (state.kind === "character" && state.point === slash) open.push([state.next, false]);
      else if (state.kind === "globstar") open.push([state.next, true]);
    } else {
      members.add(number * 2);
      if (state.kind === "star" || state.kind === "globstar") open.push([state.next, false]);
      if (state.kind === "globstar" && how.atSegmentStart) {
        members.add(number * 2 + 1);
        open.push([state.next, true]);
      }
    }
  }
}

function toStep(automaton: Omit<Automaton, "start">, members: ReadonlySet<number>): Step {
  const sorted = [...members].sort((a, b) => a - b);
  const key = sorted.join(",");
  const known = automaton.known.get(key);
  if (known !== undefined) return known;
  // The steps already handed out stay right: they only lose their way to those that come later.
  if (automaton.known.size >= mostKnown) forget(automaton);
  const verdict = judge(automaton, sorted);
  const step: Step = { members: sorted, verdict, ascii: new Array(128), wide: new Map() };
  automaton.known.set(key, step);
  return step;
}

function forget(automaton: Pick<Automaton, "known">): void {
  for (const step of automaton.known.values()) {
    step.ascii.fill(undefined);
    step.wide.clear();
  }
  automaton.known.clear();
}

/** The last pattern that matches decides. */
function judge(automaton: Omit<Automaton, "start">, members: readonly number[]): boolean | undefined {
  const last = Math.max(-1, ...accepted(automaton.states, members));
  return last < 0 ? undefined : !automaton.patterns[last]!.negated;
}

function accepted(states: readonly State[], members: readonly number[]): number[] {
  const patterns: number[] = [];
  for (const member of withFinishedFolders(states, members)) {
    const state = states[member >> 1]!;
    if (state.kind === "accept") patterns.push(state.pattern);
  }
  return patterns;
}
