import { foreignLine } from "../../../report/foreign.ts";
import type { Offer } from "../draft.ts";
import type { Prompts } from "./prompts.ts";

/** Which of the jobs to write. */
export function askJobs(prompts: Prompts, { jobs }: Offer): Promise<string[]> {
  const choices = jobs.map(({ id, commands, workingDirectory }) => {
    const command = foreignLine(commands.at(-1)!.value);
    const short = command.length > 48 ? `${command.slice(0, 47)}…` : command;
    return {
      value: id,
      label: id,
      hint: workingDirectory ? `${short}, in ${foreignLine(workingDirectory)}` : short,
    };
  });
  return prompts.several("Which jobs?", choices, { initial: jobs.map(({ id }) => id), atLeastOne: true });
}
