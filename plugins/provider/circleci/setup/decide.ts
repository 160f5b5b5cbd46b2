import { type Table, table, unlessEmpty, type Yaml } from "cig/sdk";
import type { Scope } from "../scope.ts";
import type { Deciding } from "../skipping/deciding.ts";
import { cacheKey, folder, recordable } from "../skipping/markers.ts";
import { toolVariables } from "../skipping/tool.ts";
import { exportStep } from "../steps/environment.ts";
import { command, quoted } from "../value/shell.ts";

/** The part of a setup that asks what has passed already. */
export interface Decision {
  readonly description: string;
  readonly environment: Table | undefined;
  readonly steps: readonly Yaml[];
  /** The file with what is left; absent or empty where the tool could not say it. */
  readonly left: string;
}

/**
 * Gets the tool, has it compute the signatures and look for them, and write what is left to run. Whatever goes wrong on
 * the way, no file is written and everything runs. Where CircleCI's own cache keeps what has passed, its steps fetch it
 * by keys of which the tool knows the checksums.
 */
export function compileDecision(outputs: readonly Deciding[], whole: string, scope: Scope): Decision {
  const [first] = outputs;
  const { skipping, path } = first!;
  const { environment, exports } = toolVariables(
    outputs.map((output) => output.skipping),
    scope,
  );
  remarkOnSecrets(outputs, scope);
  const variants = variantsOf(outputs);
  const time = `${skipping.timeoutMinutes || 10}m`;
  const left = `${folder}/continued.yml`;
  const tool = (options: string) =>
    `timeout ${time} bash -c 'eval "$CIG_FUNCTIONS"; cig_get >&2 && cig compute-signatures "$@"' cig \\\n    ${options}`;
  const output = `--output ${quoted(path)}`;
  const isNative = skipping.nativeStore && variants.length > 0;
  return {
    description: `Leaves out what has passed already: ${variants.join(", ") || "nothing"}`,
    environment: unlessEmpty(environment),
    left,
    steps: [
      ...(exports.length > 0 ? [exportStep(exports)] : []),
      ...(isNative
        ? [keysStep(variants, tool(`${output} --keys ${folder}/told`)), ...variants.map(restoreStep)]
        : []),
      run("Decide what runs", [
        `mkdir -p ${folder}`,
        `if ! ${tool(`${output} --format circleci${isNative ? ` --markers ${folder}/markers` : ""}`)} > ${left}; then`,
        `  echo ${quoted(`cig cannot be had, or cannot decide: everything runs, as in ${whole}.`)}`,
        `  rm -f ${left}`,
        "fi",
      ]),
    ],
  };
}

function remarkOnSecrets(outputs: readonly Deciding[], { report }: Scope): void {
  const names = [...new Set(outputs.flatMap(({ skipping }) => skipping.secrets))].sort();
  if (names.length === 0) return;
  report.add(
    "CC031",
    ["skip", "env"],
    `The store of what has passed needs ${names.map((name) => `"${name}"`).join(", ")} as ${names.length > 1 ? "variables" : "a variable"} of the project on CircleCI.`,
    "Set them under Project Settings > Environment Variables.",
  );
}

function variantsOf(outputs: readonly Deciding[]): string[] {
  const ids = outputs.flatMap(({ jobs, skipping }) =>
    jobs
      .filter(({ skippable }) => skippable)
      .flatMap((job) => recordable(job, skipping.nativeStore))
      .map(({ id }) => id),
  );
  return [...new Set(ids)].sort();
}

/**
 * A checksum needs a file, whether the tool could write it or not. The tool writes the key of the run's own scope; what
 * the default branch has passed counts for everybody.
 */
function keysStep(variants: readonly string[], tool: string): Yaml {
  return run("Ask cig for the keys of what may have passed", [
    `mkdir -p ${folder}/told ${folder}/keys ${folder}/trusted ${folder}/markers`,
    `${tool} || echo "There are no keys: everything runs."`,
    `printf '%s\\n' ${variants.join(" ")} | while read -r variant; do`,
    `  key=$(cat "${folder}/told/$variant" 2> /dev/null || echo none)`,
    `  printf '%s' "$key" > "${folder}/keys/$variant"`,
    `  printf '%s' "trusted/$variant/\${key##*/}" > "${folder}/trusted/$variant"`,
    "done",
  ]);
}

function restoreStep(variant: string): Yaml {
  return table([
    "restore_cache",
    table(
      ["name", `Has ${variant} passed?`],
      ["keys", [cacheKey("keys", variant), cacheKey("trusted", variant)]],
    ),
  ]);
}

function run(name: string, lines: readonly string[]): Yaml {
  return table(["run", table(["name", name], ["command", command(...lines)])]);
}
