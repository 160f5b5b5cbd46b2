import { makePaint, type Paint, wantsColour } from "./paint.ts";

/** Where a person or a program reads: the result on `out`, progress and diagnostics on `err`. */
export interface Terminal {
  readonly out: Stream;
  readonly err: Stream;
}

/** One of the two streams, with what is known about its reader. */
export interface Stream {
  /** Writes at once. A reader that went away (`cig plan | head`) is no error: the rest is dropped. */
  write(text: string): void;
  readonly paint: Paint;
  /** Cells in a line: at least 20, 80 where there is no terminal. */
  width(): number;
  /** True when a terminal listens that can redraw a line. */
  readonly live: boolean;
  /** True when a terminal listens, whatever it can. */
  readonly isTerminal: boolean;
}

/** The part of a Node stream that is needed here. */
export interface Sink {
  write(text: string): unknown;
  on(event: "error", listener: (error: NodeJS.ErrnoException) => void): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** Makes a terminal of two sinks. `color` is what the command line said about colour. */
export function openTerminal(options: {
  readonly stdout: Sink;
  readonly stderr: Sink;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly color?: boolean | undefined;
}): Terminal {
  return { out: openStream(options.stdout, options), err: openStream(options.stderr, options) };
}

function openStream(
  sink: Sink,
  options: {
    readonly environment: Readonly<Record<string, string | undefined>>;
    readonly color?: boolean | undefined;
  },
): Stream {
  const { environment } = options;
  const isTerminal = sink.isTTY === true;
  const plainSigns = isTerminal && !readsUnicode(environment);
  let gone = false;
  sink.on("error", (error) => {
    gone = true;
    if (!goneCodes.has(error.code ?? "")) throw Object.assign(error, { isOutput: true });
  });
  return {
    write(text) {
      if (!gone && text !== "") sink.write(plainSigns ? inAscii(text) : text);
    },
    paint: makePaint(wantsColour({ option: options.color, environment, isTerminal })),
    width: () => Math.max(20, isTerminal ? sink.columns || 80 : 80),
    isTerminal,
    live: isTerminal && environment.TERM !== "dumb" && !environment.CI,
  };
}

/** True of what a stream throws when what was said cannot be kept: `cig plan > FILE` on a full disk. */
export function isOutputError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && "isOutput" in error;
}

/** The reader closed its end (EPIPE), or the terminal itself is gone (EIO). */
const goneCodes = new Set(["EPIPE", "EIO", "ERR_STREAM_DESTROYED"]);

/** False only when the locale says outright that it is something else than UTF-8, as `LANG=C` does. */
function readsUnicode(environment: Readonly<Record<string, string | undefined>>): boolean {
  const locale = environment.LC_ALL || environment.LC_CTYPE || environment.LANG;
  return !locale || /utf-?8/i.test(locale);
}

/** Our own signs in ASCII; names in other scripts are somebody else's words and stay. */
function inAscii(text: string): string {
  return text.replace(/[✓✗…→·│├└─◆◇■▲●○◻◼•┌█↑↓]/g, (sign) => asciiSigns[sign] ?? sign);
}

const asciiSigns: Readonly<Record<string, string>> = {
  "✓": "*",
  "✗": "x",
  "…": "...",
  "→": "->",
  "·": "-",
  "│": "|",
  "├": "|",
  "└": "`",
  "─": "-",
  "┌": "T",
  "◆": "*",
  "◇": "o",
  "■": "x",
  "▲": "x",
  "●": ">",
  "○": " ",
  "◻": "[ ]",
  "◼": "[+]",
  "•": "-",
  "█": "_",
  "↑": "up",
  "↓": "down",
};
