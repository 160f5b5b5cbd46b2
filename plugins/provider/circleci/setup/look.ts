import { type Output, type Table, table } from "cig/sdk";
import { escaped } from "../value/characters.ts";
import { interpolation } from "../value/piece.ts";
import { command, quoted } from "../value/shell.ts";
import type { Gate } from "./gates.ts";
import { comparisons } from "./pathspecs.ts";

/** The file in which the answers lie, by parameter. */
export const answers = "/tmp/cig/parameters.json";

/** The step that answers the questions about changed files. */
export function lookStep(gates: readonly Gate[], { project }: Output): Table {
  return table([
    "run",
    table(
      ["name", "Look at the changed files"],
      ["command", command(...lookLines(gates))],
      [
        "environment",
        table(
          ["CIG_BASE", interpolation("pipeline.git.base_revision")],
          ["CIG_DEFAULT_BRANCH", escaped(project?.defaultBranch || "main")],
          ["CIG_EVENT", "<< pipeline.event.name >>"],
        ),
      ],
    ),
  ]);
}

/**
 * Compares with what the branch was built from last, on other branches with where they left the default one. Whenever
 * that is in doubt, and for tags, merge queues and what people start, everything runs.
 */
function lookLines(gates: readonly Gate[]): string[] {
  return [
    'is_commit() { git cat-file -e "$1^{commit}" 2> /dev/null; }',
    "base=",
    'case "$CIG_EVENT:${CIRCLE_TAG:+tag}:${CIRCLE_BRANCH:-}" in',
    "  push::gh-readonly-queue/* | pull_request::gh-readonly-queue/*) ;;",
    '  push::"$CIG_DEFAULT_BRANCH") if is_commit "$CIG_BASE"; then base=$CIG_BASE; fi ;;',
    "  push::?* | pull_request::?*)",
    '    if git fetch --quiet origin "refs/heads/$CIG_DEFAULT_BRANCH"; then',
    "      base=$(git merge-base FETCH_HEAD HEAD || true)",
    "    fi ;;",
    "esac",
    'if [ -n "$base" ] && [ "$(git rev-parse "$base")" = "$(git rev-parse HEAD)" ]; then base=; fi',
    'echo "Compares with ${base:-nothing, so that everything runs}."',
    // Names alone: contents need not be fetched.
    'changes() { [ -z "$base" ] || [ -n "$(git diff --name-only --no-renames "$base" HEAD -- "$@" | head -n 1)" ]; }',
    "mkdir -p /tmp/cig",
    "separator='{'",
    'answer() { printf \'%s"%s": %s\' "$separator" "$1" "$2" >> /tmp/cig/parameters.json; separator=,; }',
    ": > /tmp/cig/parameters.json",
    ...gates.flatMap(({ parameter, paths, pathsIgnore }) => {
      const tests = comparisons(paths, pathsIgnore).map((specs) => `changes ${specs.map(quoted).join(" ")}`);
      return [`if ${tests.join(" || ")}; then answer ${parameter} true; else answer ${parameter} false; fi`];
    }),
    "printf '}\\n' >> /tmp/cig/parameters.json",
    "cat /tmp/cig/parameters.json",
  ];
}
