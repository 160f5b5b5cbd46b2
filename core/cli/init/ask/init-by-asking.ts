import { foreignLine } from "../../../report/foreign.ts";
import { count } from "../../count.ts";
import type { Target } from "../../import/write.ts";
import type { Invocation } from "../../invocation.ts";
import { composeDraft, offerOf } from "../draft.ts";
import { summary, writeDraft } from "../init.ts";
import type { Looked } from "../look.ts";
import { findingLines } from "../text/finding-lines.ts";
import type { Wishes } from "../wishes/wishes.ts";
import { askWishes } from "./ask-wishes.ts";
import { importByAsking } from "./import-by-asking.ts";
import { openPrompts } from "./open-prompts.ts";
import { Cancelled, type Prompts } from "./prompts.ts";

/** What is known before the first question. */
export interface Before {
  readonly target: Target;
  readonly looked: Looked;
  /** Of the options. */
  readonly wishes: Wishes;
}

/** Shows what was found, asks, shows what would be written, and writes it when that is wanted. 130 when given up. */
export async function initByAsking(invocation: Invocation, before: Before): Promise<number> {
  const { terminal, stdin } = invocation;
  const prompts = await openPrompts(stdin!(), terminal.out);
  try {
    return await converse(invocation, before, prompts);
  } catch (error) {
    if (!(error instanceof Cancelled)) throw error;
    terminal.err.write("Nothing was written.\n");
    return 130;
  } finally {
    prompts.close();
  }
}

/** The same, with questions that somebody else asks. */
export async function converse(invocation: Invocation, before: Before, prompts: Prompts): Promise<number> {
  const { target, looked, wishes: told } = before;
  const { known } = looked;
  const offer = offerOf(known);
  if (offer.findings.length > 0)
    prompts.say(
      `Found:\n${findingLines(offer.findings)
        .map((line) => `  ${foreignLine(line)}\n`)
        .join("")}\n`,
    );
  const given = invocation.arguments;
  const from = given.has("no-import") ? undefined : await askSource(prompts, looked, given.has("import"));
  if (from !== undefined || given.has("import")) return importByAsking(invocation, prompts, from);
  const wishes = await askWishes(prompts, known, offer, told);
  const { text, jobs } = composeDraft(known, wishes);
  prompts.say(`\n${text}\n`);
  if (!(await prompts.yes(`Write this to ${target.shown}?`, true))) {
    prompts.say("Nothing was written.\n");
    return 0;
  }
  await writeDraft(target, text, given.has("force"));
  prompts.say(summary(target.shown, jobs, known.facts.length));
  return 0;
}

/** The system to import, or undefined to start anew. Without CI, and where an option has said it, nothing is asked. */
async function askSource(
  prompts: Prompts,
  { systems }: Looked,
  isImport: boolean,
): Promise<string | undefined> {
  if (systems.length === 0 || (isImport && systems.length === 1)) return systems[0]?.name;
  const choices = systems.map(({ name, title, paths }) => ({
    value: name,
    label: `import ${title} (${count(paths.length, "file")})`,
    hint: "and prove that it means the same",
  }));
  const anew = { value: "", label: "start anew, from what was found", hint: "what is there is left alone" };
  const chosen = await prompts.one(
    "The repository has CI. What shall cig.toml be made of?",
    isImport ? choices : [...choices, anew],
    choices[0]!.value,
  );
  return chosen || undefined;
}
