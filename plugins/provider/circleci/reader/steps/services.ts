import { plainWord, type ServiceRow, shellTokens, shellWord } from "cig/sdk/table";
import { unescaped } from "../expression/text.ts";
import { type Environment, textOfPieces, textOfWord } from "../shell/words.ts";

/** Reads a script that starts a service: `docker run --detach --name … IMAGE`, after exports of its variables. */
export function readStart(
  command: string,
  environment: Environment,
  carried: Environment,
): ServiceRow | undefined {
  const lines = unescaped(command).trim().replaceAll("\\\n", " ").split("\n");
  const run = lines.at(-1) ?? "";
  if (!run.startsWith("docker run --detach")) return undefined;
  const exported = new Map(
    lines.slice(0, -1).flatMap((line): [string, string][] => {
      const match = /^export ([A-Za-z_]\w*)=(.*)$/s.exec(line);
      const text = match ? textOfWord(match[2]!, environment, carried) : undefined;
      return match && text !== undefined ? [[match[1]!, text]] : [];
    }),
  );
  const words = (shellTokens(run) ?? []).flatMap((token) =>
    token.kind === "word" ? [textOfPieces(token.pieces, environment, carried)] : [],
  );
  const after = (flag: string) => words.flatMap((word, index) => (words[index - 1] === flag ? [word] : []));
  return {
    name: after("--name")[0] ?? "",
    image: words.at(-1) ?? "",
    ports: after("--publish")
      .map((port) => port.replace(/^(\d+):\1$/, "$1"))
      .sort(),
    env: Object.fromEntries(after("--env").map((pair) => variableIn(pair, exported))),
    waitsUntilReady: false,
  };
}

/** A service that is waited for, by its port or by a command in its container. */
export interface Wait {
  readonly name: string;
  readonly port?: string;
  readonly ready?: string;
}

/** What a script waits for: the service's name, as its last words say it, and a port. */
export function readWait(command: string): Wait | undefined {
  const script = unescaped(command);
  if (!script.startsWith("waited=0\nuntil ")) return undefined;
  const message = /^ +echo (.*) >&2$/m.exec(script)?.[1];
  const said = message === undefined ? undefined : (shellTokens(message) ?? [])[0];
  const name =
    said?.kind === "word" ? plainWord(said.pieces)?.replace(/ is not ready after \d+ seconds\.$/, "") : "";
  const port = /\/dev\/tcp\/localhost\/(\d+)/.exec(script)?.[1];
  const question = /\bsh -c (.*) > \/dev\/null 2>&1; do$/m.exec(script)?.[1];
  const ready = question === undefined ? undefined : plainWord(shellWord(question));
  return name ? { name, ...(port && { port }), ...(ready !== undefined && { ready }) } : undefined;
}

function variableIn(pair: string, exported: ReadonlyMap<string, string>): [string, string] {
  const at = pair.indexOf("=");
  return at < 0 ? [pair, exported.get(pair) ?? ""] : [pair.slice(0, at), pair.slice(at + 1)];
}
