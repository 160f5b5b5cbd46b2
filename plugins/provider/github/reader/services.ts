import { plainWord, type ServiceRow, shellTokens } from "cig/sdk/table";
import { readText } from "./expression/text.ts";
import type { Table } from "./expression/value.ts";
import { isRecord, recordOf, textsOf } from "./raw.ts";

/** Reads `services`, sorted by name. GitHub waits for what has a health check. */
export function readServices(value: unknown, known: Table): ServiceRow[] {
  return Object.entries(recordOf(value))
    .map(([name, service]): ServiceRow => {
      const { image, ports, env, options } = recordOf(service);
      return {
        name,
        image: readText(image, known),
        ports: textsOf(ports)
          .map((port) => portOf(readText(port, known)))
          .sort(),
        env: readEnv(env, known),
        ...readReady(readText(options, known)),
      };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** What `--health-cmd` says, in whatever quotes. */
function readReady(options: string): Pick<ServiceRow, "waitsUntilReady" | "ready"> {
  const words = shellTokens(options) ?? [];
  const texts = words.flatMap((token) =>
    token.kind === "word" ? [plainWord(token.pieces) ?? token.source] : [],
  );
  const at = texts.findIndex((text) => /^--health-cmd(?:=|$)/.test(text));
  if (at < 0) return { waitsUntilReady: false };
  const ready = texts[at]!.includes("=") ? texts[at]!.replace(/^--health-cmd=/, "") : (texts[at + 1] ?? "");
  return { waitsUntilReady: true, ready };
}

/** The image of `container`, which is a text or a table. */
export function readImage(container: unknown, known: Table): string | undefined {
  const image = isRecord(container) ? container.image : container;
  return readText(image, known) || undefined;
}

export function readEnv(env: unknown, known: Table): Record<string, string> {
  return Object.fromEntries(
    Object.entries(recordOf(env)).map(([name, value]) => [name, readText(value, known)]),
  );
}

/** "5432:5432" says no more than "5432". */
function portOf(port: string): string {
  const [, host, container] = /^(\d+):(\d+)(?:\/tcp)?$/.exec(port) ?? [];
  return host !== undefined && host === container ? host : port;
}
