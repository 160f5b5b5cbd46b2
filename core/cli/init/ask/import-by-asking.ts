import { importHere } from "../../import/import.ts";
import { importText } from "../../import/import-text.ts";
import type { Invocation } from "../../invocation.ts";
import type { Prompts } from "./prompts.ts";

/** `cig import` of the system, with what came of it shown before anything is written. */
export function importByAsking(
  invocation: Invocation,
  prompts: Prompts,
  from: string | undefined,
): Promise<number> {
  const { arguments: given } = invocation;
  const one = (option: string) => (option === "from" ? from : given.one(option));
  return importHere({ ...invocation, arguments: { ...given, one } }, async (done) => {
    prompts.say(`\n${importText(done)}\n`);
    const isWanted = await prompts.yes(`Write ${done.path}?`, true);
    if (!isWanted) prompts.say("Nothing was written.\n");
    return isWanted;
  });
}
