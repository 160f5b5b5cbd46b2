import { hasErrors } from "../../diagnostic/diagnostic.ts";
import { openRepo } from "../../repo/repo.ts";
import { openWorkTree } from "../../repo/work-tree.ts";
import { foreignLine } from "../../report/foreign.ts";
import { displayWidth } from "../../report/width.ts";
import { wrap } from "../../report/wrap.ts";
import { reasonText } from "../../verdict/verdict.ts";
import { count } from "../count.ts";
import { type Invocation, Refusal } from "../invocation.ts";
import { toJson } from "../json.ts";
import { locate } from "../locate.ts";
import { runFor } from "../run-pipeline.ts";
import { jobJson } from "../signatures/signatures-json.ts";
import { explainWhy } from "./why/explain-why.ts";
import type { Why } from "./why/why.ts";
import { firstChange } from "./why/why-text.ts";

/** `cig explain skip`: the whole plan as a table of what would run, and why. */
export async function run(invocation: Invocation): Promise<number> {
  const { arguments: given, environment, terminal, reporter } = invocation;
  const { root } = locate(given);
  const opening = openWorkTree(root, { environment });
  const run = await runFor(invocation, "plan", { repo: openRepo(root, { untracked: "skip", environment }) });
  if (hasErrors(run.diagnostics)) throw new Refusal(run.diagnostics, root);
  const why = [...((await explainWhy(invocation, run, opening)) ?? new Map<string, Why>()).values()];
  if (given.has("json")) {
    const jobs = why.map((each) => ({
      ...jobJson(each.decided),
      base_of_comparison: each.base,
      changed: each.changed,
    }));
    terminal.out.write(toJson({ schema: "cig.explain-skip/1", jobs }));
    return 0;
  }
  terminal.out.write(tableOf(why, terminal.out));
  reporter.diagnostics([], root);
  return 0;
}

function tableOf(all: readonly Why[], { paint, width }: Invocation["terminal"]["out"]): string {
  const longest = Math.min(40, Math.max(0, ...all.map(({ decided }) => displayWidth(decided.verdict.id))));
  const indent = longest + 8;
  const room = Math.max(20, width() - indent);
  const lines = all.flatMap((why) => {
    const { verdict } = why.decided;
    const word = verdict.verdict === "run" ? paint.yellow("run ") : paint.green("skip");
    const change = verdict.verdict === "run" ? firstChange(why) : "";
    const text = [reasonText(verdict.reason), change && `${change}.`].filter(Boolean).join(" ");
    const [first = "", ...others] = wrap(foreignLine(text), room);
    return [
      `${foreignLine(verdict.id).padEnd(longest)}  ${word}  ${first}`,
      ...others.map((line) => `${" ".repeat(indent)}${line}`),
    ];
  });
  const skipped = all.filter(({ decided }) => decided.verdict.verdict === "skip").length;
  const bases = [...new Set(all.flatMap(({ base }) => base ?? []))];
  const compared = bases.length === 1 ? `compared with ${foreignLine(bases[0]!)}` : "";
  const sum = `${count(all.length, "job")}: ${all.length - skipped} run, ${skipped} left out`;
  return `${[...lines, [sum, compared].filter(Boolean).join("; ")].join("\n")}\n`;
}
