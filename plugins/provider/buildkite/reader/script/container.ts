import { statementsOf, type Word } from "../statements.ts";
import { textOfPieces, textOfSource } from "../text.ts";
import { noteSecrets, type State } from "./state.ts";

/** A server beside the job, or the container that the job runs in. */
export function readContainer(text: string, state: State): boolean {
  const statement = statementsOf(text.replace(/ > \/dev\/null$/, ""))[0];
  const words = statement?.words ?? [];
  const env: Record<string, string> = {};
  const start = words.findIndex(({ plain }) => plain === "docker");
  const assigned = new Map(words.slice(0, start).flatMap((word) => assignmentOf(word, state)));
  const ports: string[] = [];
  let name = "";
  let image = "";
  for (let at = start + 3; at < words.length; at++) {
    const word = words[at]!;
    const value = words[at + 1];
    if (word.plain === "--name") name = value?.source.replace(/^"\$cig-|"$/g, "") ?? "";
    else if (word.plain === "--publish") ports.push(portOf(value?.plain ?? ""));
    else if (word.plain === "--env") {
      const given = value ? textOfPieces(value.pieces, state.known) : "";
      const [key = "", ...rest] = given.split("=");
      if (rest.length > 0) env[key] = rest.join("=");
      else if (assigned.has(key)) env[key] = assigned.get(key)!;
    } else if (
      !["--network", "--network-alias", "--volume", "--workdir", "--entrypoint"].includes(word.plain ?? "")
    ) {
      image = /^-/.test(word.plain ?? "") ? image : textOfPieces(word.pieces, state.known);
      if (name === "job" && image !== "") break;
      continue;
    }
    at++;
  }
  for (const text of Object.values(env)) noteSecrets(text, state);
  if (name === "job") state.image = image;
  else state.services.push({ name, image, ports: ports.sort(), env, waitsUntilReady: false });
  return true;
}

export function assignmentOf(word: Word, state: State): [string, string][] {
  const match = /^([A-Za-z_]\w*)=(.*)$/s.exec(word.source);
  return match ? [[match[1]!, textOfSource(match[2] === "" ? "''" : match[2]!, state.known)]] : [];
}

function portOf(published: string): string {
  const [host = "", container = ""] = published.split(":");
  return host === container ? container : published;
}
