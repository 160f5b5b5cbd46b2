import { foreignLine } from "../../report/foreign.ts";
import type { Stream } from "../../report/terminal.ts";
import { displayWidth } from "../../report/width.ts";
import { wrap } from "../../report/wrap.ts";
import { reasonText } from "../../verdict/verdict.ts";
import type { Decided } from "../../work/result.ts";
import { count } from "../count.ts";

/** A line for each variant: its id, what happens to it, the start of its signature, and why. */
export function tableText(all: readonly Decided[], stream: Pick<Stream, "paint" | "width">): string {
  const { paint } = stream;
  const longest = Math.min(40, Math.max(0, ...all.map(({ verdict }) => displayWidth(verdict.id))));
  const indent = longest + 20;
  const lines = all.map(({ verdict, variant }) => {
    const name = foreignLine(verdict.id).padEnd(longest);
    const word = verdict.verdict === "run" ? paint.yellow("run ") : paint.green("skip");
    const reason = foreignLine(reasonText(verdict.reason));
    const room = Math.max(20, stream.width() - indent);
    const [first = "", ...others] = wrap(reason, room);
    const head = `${name}  ${word}  ${paint.dim(variant.signature.slice(0, 10))}  ${first}`;
    return [head, ...others.map((line) => `${" ".repeat(indent)}${line}`)].join("\n");
  });
  const skipped = all.filter(({ verdict }) => verdict.verdict === "skip").length;
  const sum = `${count(all.length, "job")}: ${all.length - skipped} run, ${skipped} left out`;
  return `${[...lines, sum].join("\n")}\n`;
}
