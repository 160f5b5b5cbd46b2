import { type Statement, statementsOf } from "../statements.ts";
import { textOfPieces, textOfSource } from "../text.ts";
import { keyIn, keyOfWord } from "./cache.ts";
import { readCommand } from "./command.ts";
import { readExport } from "./export.ts";
import { noteSecrets, type State, timeOf } from "./state.ts";

/** Reads one statement of a script of cig's. */
export function readStatement(statement: Statement, state: State): void {
  const { text } = statement;
  if (/^if \[ "\$status" -eq 0 \]; then$/.test(text) || text === 'exit "$status"') return;
  const guard = /^if (.*); then$/s.exec(text);
  if (guard) state.guard = guard[1];
  else if (text === "fi") state.guard = undefined;
  else if (/^# A step asks for its identity token by: /.test(text)) state.oidc = true;
  else if (/^export (?:CIG_TEMP|BASH_ENV|DOCKER_CONFIG)=/.test(text)) return;
  else if (!readLine(text, state) && statement.words) readCommand(statement.words, statement.document, state);
}

/** Lines that are known by their beginning; true for one of them. */
function readLine(text: string, state: State): boolean {
  const variable = readExport(text, state);
  if (variable) {
    if (variable.text !== "{{ oidc }}") state.env[variable.name] = variable.text;
    return true;
  }
  const value = /^value=(.*)$/s.exec(text);
  if (value) {
    state.value = textOfSource(value[1]!, state.known);
    return true;
  }
  const output = /buildkite-agent meta-data set [\w-]+\.outputs\.([\w-]+) "\$value"$/.exec(text);
  if (output) {
    state.outputs[output[1]!] = state.value;
    return true;
  }
  const paths = /^(paths_\d+)=\((.*)\)$/s.exec(text);
  if (paths) {
    const [list] = statementsOf(paths[2]!);
    state.paths.set(
      paths[1]!,
      (list?.words ?? []).map(({ pieces }) => textOfPieces(pieces, state.known)),
    );
    return true;
  }
  const key = /^(cache_\d+)=(.*)$/s.exec(text);
  if (key) {
    state.keys.set(key[1]!, keyOfWord(key[2]!, state));
    return true;
  }
  const login = /^printf %s (.*) \|/.exec(text);
  if (login) {
    noteSecrets(textOfSource(login[1]!, state.known), state);
    return true;
  }
  if (/^(?:\{ \[ "\$\(own_branch\)" |after \w+ \{ \[ |after \w+ save_cache |save_cache )/.test(text)) {
    addSave(text, state);
    return true;
  }
  return /^(?:echo "--- |eval |docker login)/.test(text);
}

function addSave(text: string, state: State): void {
  const name = /\$\{(paths_\d+)\[@\]\}/.exec(text)?.[1];
  state.steps.push({
    kind: "cache",
    paths: state.paths.get(name ?? "") ?? [],
    mode: "save",
    ...keyIn(text, state),
    ...timeOf("success", state),
  });
}
