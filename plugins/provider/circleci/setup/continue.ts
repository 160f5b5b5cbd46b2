import { type Table, table } from "cig/sdk";
import { command, quoted } from "../value/shell.ts";
import { answers } from "./look.ts";

/** What the pipeline goes on with. */
interface Continuation {
  /** The file with all that could run. */
  readonly whole: string;
  /** The file with what is left to run, if the tool could say it. */
  readonly left: string | undefined;
  /** True: the answers on changed files are parameters of either. */
  readonly hasParameters: boolean;
}

/** The last step of a setup. The key of the continuation stands in no list of processes and in no log. */
export function continueStep({ whole, left, hasParameters }: Continuation): Table {
  const [given, parameters] = hasParameters
    ? [` --slurpfile parameters ${answers}`, "$parameters[0]"]
    : ["", "{}"];
  const send = (file: string) => [
    `jq -n --rawfile configuration ${file}${given} \\`,
    `  '{"continuation-key": env.CIRCLE_CONTINUATION_KEY, $configuration, parameters: ${parameters}}' \\`,
    "  > /tmp/cig/continuation.json",
    "curl --silent --show-error --fail --retry 5 --output /dev/null \\",
    "  --header 'Content-Type: application/json' --data @/tmp/cig/continuation.json \\",
    "  https://circleci.com/api/v2/pipeline/continue",
  ];
  if (left === undefined)
    return table([
      "run",
      table(["name", `Continue with ${whole}`], ["command", command(...send(quoted(whole)))]),
    ]);
  const [first, second, third, ...rest] = send('"$1"').map((line) => `  ${line}`);
  return table([
    "run",
    table(
      ["name", "Continue with what is left"],
      [
        "command",
        command(
          "continue_with() { # continue_with FILE",
          ...[first!, second!, `${third} &&`, ...rest],
          "}",
          `if [ ! -s ${left} ] || ! continue_with ${left}; then`,
          `  echo "Goes on with ${whole}, where everything runs."`,
          `  continue_with ${whole}`,
          "fi",
        ),
      ],
    ),
  ]);
}
