import type { Recall, Said } from "../../recall/recall.ts";
import type { Invocation } from "../invocation.ts";
import { locate } from "../locate.ts";

/** `cig plan`: what would be written, and what it changes. */
export async function run(invocation: Invocation): Promise<number> {
  const recall = await recallFor(invocation);
  if (recall?.said) return sayAgain(recall.said, invocation);
  const { freshPlan } = await import("./fresh-plan.ts");
  return freshPlan(invocation, recall);
}

/** What an earlier run said. Not for a machine form, which tells of this run, and not where a run's page and log are written, too. */
async function recallFor({
  arguments: given,
  environment,
  terminal,
}: Invocation): Promise<Recall | undefined> {
  const isOfThisRun = ["json", "out", "trace", "verbose", "isolate", "allow-path"].some((option) =>
    given.has(option),
  );
  if (isOfThisRun || environment.GITHUB_ACTIONS || (given.one("memo") ?? "on") !== "on") return;
  const { root, configFile = "cig.toml" } = locate(given);
  const { openRecall } = await import("../../recall/recall.ts");
  return openRecall(root, configFile, [
    ...wordsOf(given),
    ...surroundings(environment),
    terminal.out.paint.bold("x"),
  ]);
}

function wordsOf(given: Invocation["arguments"]): string[] {
  const switches = ["diff", "full", "summary", "exit-code", "quiet"].filter((option) => given.has(option));
  const values = ["profile", "provider", "var"].flatMap((option) =>
    given.all(option).map((value) => `${option}=${value}`),
  );
  return [...switches, ...values];
}

/** Variables that have a part in what a plan is: cig's own, and those that tell git where things are. */
function surroundings(environment: Invocation["environment"]): string[] {
  const names = Object.keys(environment).filter((name) => /^(CIG|GIT)_/.test(name));
  return names.sort().map((name) => `${name}=${environment[name]}`);
}

function sayAgain(
  { out, diagnostics, code }: Said,
  { terminal, reporter, arguments: given }: Invocation,
): number {
  terminal.out.write(out);
  reporter.diagnostics(diagnostics, locate(given).root);
  return code;
}
