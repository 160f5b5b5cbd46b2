import { type Concurrency, literalOf } from "cig/sdk";
import { compileFlag } from "./expression/condition.ts";
import type { Place } from "./expression/place.ts";
import { compileText } from "./expression/text.ts";
import { below, type Scope } from "./scope.ts";
import { type Table, table } from "./yaml/tree.ts";

/**
 * What a workflow without a word about concurrency gets: one run a branch or pull request; a newer push to a
 * pull request ends the older run, while a run of a branch is let finish.
 */
export function usualConcurrency(forPullRequests: boolean): Table {
  return table(
    ["group", "${{ github.workflow }}-${{ github.ref }}"],
    ["cancel-in-progress", forPullRequests ? "${{ github.event_name == 'pull_request' }}" : undefined],
  );
}

export function compileConcurrency(concurrency: Concurrency, place: Place, top: Scope): Table {
  const scope = below(top, "concurrency");
  const cancels = compileFlag(concurrency.cancelInProgress, place, scope);
  return table(
    [
      "group",
      literalOf(concurrency.group) === "" || !concurrency.group
        ? "${{ github.workflow }}-${{ github.ref }}"
        : compileText(concurrency.group, place, scope),
    ],
    ["cancel-in-progress", cancels === false ? undefined : cancels],
  );
}
