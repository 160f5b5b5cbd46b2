import {
  CacheRowMode,
  RunsAfter,
  Occasion as WireOccasion,
} from "../../../proto/gen/cig/plugin/v1/table_pb.ts";
import { type Occasion, occasions } from "../table.ts";

/** The wire's numbers for the words of a table. */
export const occasionNumbers = {
  "push to main": WireOccasion.PUSH_TO_MAIN,
  "push to feature/x": WireOccasion.PUSH_TO_BRANCH,
  "tag v1.2.3": WireOccasion.TAG,
  "pull request": WireOccasion.PULL_REQUEST,
  "pull request of a fork": WireOccasion.PULL_REQUEST_OF_FORK,
  "merge queue": WireOccasion.MERGE_QUEUE,
  schedule: WireOccasion.SCHEDULE,
  "by hand": WireOccasion.BY_HAND,
  release: WireOccasion.RELEASE,
} as const satisfies Record<Occasion, WireOccasion>;

export const endingNumbers = {
  success: RunsAfter.SUCCESS,
  failure: RunsAfter.FAILURE,
  always: RunsAfter.ALWAYS,
} as const;

export const modeNumbers = {
  both: CacheRowMode.BOTH,
  restore: CacheRowMode.RESTORE,
  save: CacheRowMode.SAVE,
} as const;

/** Occasions of a later cig are left out: this one has no word for them. */
export function occasionsOf(numbers: readonly WireOccasion[]): Occasion[] {
  return occasions.filter((each) => numbers.includes(occasionNumbers[each]));
}

/** The word of a number; the first of all where it is none. */
export function wordOf<Word extends string>(numbers: Readonly<Record<Word, number>>, number: number): Word {
  const words = Object.keys(numbers) as Word[];
  return words.find((word) => numbers[word] === number) ?? words[0]!;
}
