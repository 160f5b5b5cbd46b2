import {
  ArtifactMissing,
  type ExpressionSchema,
  Function as Fn,
  literalOf,
  type MessageInitShape,
  type NamedText,
  named,
  quotedWord,
  type Text,
} from "cig/sdk";
import type { StepInit } from "./install.ts";
import { waitScript } from "./wait.ts";
import type { Wish } from "./wish.ts";

/** Build, server, tests, and what they leave when they fail. `place`: which of the job's runs it is, from 1. */
export function runSteps(wish: Wish, place: number): StepInit[] {
  const { use, project, build, start, waitOn, waitSeconds, artifacts } = wish;
  const workingDirectory = project.workingDirectory;
  const run = (
    name: string,
    script: string,
    more: { env?: NamedText[]; background?: boolean } = {},
  ): StepInit => ({
    name,
    workingDirectory,
    ...more,
    kind: { case: "run", value: { script } },
  });
  return [
    ...(build ? [run("Build for the tests", literalOf(build) ?? "")] : []),
    ...(start ? [run("Start the server", literalOf(start) ?? "", { background: true })] : []),
    ...(waitOn.length > 0
      ? [run("Wait for the server", waitScript(waitOn.length, waitSeconds), { env: addresses(waitOn) })]
      : []),
    cypressRun(wish),
    ...(artifacts.length > 0
      ? [
          {
            name: "Keep what the tests left",
            workingDirectory,
            condition: failure,
            kind: {
              case: "upload" as const,
              value: {
                name: `${use.job}-cypress${place > 1 ? `-${place}` : ""}`,
                pathTexts: [...artifacts],
                ifMissing: ArtifactMissing.IGNORE,
              },
            },
          },
        ]
      : []),
  ];
}

const failure: MessageInitShape<typeof ExpressionSchema> = {
  kind: { case: "call", value: { function: Fn.FAILURE } },
};

function addresses(waitOn: readonly Text[]): NamedText[] {
  return waitOn.map((value, index) => named(`WAIT_ON_${index + 1}`, value));
}

/** Names of the run reach the script through variables. None begins with CYPRESS_: Cypress would take it for an option. */
function cypressRun({ project, options, recordKey, command }: Wish): StepInit {
  const words = options.map(({ name, value }) => {
    if (!value) return { word: name, env: [] };
    const literal = literalOf(value);
    if (literal !== undefined) return { word: `${name} ${quotedWord(literal)}`, env: [] };
    const variable = `RUN_${name.slice(2).replaceAll("-", "_").toUpperCase()}`;
    return { word: `${name} "$${variable}"`, env: [named(variable, value)] };
  });
  return {
    name: "Run Cypress",
    workingDirectory: project.workingDirectory,
    env: [...(recordKey ? [named("CYPRESS_RECORD_KEY", recordKey)] : []), ...words.flatMap(({ env }) => env)],
    kind: {
      case: "run",
      value: {
        script: command
          ? (literalOf(command) ?? "")
          : [`${project.start} cypress run`, ...words.map(({ word }) => word)].join(" "),
      },
    },
  };
}
