import { type Job, type Table, table } from "cig/sdk";
import { osOf } from "../job/machine.ts";
import type { Scope } from "../scope.ts";

/** A job's time limit: what CircleCI has none for. */
export interface TimeLimit {
  /** The value of `shell` on a system: in the job, or in the executors of its variants. */
  readonly shell?: (os: string | undefined) => string;
  /** The step that starts the clock; the first of all. */
  readonly step?: Table;
  /** The shell of a single step, under what is left of the time. */
  readonly limit: (shell: string) => string;
}

/**
 * Every script of the job runs under what is left of its minutes: a first step notes when they are over, and the
 * job's shell asks. What runs after a failure is free of it, as it cleans up. Windows has no such shell.
 */
export function timeLimit(job: Job, scope: Scope): TimeLimit {
  const runners = [job.runner, ...job.variants.map(({ runner }) => runner)];
  if (job.timeoutMinutes === 0 || runners.some((runner) => runner && osOf(runner) === "windows"))
    return { limit: (shell) => shell };
  const name = scope.commands.define("limit-time", definition);
  return {
    shell: (os) => `${asker} ${usualShell(os)}`,
    step: table([name, table(["minutes", job.timeoutMinutes])]),
    limit: (shell) => `${asker} ${shell}`,
  };
}

/** The shell that CircleCI gives to steps that name none. */
export function usualShell(os: string | undefined): string {
  return os === "macos" ? "/bin/bash --login -eo pipefail" : "bash -eo pipefail";
}

const asker = "sh /tmp/cig/in-time";

/** Runs a shell as long as there is time. Where an image has no bash, its sh has to do, as it does for CircleCI. */
const script = `left=$(($(cat /tmp/cig/end) - $(date +%s)))
if [ "$left" -le 0 ]; then
  echo "The job's time is over." >&2
  exit 124
fi
if ! command -v "$1" > /dev/null; then shift && set -- sh "$@"; fi
if command -v timeout > /dev/null; then exec timeout -k 30 "$left" "$@"; fi
exec perl -e 'alarm shift; exec @ARGV' "$left" "$@"
`;

const definition: Table = table(
  ["description", "Ends the job's scripts when its minutes are over"],
  ["parameters", table(["minutes", table(["type", "integer"])])],
  [
    "steps",
    [
      table([
        "run",
        table(
          ["name", "Start the clock"],
          [
            "command",
            [
              "mkdir -p /tmp/cig",
              "echo $(($(date +%s) + 60 * CIG_MINUTES)) > /tmp/cig/end",
              `printf '%s' "$CIG_IN_TIME" > /tmp/cig/in-time`,
              "",
            ].join("\n"),
          ],
          ["environment", table(["CIG_MINUTES", "<< parameters.minutes >>"], ["CIG_IN_TIME", script])],
          ["shell", "sh -e"],
        ),
      ]),
    ],
  ],
);
