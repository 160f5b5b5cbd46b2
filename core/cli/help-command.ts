import { diagnose } from "../diagnostic/codes.ts";
import { nearest } from "../diagnostic/nearest.ts";
import { commands } from "./commands/commands.ts";
import { commandHelp, overview } from "./help.ts";
import { type Invocation, Refusal } from "./invocation.ts";

/** `cig help [COMMAND]` */
export async function run({ arguments: { operands }, terminal }: Invocation): Promise<number> {
  terminal.out.write(helpAbout(operands.join(" ")));
  return 0;
}

function helpAbout(name: string): string {
  if (name === "") return overview();
  const command = commands.find((candidate) => candidate.name === name);
  if (command) return commandHelp(command);
  if (commands.some((candidate) => candidate.name.startsWith(`${name} `))) return overview(name);
  const close = nearest(
    name,
    commands.flatMap((candidate) => [candidate.name, candidate.name.split(" ")[0]!]),
  );
  const hint = close ? `Did you mean \`cig help ${close}\`?` : "Run `cig help` to see the commands.";
  throw new Refusal([diagnose("CIG701", `There is no command "${name}".`, { hint })]);
}
