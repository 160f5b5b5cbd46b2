import { scriptOf, toolchainOf } from "cig/sdk/table";
import type { Word } from "../statements.ts";
import { textOfPieces } from "../text.ts";
import { addScript } from "./add-script.ts";
import { assignmentOf, readContainer, readWait } from "./container.ts";
import { readOwn } from "./own.ts";
import { type State, type Status, timeOf } from "./state.ts";

/** `NAME=VALUE after always may_fail step "Name" in_folder app …` and the functions of cig. */
export function readCommand(words: readonly Word[], document: string | undefined, state: State): void {
  let at = 0;
  const env: Record<string, string> = {};
  for (; at < words.length; at++) {
    const [pair] = assignmentOf(words[at]!, state);
    if (!pair) break;
    env[pair[0]] = pair[1];
  }
  let status: Status = "success";
  const more: { continueOnError?: boolean; background?: boolean } = {};
  for (; at < words.length; at++) {
    const { plain } = words[at]!;
    if (plain === "after") status = (words[++at]?.plain ?? "success") as Status;
    else if (plain === "may_fail") more.continueOnError = true;
    else if (plain === "background") more.background = true;
    else break;
  }
  const verb = words[at]?.plain ?? "";
  const rest = words.slice(at + 1);
  const texts = rest.map(({ pieces }) => textOfPieces(pieces, state.known));
  if (verb === "step" && document !== undefined) readStep(texts, rest, document, env, status, more, state);
  else if (verb === "start_service" || verb === "start_container") readContainer(verb, rest, env, state);
  else if (verb === "wait_for") readWait(texts[0] ?? "", state);
  else if (verb.startsWith("set_up_")) {
    const name = texts[0] ?? `set up ${verb.slice("set_up_".length)}`;
    const toolchain = toolchainOf(name, env);
    if (toolchain) state.steps.push({ ...toolchain, ...timeOf(status, state) });
  } else readOwn(verb, texts, rest, status, state);
}

function readStep(
  texts: readonly string[],
  words: readonly Word[],
  document: string,
  env: Record<string, string>,
  status: Status,
  more: { readonly continueOnError?: boolean; readonly background?: boolean },
  state: State,
): void {
  const [name = "", ...rest] = texts;
  let folder = "";
  let shell = "bash";
  let seconds = 0;
  let retries = 0;
  for (let at = 0; at < rest.length; at++) {
    const word = rest[at]!;
    if (word === "retry") {
      retries = Number(rest[at + 1]);
      at += 2;
    } else if (word === "in_folder") folder = rest[++at] ?? "";
    else if (word === "within" || word === "timeout") seconds = Number(rest[++at]);
    else if (word === "bash" && rest[at + 1] === "-c" && words[at + 2]?.plain === '"$@"') at += 3;
    else if (word !== "in_container") {
      shell = word === "python3" ? "python" : word;
      break;
    }
  }
  const { CIG_OUTPUT: _, GITHUB_OUTPUT: __, ...own } = env;
  const toolchain = toolchainOf(name, own);
  if (toolchain) state.steps.push({ ...toolchain, ...timeOf(status, state) });
  else
    addScript(
      {
        script: scriptOf(document),
        env: own,
        folder,
        shell,
        status,
        more: { ...more, timeoutMinutes: seconds / 60, retries },
      },
      state,
    );
}
