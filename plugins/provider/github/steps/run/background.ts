import type { Job, Step } from "cig/sdk";
import { places } from "../../expression/place.ts";
import { characters, compileEither } from "../../expression/text.ts";
import { jobScope, type Scope } from "../../scope.ts";
import { type Table, table, type Yaml } from "../../yaml/tree.ts";
import { atRoot, ownShell } from "../own-script.ts";

/** Where a step in the background leaves what it says, and at last its exit status; without ending. */
export function backgroundFile(step: Step, job: Job): string {
  return `$RUNNER_TEMP/cig-background-${inBackground(job).indexOf(step) + 1}`;
}

/**
 * Steps at the end of a job that show what the steps in the background said. GitHub ends at the end of a job every
 * process that its steps have left behind.
 */
export function compileBackgroundLogs(job: Job, top: Scope): Yaml[] {
  return inBackground(job).map((step): Table => {
    const scope = jobScope(top, job);
    const name = compileEither(step.name, step.nameText, places.step, scope) ?? firstLine(step, scope);
    return table(
      ["name", `Output of: ${name}`],
      ["if", "always()"],
      ["run", script],
      ...atRoot(job),
      ...ownShell(job),
      ["env", table(["CIG_BACKGROUND", `cig-background-${inBackground(job).indexOf(step) + 1}`])],
    );
  });
}

function inBackground(job: Job): Step[] {
  return job.steps.filter(({ background }) => background);
}

function firstLine({ kind }: Step, scope: Scope): string {
  const script = kind.case === "run" ? kind.value.script.trim() : "";
  return characters(script.split("\n")[0]!.slice(0, 60), scope);
}

/** The lines are shown as they are: the runner obeys no command in them. */
const script = String.raw`file="$RUNNER_TEMP/$CIG_BACKGROUND"
[ -f "$file.log" ] || exit 0
token=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
echo "::stop-commands::$token"
cat "$file.log"
echo
echo "::$token::"
[ ! -s "$file.status" ] || [ "$(cat "$file.status")" = 0 ] ||
  echo "::warning::The step in the background ended with exit status $(cat "$file.status")."
`;
