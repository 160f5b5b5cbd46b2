import type { ToolStatement } from "../evidence/tool-statements.ts";
import { standingOf } from "../evidence/versions.ts";

/** What a text that stands where a version is expected means to the tool's installers. */
export type VersionMeaning =
  | { readonly kind: "version"; readonly value: string }
  /** A range, word for word. */
  | { readonly kind: "constraint"; readonly value: string }
  /** It leaves the choice to the machine. */
  | { readonly kind: "none" }
  | { readonly kind: "invalid" };

/** A statement with its meaning. */
export interface ReadStatement {
  readonly statement: ToolStatement;
  readonly meaning: VersionMeaning;
}

/** How the versions of a tool compare. */
export interface VersionRules {
  /** What people call the tool: "PHP". */
  readonly title: string;
  /** Whether one release can be meant by both. */
  agree(a: string, b: string): boolean;
  /** False only when it is certain that no release of the version meets the constraint. */
  satisfies(version: string, constraint: string): boolean;
}

/** A statement that contradicts the winner, in words. */
export interface Disagreement {
  readonly statement: ToolStatement;
  readonly message: string;
}

/** What a folder states of a tool: the first of each kind wins, the others that agree are its witnesses. */
export interface SettledVersion {
  readonly version?: readonly ToolStatement[];
  readonly constraint?: readonly ToolStatement[];
  readonly disagreements: readonly Disagreement[];
  /** Statements that are no version. */
  readonly invalid: readonly ToolStatement[];
}

/** Decides between statements that come in the order in which they win. */
export function settleVersion(reads: readonly ReadStatement[], rules: VersionRules): SettledVersion {
  const of = (kind: VersionMeaning["kind"]) =>
    reads.flatMap(({ statement, meaning }) =>
      meaning.kind === kind
        ? [{ ...statement, value: "value" in meaning ? meaning.value : statement.value }]
        : [],
    );
  const [versions, constraints] = [of("version"), of("constraint")];
  const version = witnesses(versions, rules.agree);
  const constraint = witnesses(constraints, (a, b) => a === b);
  return {
    ...(version && { version }),
    ...(constraint && { constraint }),
    disagreements: disagreements(versions, constraints, rules),
    invalid: of("invalid"),
  };
}

function witnesses(
  found: readonly ToolStatement[],
  isSame: (a: string, b: string) => boolean,
): readonly ToolStatement[] | undefined {
  const first = found[0];
  return first && found.filter(({ value }) => isSame(value, first.value));
}

function disagreements(
  versions: readonly ToolStatement[],
  constraints: readonly ToolStatement[],
  { title, agree, satisfies }: VersionRules,
): Disagreement[] {
  const winner = versions[0];
  if (!winner) return [];
  const tell = (statement: ToolStatement, what: string) => ({
    statement,
    message: `"${statement.file}" ${what} ${title} ${statement.value}, but "${standingOf(winner)}" says ${winner.value}, which wins.`,
  });
  return [
    ...versions
      .slice(1)
      .filter(({ value }) => !agree(value, winner.value))
      .map((other) => tell(other, "asks for")),
    ...constraints
      .filter(({ value }) => !satisfies(winner.value, value))
      .map((other) => tell(other, "allows only")),
  ];
}
