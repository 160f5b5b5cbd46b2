import { occasions, type Truth } from "cig/sdk/table";
import { holds, pushOf, type Situation, situationOf } from "../condition/situation.ts";
import { partsOf, type Test } from "../condition/test.ts";

/** Names that no condition can mean. */
const otherName = "\u0000other";

/** The cases in which jobs are compared: all occasions, and a push of each branch and tag that some condition names. */
export function situationsFor(
  tests: readonly Test[],
  defaultBranch: string,
  defaults: Readonly<Record<string, string>>,
): Situation[] {
  const names = namesIn(tests);
  const found = [
    ...occasions.flatMap((occasion) => situationOf(occasion, "success", defaultBranch) ?? []),
    ...[...names, otherName].flatMap((name) => [
      pushOf("branch", name, defaultBranch),
      pushOf("tag", name, defaultBranch),
    ]),
  ];
  return found.map((each) => withDefaults(each, defaults));
}

/** What a person is asked has its default wherever nobody is. */
export function withDefaults(situation: Situation, defaults: Readonly<Record<string, string>>): Situation {
  return situation.isManual ? situation : { ...situation, values: { ...defaults, ...situation.values } };
}

/** Literal names of branches and tags. */
export function namesIn(tests: readonly Test[]): string[] {
  const found = tests
    .flatMap(partsOf)
    .flatMap((test) =>
      test.kind === "equal" &&
      test.left.kind === "name" &&
      /^CI_COMMIT_(?:BRANCH|TAG|REF_NAME)$/.test(test.left.name) &&
      test.right.kind === "text"
        ? [test.right.text]
        : [],
    );
  return [...new Set(found)].sort();
}

/** A push of a branch, or of a tag, that no condition names. */
export function otherPush(
  kind: "branch" | "tag",
  defaultBranch: string,
  defaults: Readonly<Record<string, string>>,
): Situation {
  return withDefaults(pushOf(kind, otherName, defaultBranch), defaults);
}

/** True: both may be in one pipeline. */
export function meet(one: Test, other: Test, situations: readonly Situation[]): boolean {
  return situations.some((at) => mayHold(one, at) && mayHold(other, at));
}

/** True: wherever the second is, so is the first. */
export function covers(first: Test, second: Test, situations: readonly Situation[]): boolean {
  if (JSON.stringify(first) === JSON.stringify(second)) return true;
  return situations.every((at) => !mayHold(second, at) || holds(first, at) === true);
}

export function mayHold(test: Test, at: Situation): boolean {
  return (holds(test, at) as Truth) !== false;
}
