import { splitGlob } from "../glob-pattern.ts";
import { compileJudge, type Paths } from "./judge.ts";

/** What each path is to all sets. */
export interface Judgement {
  /** For each path an index into `choices`. */
  readonly numbers: Uint32Array;
  readonly choices: readonly Choice[];
}

/** What a path is to all sets. */
export interface Choice {
  /** The sets that choose it, as indexes, ascending. */
  readonly sets: readonly number[];
  /** Patterns (without `!` and `./` in front) that match it, whether or not a later one takes it out again. */
  readonly patterns: readonly string[];
}

/**
 * Judges paths by sets of patterns (see `compileGlobs` for what they mean; an empty set chooses every path), all sets
 * in one pass: a path costs about a step a byte of its last name, whatever the sets are. The automaton behind it is
 * made deterministic as paths come, for names and for folders apart, because the same names come again in each folder.
 */
export function judgeByGlobSets(sets: readonly (readonly string[])[], paths: Paths): Judgement {
  const rules = sets.map((patterns) => (patterns.length === 0 ? ["**"] : patterns).map(splitGlob));
  const bodies = [...new Set(rules.flatMap((set) => set.map(({ body }) => body)))];
  const judge = compileJudge(bodies);
  const numbers = judge.judgeAll(paths);
  return { numbers, choices: judge.matches.map(chooser(rules, bodies)) };
}

/** A pattern of a set. */
interface Rule {
  /** What two rules have in common when they match the same. */
  readonly body: string;
  readonly negated: boolean;
}

/** Turns the list of patterns that match into the sets that choose. */
function chooser(
  sets: readonly (readonly Rule[])[],
  bodies: readonly string[],
): (match: readonly number[]) => Choice {
  const numbers = new Map(bodies.map((body, number) => [body, number]));
  const rules = sets.map((set) => set.map(({ body, negated }) => ({ pattern: numbers.get(body)!, negated })));
  const users: number[][] = bodies.map(() => []);
  for (const [set, own] of rules.entries())
    for (const { pattern, negated } of own) if (!negated) users[pattern]!.push(set);
  return (match) => {
    const chosen = new Set<number>();
    for (const pattern of match)
      for (const set of users[pattern]!) {
        // The last pattern that matches decides.
        const last = rules[set]!.findLast((rule) => match.includes(rule.pattern));
        if (!last!.negated) chosen.add(set);
      }
    return { sets: [...chosen].sort((a, b) => a - b), patterns: match.map((pattern) => bodies[pattern]!) };
  };
}
