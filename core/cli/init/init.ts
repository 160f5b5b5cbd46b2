import { lstat } from "node:fs/promises";
import { relative, resolve, sep } from "node:path";
import { diagnose } from "../../diagnostic/codes.ts";
import { type Diagnostic, hasErrors } from "../../diagnostic/diagnostic.ts";
import type { System } from "../../import/systems.ts";
import { count } from "../count.ts";
import { type Target, writeFresh } from "../import/write.ts";
import { type Invocation, Refusal } from "../invocation.ts";
import { diagnosticJson, toJson } from "../json.ts";
import { startDirectory } from "../locate.ts";
import { composeDraft, offerOf } from "./draft.ts";
import { type Looked, look } from "./look.ts";
import { mayAsk } from "./may-ask.ts";
import { checkWishes } from "./wishes/check.ts";
import { readWishes } from "./wishes/read.ts";
import type { Wishes } from "./wishes/wishes.ts";

/** `cig init`: looks at the repository and writes the cig.toml that a careful colleague would have written. */
export async function run(invocation: Invocation): Promise<number> {
  const { arguments: given, reporter } = invocation;
  const target = targetOf(invocation);
  const wishes = readWishes(given);
  if (!given.has("dry-run") && !given.has("force")) await refuseToOverwrite(target);
  const asking = mayAsk(invocation);
  if (given.has("import") && !asking.may) return (await import("../import/import.ts")).importHere(invocation);
  const looked = await look(invocation, target.root);
  const problems = checkWishes(wishes, offerOf(looked.known));
  if (hasErrors(problems)) throw new Refusal(problems, target.root);
  if (asking.may) {
    reporter.diagnostics(looked.diagnostics, target.root);
    const { initByAsking } = await import("./ask/init-by-asking.ts");
    return initByAsking(invocation, { target, looked, wishes });
  }
  const remarks = [...asking.remarks, ...(given.has("no-import") ? [] : importable(looked.systems))];
  return initAsTold(
    invocation,
    target,
    { ...looked, diagnostics: [...looked.diagnostics, ...remarks] },
    wishes,
  );
}

async function initAsTold(
  { arguments: given, terminal, reporter }: Invocation,
  target: Target,
  { known, diagnostics }: Looked,
  wishes: Wishes,
): Promise<number> {
  const isDryRun = given.has("dry-run");
  const { text, jobs } = composeDraft(known, wishes);
  reporter.diagnostics(diagnostics, target.root);
  if (!isDryRun) await writeDraft(target, text, given.has("force"));
  if (given.has("json"))
    terminal.out.write(
      toJson({
        schema: "cig.init/1",
        path: target.shown,
        written: !isDryRun,
        content: text,
        jobs,
        diagnostics: diagnostics.map(diagnosticJson),
      }),
    );
  else terminal.out.write(isDryRun ? text : summary(target.shown, jobs, known.facts.length));
  return hasErrors(diagnostics) ? 1 : 0;
}

/** Writes it as a whole or not at all; another file's place it takes only by force. */
export function writeDraft(target: Target, text: string, isForced: boolean): Promise<void> {
  return writeFresh(target, text, isForced ? undefined : exists(target));
}

/** What a person is told when it is written. */
export function summary(shown: string, jobs: readonly string[], facts: number): string {
  if (jobs.length === 0) {
    const what = facts === 0 ? "nothing was detected" : "no script to lint, test or build was found";
    return `Wrote ${shown}: ${what}, so it has only an example of a job.\n\nAdd a job to it, then run \`cig plan\`.\n`;
  }
  return `Wrote ${shown} with ${jobs.length === 1 ? "the job" : "the jobs"} ${jobs.join(", ")}.\n\nRead it, then run \`cig plan\` to see what it would render.\n`;
}

function targetOf({ arguments: given }: Invocation): Target {
  const root = startDirectory(given);
  const file = resolve(root, given.one("config") ?? "cig.toml");
  return { root, file, shown: relative(root, file).split(sep).join("/") };
}

async function refuseToOverwrite(target: Target): Promise<void> {
  const isThere = await lstat(target.file).then(
    () => true,
    () => false,
  );
  if (isThere) throw exists(target);
}

function exists({ shown, root }: Target): Refusal {
  const message = `"${shown}" exists, and cig init overwrites it only when told to.`;
  const hint =
    "To see what it would write:\n  cig init --dry-run\nTo start anew, move the file away first, or:\n  cig init --force";
  return new Refusal([diagnose("CIG704", message, { hint })], root);
}

/** What other people wrote for a CI is worth more than a guess. */
function importable(systems: readonly System[]): Diagnostic[] {
  if (systems.length === 0) return [];
  const titles = systems.map(({ title, paths }) => `${title} (${count(paths.length, "file")})`).join(" and ");
  const hint = `To have that in cig.toml instead of a first draft, with a proof that it means the same:\n${systems.map(({ name }) => `  cig import --force${systems.length > 1 ? ` --from ${name}` : ""}`).join("\n")}`;
  return [diagnose("CIG712", `The repository has ${titles}, which cig can import.`, { hint })];
}
