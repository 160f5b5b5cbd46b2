import type { Word } from "../statements.ts";
import { textOfPieces, textOfSource } from "../text.ts";
import { noteSecrets, type State } from "./state.ts";

/** `start_service NAME IMAGE [OPTION…]`, a server beside the job, or `start_container IMAGE [OPTION…]`, where it runs. */
export function readContainer(
  verb: string,
  words: readonly Word[],
  given: Readonly<Record<string, string>>,
  state: State,
): void {
  const texts = words.map(({ pieces }) => textOfPieces(pieces, state.known));
  const isJobs = verb === "start_container";
  const [name = "", image = ""] = isJobs ? ["job", ...texts] : texts;
  const env: Record<string, string> = {};
  const ports: string[] = [];
  for (let at = isJobs ? 1 : 2; at < texts.length; at++) {
    const option = words[at]!.plain;
    if (option === "--publish") ports.push(portOf(texts[++at] ?? ""));
    else if (option === "--env") {
      const [key = "", ...rest] = (texts[++at] ?? "").split("=");
      if (rest.length > 0) env[key] = rest.join("=");
      else if (Object.hasOwn(given, key)) env[key] = given[key]!;
    }
  }
  for (const text of Object.values(env)) noteSecrets(text, state);
  if (isJobs) state.image = image;
  else state.services.push({ name, image, ports: ports.sort(), env, waitsUntilReady: false });
}

/** `wait_for NAME …`: the service is one that answers. */
export function readWait(name: string, { services }: State): void {
  const index = services.findIndex((service) => service.name === name);
  if (index >= 0) services[index] = { ...services[index]!, waitsUntilReady: true };
}

export function assignmentOf(word: Word, state: State): [string, string][] {
  const match = /^([A-Za-z_]\w*)=(.*)$/s.exec(word.source);
  return match ? [[match[1]!, textOfSource(match[2] === "" ? "''" : match[2]!, state.known)]] : [];
}

function portOf(published: string): string {
  const [host = "", container = ""] = published.split(":");
  return host === container ? container : published;
}
