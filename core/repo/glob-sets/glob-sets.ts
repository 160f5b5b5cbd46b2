import { type GlobPattern, parseGlob } from "../glob-pattern.ts";
import { compileJudge } from "./judge.ts";

/** Many sets of patterns, compiled together. */
export interface GlobSets {
  /**
   * The number of what the path in these bytes is to all sets, an index into `choices`. Fast for paths in byte order,
   * because it remembers the folders of the path before.
   */
  judge(bytes: Buffer, from: number, to: number): number;
  readonly choices: readonly Choice[];
}

/** What a path is to all sets. */
export interface Choice {
  /** The sets that choose it, as indexes, ascending. */
  readonly sets: readonly number[];
  /** Texts of patterns (without `!`) that match it, whether or not a later one takes it out again. */
  readonly patterns: ReadonlySet<string>;
}

/**
 * Compiles sets of patterns (see `compileGlobs` for what they mean; an empty set chooses every path) into one
 * automaton: a path costs a step a byte of its last name, whatever the sets are. It is made deterministic lazily,
 * for names and for folders apart, because the same names come again in every folder.
 */
export function compileGlobSets(sets: readonly (readonly string[])[]): GlobSets {
  const rules = sets.map((patterns) => toRules(patterns.length === 0 ? ["**"] : patterns));
  const patterns = new Map<string, GlobPattern>();
  for (const { text, parsed } of rules.flat()) patterns.set(text, parsed);
  const texts = [...patterns.keys()];
  const numbers = new Map(texts.map((text, number) => [text, number]));
  const judge = compileJudge([...patterns.values()]);
  const toChoice = chooser(
    rules.map((set) => set.map(({ text, parsed }) => ({ pattern: numbers.get(text)!, ...parsed }))),
    texts,
  );
  const choices: Choice[] = [];
  return {
    choices,
    judge: (bytes, from, to) => {
      const match = judge.judge(bytes, from, to);
      while (choices.length < judge.matches.length) choices.push(toChoice(judge.matches[choices.length]!));
      return match;
    },
  };
}

interface Rule {
  /** The pattern without `!`: what two rules have in common when they match the same. */
  readonly text: string;
  readonly parsed: GlobPattern;
}

function toRules(patterns: readonly string[]): Rule[] {
  return patterns.flatMap((source) => {
    const parsed = parseGlob(source);
    return "error" in parsed ? [] : [{ text: source.replace(/^!/, ""), parsed }];
  });
}

/** Turns the list of patterns that match into the sets that choose. */
function chooser(
  sets: readonly (readonly { readonly pattern: number; readonly negated: boolean }[])[],
  texts: readonly string[],
): (match: readonly number[]) => Choice {
  const candidates = new Map<number, Set<number>>();
  for (const [set, rules] of sets.entries())
    for (const { pattern, negated } of rules)
      if (!negated) candidates.set(pattern, (candidates.get(pattern) ?? new Set()).add(set));
  return (match) => {
    const matching = new Set(match);
    const found = new Set(match.flatMap((pattern) => [...(candidates.get(pattern) ?? [])]));
    // The last pattern that matches decides.
    const chosen = [...found].filter(
      (set) => !sets[set]!.findLast(({ pattern }) => matching.has(pattern))!.negated,
    );
    return { sets: chosen.sort((a, b) => a - b), patterns: new Set(match.map((pattern) => texts[pattern]!)) };
  };
}
