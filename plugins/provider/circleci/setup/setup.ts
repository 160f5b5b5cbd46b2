import { isYamlTable, type Output, type Table, table, type Yaml } from "cig/sdk";
import { usualImage } from "../job/machine.ts";
import { outputScope, type Shared } from "../scope.ts";
import type { Deciding } from "../skipping/deciding.ts";
import { smallMachine } from "../skipping/small-machine.ts";
import { continueStep } from "./continue.ts";
import { compileDecision, type Decision } from "./decide.ts";
import type { Gate } from "./gates.ts";
import { lookStep } from "./look.ts";

/** What a setup is for. */
export interface Questions {
  /** About changed files; each is answered by a parameter of the configuration that it continues with. */
  readonly gates: readonly Gate[];
  /** The outputs of which something may have passed already. */
  readonly deciding: readonly Deciding[];
}

/** Has Node.js for the tool, git, curl and jq. */
const toolImage = "cimg/node:24.16";

/**
 * The configuration that CircleCI reads first: one job that looks at what a change touches, asks what has passed
 * already, and continues with what is left, or with `whole`. `parameters` are those that a person may give; CircleCI
 * wants them here, too, and hands them on.
 */
export function compileSetup(
  { gates, deciding }: Questions,
  whole: string,
  parameters: Yaml | undefined,
  first: Output,
  shared: Shared,
): Table {
  const [decider] = deciding;
  const decision = decider && compileDecision(deciding, whole, outputScope(first, shared));
  const key = decider?.skipping.job ?? "look-at-changes";
  return table(
    ["version", 2.1],
    ["setup", true],
    ["parameters", isYamlTable(parameters) && parameters.size > 0 ? parameters : undefined],
    [
      "jobs",
      table([
        key,
        table(
          ["description", decision?.description],
          ...smallMachine(decider?.skipping.runner, decider ? toolImage : usualImage),
          ["environment", decision?.environment],
          ["steps", stepsOf(gates, decision, whole, first)],
        ),
      ]),
    ],
    [
      "workflows",
      table([
        "setup",
        table([
          "jobs",
          // What branches and tags want is said in the other file; tags are kept out unless named.
          [table([key, table(["filters", table(["tags", table(["only", "/.*/"])])])])],
        ]),
      ]),
    ],
  );
}

function stepsOf(
  gates: readonly Gate[],
  decision: Decision | undefined,
  whole: string,
  first: Output,
): Yaml[] {
  return [
    "checkout",
    ...(gates.length > 0 ? [lookStep(gates, first)] : []),
    ...(decision?.steps ?? []),
    continueStep({ whole, left: decision?.left, hasParameters: gates.length > 0 }),
  ];
}
