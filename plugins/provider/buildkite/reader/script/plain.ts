import { scriptOf } from "cig/sdk/table";
import { textOfSource } from "../text.ts";
import { addScript } from "./add-script.ts";
import { readExport } from "./export.ts";
import type { State } from "./state.ts";

/** A script that is one step: what cig puts in front of it is taken off. */
export function addPlain(command: string, state: State): void {
  const lines = withoutFunctions(command).split("\n");
  const env: Record<string, string> = {};
  let folder = "";
  let guard: string | undefined;
  let at = 0;
  for (; at < lines.length; at++) {
    const line = lines[at]!;
    const variable = readExport(line, state);
    const asked = /^if ! \{ (.*); \}; then echo "The step is left out\."; exit 0; fi$/.exec(line);
    if (variable?.text === "{{ oidc }}") continue;
    if (variable?.isOurs) env[variable.name] = variable.text;
    else if (asked) guard = asked[1];
    else if (/^echo (?:"--- .*"|'--- .*')$/.test(line)) continue;
    else if (line.startsWith("cd -- ")) folder = textOfSource(line.slice(6), state.known);
    else if (/^# A step asks for its identity token by: /.test(line)) state.oidc = true;
    else {
      if (line === "set -o pipefail" && lines.slice(at + 1).some((each) => /\|/.test(each) || each === line))
        at++;
      break;
    }
  }
  Object.assign(state.env, env);
  const script = scriptOf(lines.slice(at).join("\n"));
  if (script.trim() === "") return;
  state.guard = guard;
  addScript({ script, env: {}, folder, shell: "bash", status: "success", more: {} }, state);
  state.guard = undefined;
}

/** Functions of cig's at the head of a script. */
function withoutFunctions(command: string): string {
  return command.replace(
    /^(?:run_event|own_branch|repository|skipped|ended|ended_well)\(\) \{(?: #.*)?\n(?:.*\n)*?\}\n/gm,
    "",
  );
}
