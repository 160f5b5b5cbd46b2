import type { StepRow } from "cig/sdk/table";
import { statementsOf } from "../statements.ts";
import type { Known } from "../text.ts";
import { addPlain } from "./plain.ts";
import type { ReadScript, State } from "./state.ts";
import { readStatement } from "./statement.ts";

/** Reads a script of cig's, or one that people wrote, which is one step. */
export function readScript(command: string, known: Known, before: readonly StepRow[]): ReadScript {
  const own = { ...known.env };
  const state: State = {
    steps: [...before],
    services: [],
    outputs: {},
    env: own,
    oidc: false,
    questions: [],
    any: [],
    secrets: new Set(),
    known: { ...known, env: own },
    guard: undefined,
    value: "",
    paths: new Map(),
    keys: new Map(),
  };
  const head = readHead(command, state);
  const isParted = /^eval "\$CIG_FUNCTIONS"$/m.test(command);
  if (!isParted) addPlain(head, state);
  else for (const statement of statementsOf(head)) readStatement(statement, state);
  return state;
}

/** Takes the questions of a job off its script; what is left is its work. */
function readHead(command: string, state: State): string {
  const question =
    /^if ! \{ (.*); \}; then\n {2}echo "There is nothing to do here\."\n {2}buildkite-agent meta-data set (?:\S+|'[^']*') true\n {2}exit 0\nfi\n?/ms;
  const match = question.exec(command);
  if (!match) return command;
  state.questions.push(match[1]!);
  for (const [, keys = ""] of match[1]!.matchAll(/\bended_well((?: [\w.:-]+)+)/g))
    state.any.push(...keys.trim().split(" "));
  return command.replace(question, "");
}
