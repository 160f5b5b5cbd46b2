import { quotedWord, type Table, table, unlessEmpty, type Yaml } from "cig/sdk";
import { compileAgents } from "../job/agents.ts";
import { at, type Scope } from "../scope.ts";
import { inputsKey } from "../triggers/inputs.ts";
import { type Cond, printed } from "../value/cond.ts";
import { uploaded } from "../value/interpolation.ts";
import { ownJob } from "./own-job.ts";
import { whyNot } from "./record.ts";
import { type LeavingOut, wholeFileNamed } from "./stage.ts";
import { toolParts, toolVariable } from "./tool.ts";

/**
 * The step that decides: it gets the tool, has it compute the signatures and ask the store, and uploads what is left
 * to run. Whatever goes wrong on the way, it uploads the file that holds everything. The answers to a person's questions
 * are there before it, as they may be part of a signature.
 */
export function bootstrapStep(output: LeavingOut, key: string, decided: Cond, top: Scope): Table {
  const scope = at(top, "skip");
  const { skipping } = output;
  const { lines, secrets } = toolParts(output, scope);
  if (secrets.size > 0)
    scope.report.add(
      "BK031",
      ["skip", "env"],
      `The store of what has passed needs ${[...secrets.values()].map((name) => `"${name}"`).join(", ")} from Buildkite's secrets.`,
      "Add them under Agents > Secrets of the cluster. Agents from 3.106 hand them to jobs.",
    );
  const condition = printed(decided);
  const node = table(
    ["label", "cig"],
    ["key", key],
    ["depends_on", scope.asksInputs ? inputsKey : undefined],
    ["if", condition === undefined ? undefined : uploaded(condition)],
    ["env", table([toolVariable, uploaded(`${skipping.functions}\n`)])],
    ["secrets", unlessEmpty(new Map<string, Yaml>(secrets))],
    ["command", uploaded(`${[...lines, ...decideLines(output)].join("\n")}\n`)],
    // The script has its own end, and the file with everything has to be uploaded behind it.
    ["timeout_in_minutes", (skipping.timeoutMinutes || 10) + 5],
  );
  return new Map([...node, ...compileAgents(skipping.runner, ownJob(skipping.job, skipping.runner), scope)]);
}

function decideLines({ path, jobs, skipping }: LeavingOut): string[] {
  const variants = jobs
    .filter((job) => job.skippable && whyNot(job) === undefined)
    .flatMap((job) => job.variants.map(({ id }) => id))
    .sort();
  const whole = quotedWord(wholeFileNamed(path));
  return [
    `echo ${quotedWord(`--- What has passed already, of: ${variants.join(", ") || "nothing"}`)}`,
    `limit="$(command -v timeout || :)"; limit=\${limit:+$limit ${skipping.timeoutMinutes || 10}m}`,
    "left=$(mktemp)",
    "trap 'rm -f \"$left\"' EXIT",
    `if ! $limit bash -c 'eval "$${toolVariable}"; cig_get >&2 && cig compute-signatures "$@"' cig \\`,
    `    --output ${quotedWord(path)} --format buildkite > "$left"; then`,
    '  echo "cig cannot be had, or cannot decide."',
    '  : > "$left"',
    "fi",
    'if [ ! -s "$left" ] || ! buildkite-agent pipeline upload "$left"; then',
    `  echo ${quotedWord(`Everything runs, as in ${wholeFileNamed(path)}.`)}`,
    `  buildkite-agent pipeline upload ${whole}`,
    "fi",
  ];
}
