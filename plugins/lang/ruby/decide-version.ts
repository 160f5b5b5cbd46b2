import type { FactSchema, MessageInitShape } from "cig/sdk";
import { keyIn } from "./keys.ts";
import { type Remark, remarkAt } from "./remarks.ts";
import { satisfies } from "./requirement.ts";
import { agree, minorOf } from "./ruby-version.ts";
import type { Constraint, Statement, Statements } from "./statements.ts";

type FactInit = MessageInitShape<typeof FactSchema>;

/**
 * Turns what a folder states into facts. The first statement wins, in the order of `readStatements`; only the
 * Gemfile may make it more precise, because Bundler refuses every other Ruby. A lock file is a record, not a wish:
 * it counts when nothing else does.
 */
export function decideVersion(
  folder: string,
  { versions, constraints }: Statements,
): { facts: FactInit[]; remarks: Remark[] } {
  const first = versions[0];
  const winner = first && moreExact(first, versions);
  const constraint = constraints[0];
  return {
    facts: [
      ...(winner ? versionFacts(folder, winner, versions) : []),
      ...(constraint ? [constraintFact(folder, constraint, constraints)] : []),
    ],
    remarks: winner ? [...disagreements(winner, versions), ...outside(winner, constraints)] : [],
  };
}

function moreExact(first: Statement, versions: readonly Statement[]): Statement {
  const exact = versions.find(({ kind, value }) => kind === "Gemfile" && agree(value, first.value));
  return exact && exact.value.length > first.value.length ? exact : first;
}

function versionFacts(folder: string, winner: Statement, versions: readonly Statement[]): FactInit[] {
  const witnesses = versions.filter((other) => other !== winner && agree(other.value, winner.value));
  const evidence = [winner, ...witnesses].map(({ file, line }) => ({ file, line }));
  return [
    { key: keyIn("ruby.version", folder), value: winner.value, evidence, confidence: 1 },
    {
      key: keyIn("ruby.source", folder),
      value: winner.file,
      evidence: [{ file: winner.file, line: winner.line }],
      confidence: 1,
    },
  ];
}

function constraintFact(folder: string, first: Constraint, all: readonly Constraint[]): FactInit {
  const same = all.filter(({ value }) => value === first.value);
  return {
    key: keyIn("ruby.version.constraint", folder),
    value: first.value,
    evidence: same.map(({ file, line }) => ({ file, line })),
    confidence: 1,
  };
}

function disagreements(winner: Statement, versions: readonly Statement[]): Remark[] {
  return versions.filter((other) => disagree(winner, other)).map((other) => disagreement(winner, other));
}

/** A lock file lags a patch release behind as a matter of course. */
function disagree(winner: Statement, other: Statement): boolean {
  if (agree(winner.value, other.value)) return false;
  return other.kind !== "lock" || !agree(minorOf(winner.value), minorOf(other.value));
}

function disagreement(winner: Statement, other: Statement): Remark {
  const consequence = other.kind === "Gemfile" ? " Bundler refuses any Ruby but the Gemfile's." : "";
  const hint =
    other.kind === "lock"
      ? "Bring the lock file up to date:\n  bundle update --ruby"
      : 'Let both say the same. A Gemfile can follow the file: ruby file: ".ruby-version"';
  return remarkAt(
    "RUBY102",
    other.file,
    other.line,
    `"${other.file}" says Ruby ${other.value}, but "${winner.file}" line ${winner.line} says ${winner.value}, which wins.${consequence}`,
    hint,
  );
}

function outside(winner: Statement, constraints: readonly Constraint[]): Remark[] {
  return constraints
    .filter(({ value }) => satisfies(winner.value, value) === false)
    .map(({ value, file, line }) =>
      remarkAt(
        "RUBY103",
        file,
        line,
        `"${file}" allows Ruby ${value}, but "${winner.file}" line ${winner.line} says ${winner.value}. Bundler refuses that.`,
        "Change one of the two so that they agree.",
      ),
    );
}
