import { create, type Gate, type Job, JobSchema, type Output } from "cig/sdk";
import { atom, member } from "../expression/operand.ts";
import { characters } from "../expression/text.ts";
import { allNeeds } from "../job/condition.ts";
import { compileRunsOn } from "../job/runs-on.ts";
import { jobScope, type Scope } from "../scope.ts";
import { optionOf } from "../yaml/options.ts";
import { type Table, table } from "../yaml/tree.ts";
import { jobsLeftOut, mayBeLeftOut, verdictOf } from "./verdict.ts";

const timeoutMinutes = 5;

/**
 * The last job, which always runs and tells how all others ended. It fails unless each of them passed, was left out
 * because it had already passed, or was not run as its own condition says, or that of one before it.
 */
export function compileGate(gate: Gate, top: Scope): Table {
  const { output } = top;
  const job = create(JobSchema, { id: gate.job, ...(gate.runner && { runner: gate.runner }) });
  const scope = jobScope(top, job);
  const isDecided = jobsLeftOut(output).length > 0;
  const before = output.jobs.map(({ id }) => id);
  return table(
    ["name", characters(gate.name, scope)],
    ["needs", isDecided ? [output.skipping!.job, ...before] : before],
    ["if", "always()"],
    ["runs-on", compileRunsOn(job, scope)],
    ["permissions", new Map()],
    ["timeout-minutes", timeoutMinutes],
    [
      "steps",
      [
        table(
          ["name", "Tell how the jobs ended"],
          ["if", "always()"],
          ["run", script],
          ["shell", "bash"],
          [
            "env",
            table(
              ["CIG_JOBS", output.jobs.map((each) => `${lineOf(each, output)}\n`).join("")],
              ["CIG_DECIDED", isDecided ? resultOf(output.skipping!.job) : undefined],
            ),
          ],
        ),
      ],
    ],
  );
}

/** What the script reads of a job: its id, result and verdict, whether it has a condition, and what it waits for. */
function lineOf(job: Job, output: Output): string {
  const verdict = mayBeLeftOut(job, output) ? `\${{ ${verdictOf(job.id, output).source} }}` : "";
  const hasCondition =
    job.condition !== undefined || optionOf(job.providerOptions, "if") !== undefined ? "if" : "";
  const before = [...allNeeds(job), ...job.waitsFor].join(" ");
  return [job.id, resultOf(job.id), verdict, hasCondition, before].join("|");
}

function resultOf(id: string): string {
  return `\${{ ${atom(member("needs", id)).source}.result }}`;
}

/** Jobs stand behind those that they wait for, so that one pass finds what each was held back by. */
const script = String.raw`tell() { printf '| %-24s | %-9s | %s |\n' "$@" | tee -a "$GITHUB_STEP_SUMMARY"; }
tell Job Result Why
tell --- --- ---
failed='' held=' '
while IFS='|' read -r job result verdict condition before; do
  [ -n "$job" ] || continue
  cause=''
  for one in $before; do
    case $held in
      *" $one:failed "*) cause="$one failed" && break ;;
      *" $one:cancelled "*) cause="$one was cancelled" && break ;;
      *" $one:not-run "*) cause="$one was not run" ;;
    esac
  done
  case $result/$verdict in
    success/*) why='passed' ;;
    skipped/skip) why='left out: it had already passed on these inputs' ;;
    failure/*) why='failed' failed="$failed $job" held="$held$job:failed " ;;
    cancelled/*) why='cancelled' failed="$failed $job" held="$held$job:cancelled " ;;
    *)
      held="$held$job:not-run "
      if [ -n "$cause" ]; then
        why="not run: $cause"
      elif [ -n "$condition" ]; then
        why='not run: its own condition did not hold'
      else
        why='not run, and no other job says why: the run may have been cancelled' failed="$failed $job"
      fi
      ;;
  esac
  tell "$job" "$result" "$why"
done <<< "$CIG_JOBS"
if [ "${"${CIG_DECIDED:-success}"}" != success ]; then
  echo "::warning::It could not be told what had already passed, so that everything ran."
fi
if [ -n "$failed" ]; then
  echo "::error::These jobs did not end well:$failed"
  exit 1
fi
`;
