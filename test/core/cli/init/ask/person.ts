import { PassThrough } from "node:stream";
import { stripVTControlCharacters } from "node:util";
import { openTerminal, type Sink, type Terminal } from "../../../../../core/report/terminal.ts";

/** Keys as a terminal sends them. */
export const keys = { enter: "\r", down: "\x1b[B", space: " ", ctrlC: "\x03", escape: "\x1b" };

/** Somebody at a terminal of 80 columns who types what was said beforehand when the question stands there. */
export interface Person {
  readonly stdin: PassThrough & { isTTY: true; setRawMode(raw: boolean): void };
  readonly terminal: Terminal;
  /** All that was written so far, without escape sequences. */
  seen(): string;
  /** All that was written so far, as it came. */
  raw(): string;
  /** Whether the terminal was left to send each key by itself. */
  isRaw(): boolean;
  /** Questions that were never asked. */
  waiting(): readonly string[];
}

/** `answers`: a part of the question, and the keys. A question is answered once, in this order. */
export function person(
  answers: readonly (readonly [question: string, keys: string])[],
  environment: Record<string, string> = {},
): Person {
  let raw = "";
  let answeredTo = 0;
  let isRaw = false;
  const left = [...answers];
  const stdin = Object.assign(new PassThrough(), {
    isTTY: true as const,
    setRawMode: (wanted: boolean) => {
      isRaw = wanted;
    },
  });
  const sink: Sink = {
    isTTY: true,
    columns: 80,
    on: () => undefined,
    write(text) {
      raw += text;
      const [question, typed] = left[0] ?? [];
      if (question === undefined || !stripVTControlCharacters(raw.slice(answeredTo)).includes(question))
        return;
      answeredTo = raw.length;
      left.shift();
      // A person takes a moment, and sends one key after the other.
      for (const key of typed!.match(/\x1b\[B|[\s\S]/g)!) setImmediate(() => stdin.write(key));
    },
  };
  return {
    stdin,
    terminal: openTerminal({ stdout: sink, stderr: sink, environment }),
    seen: () => stripVTControlCharacters(raw),
    raw: () => raw,
    isRaw: () => isRaw,
    waiting: () => left.map(([question]) => question),
  };
}
