import { StringDecoder } from "node:string_decoder";
import { plainText } from "./plain-text.ts";

/** The last lines of a stream, bounded however much is written. */
export class StderrRing {
  private readonly decoder = new StringDecoder("utf8");
  private readonly kept: string[] = [];
  private partial = "";
  private told = 0;
  /** How often something was written. */
  writes = 0;

  /** `onLine` is told of every line that says something, once it is complete, safe to show. */
  constructor(private readonly onLine: (line: string) => void = () => {}) {}

  /** Takes the next bytes. */
  write(bytes: Uint8Array): void {
    this.writes += 1;
    const lines = (this.partial + this.decoder.write(Buffer.from(bytes))).split("\n");
    this.partial = lines.pop()!.slice(0, maxLineLength + 1);
    for (const line of lines) this.tell(line);
    this.kept.push(...lines.slice(-maxLines).map(cut));
    this.kept.splice(0, this.kept.length - maxLines);
  }

  /** Nothing more will come: what has no line end is a line, too. */
  end(): void {
    this.tell(this.partial);
  }

  /** The last lines that say something, oldest first, safe to show. */
  lines(): string[] {
    return [...this.kept, this.partial]
      .map(plainText)
      .filter((line) => line !== "")
      .slice(-maxLines);
  }

  private tell(line: string): void {
    if (this.told > maxTold) return;
    const text = plainText(cut(line));
    if (text === "") return;
    this.told += 1;
    this.onLine(this.told > maxTold ? `… (more than ${maxTold} lines; the rest is left out)` : text);
  }
}

const maxLines = 20;
/** A flood tells nobody anything. */
const maxTold = 1000;
const maxLineLength = 300;

function cut(line: string): string {
  return line.length > maxLineLength ? `${line.slice(0, maxLineLength)}…` : line;
}
