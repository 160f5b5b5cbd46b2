import { quotedWord, type Table, table, type Yaml } from "cig/sdk";
import { compileAgents } from "../job/agents.ts";
import { at, type Scope } from "../scope.ts";
import { type Cond, printed } from "../value/cond.ts";
import { uploaded } from "../value/interpolation.ts";
import { ownJob } from "./own-job.ts";

/** A step that the gate asks about. */
export interface Asked {
  readonly key: string;
  /** True: a condition of its own may keep it out of the build. */
  readonly isOptional: boolean;
}

/** It asks, and runs nothing. */
const timeoutMinutes = 5;

/**
 * The step that tells of the whole run: it waits for all others however they end, asks the agent how that was, and
 * fails unless each went well, was left out, or had nothing to do. Its check on GitHub is called like the gate.
 */
export function gateStep(asked: readonly Asked[], key: string, decided: Cond, top: Scope): Table {
  const gate = top.output.gate!;
  const scope = at(top, "gate");
  const condition = printed(decided);
  const leftOut = top.output.skipping?.leftOut ?? [];
  const lines = [
    ...(asked.length > 0 ? [...functions(key), "status=0"] : []),
    ...leftOut.map(({ variant, reason }) => `echo ${quotedWord(`left out: ${variant}: ${reason}`)}`),
    ...asked.map((each) => `tell ${each.key}${each.isOptional ? " optional" : ""}`),
    ...(asked.length > 0 ? ['exit "$status"'] : ['echo "There was nothing to run."']),
  ];
  const node = table(
    ["label", uploaded(gate.name)],
    ["key", key],
    ["depends_on", asked.map((each): Yaml => each.key)],
    ["allow_dependency_failure", asked.length > 0 || undefined],
    ["if", condition === undefined ? undefined : uploaded(condition)],
    ["env", table(["BUILDKITE_SKIP_CHECKOUT", "true"])],
    ["command", uploaded(`${lines.join("\n")}\n`)],
    ["timeout_in_minutes", timeoutMinutes],
    ["notify", [table(["github_commit_status", table(["context", uploaded(gate.name)])])]],
  );
  return new Map([...node, ...compileAgents(gate.runner, ownJob(gate.job, gate.runner), scope)]);
}

/** An agent that does not answer tells nothing of a step: it is asked about the gate itself, which is there. */
function functions(key: string): string[] {
  return [
    "tell() { # tell STEP [optional]: how a step ended",
    "  local outcome",
    '  outcome=$(buildkite-agent step get outcome --step "$1" 2> /dev/null) || outcome=',
    "  case $outcome in",
    "    passed)",
    '      if buildkite-agent meta-data exists "cig:skipped:$1" > /dev/null 2>&1; then outcome="had nothing to do"; fi ;;',
    '    soft_failed) outcome="failed, as it may" ;;',
    '    "" | neutral)',
    `      if [ -z "\${2:-}" ] || ! buildkite-agent step get state --step ${key} > /dev/null; then`,
    "        status=1",
    '        outcome="did not run"',
    '      else outcome="left out by its condition"; fi ;;',
    "    *) status=1 ;;",
    "  esac",
    '  echo "$1: $outcome"',
    "}",
  ];
}
