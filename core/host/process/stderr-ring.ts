import { StringDecoder } from "node:string_decoder";
import { plainText } from "./plain-text.ts";

/** The last lines of a stream, bounded however much is written. */
export class StderrRing {
  private readonly decoder = new StringDecoder("utf8");
  private readonly kept: string[] = [];
  private partial = "";
  /** How often something was written. */
  writes = 0;

  /** Takes the next bytes. */
  write(bytes: Uint8Array): void {
    this.writes += 1;
    const lines = (this.partial + this.decoder.write(Buffer.from(bytes))).split("\n");
    this.partial = lines.pop()!.slice(0, maxLineLength + 1);
    this.kept.push(...lines.slice(-maxLines).map(cut));
    this.kept.splice(0, this.kept.length - maxLines);
  }

  /** The last lines that say something, oldest first, safe to show. */
  lines(): string[] {
    return [...this.kept, this.partial]
      .map(plainText)
      .filter((line) => line !== "")
      .slice(-maxLines);
  }
}

const maxLines = 20;
const maxLineLength = 300;

function cut(line: string): string {
  return line.length > maxLineLength ? `${line.slice(0, maxLineLength)}…` : line;
}
